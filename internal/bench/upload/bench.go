package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bench is one run of the comparison.
type bench struct {
	rounds       int
	most         time.Duration
	connections  string
	files        int
	small, large int64
	tools        string
	only         string
	task         string
	program      string
	loop         bool
}

// A turn is what one server has to do in a row.
type turn struct {
	title       string
	connections int
	files       int
	size        int64
}

// A score is what one server made of a turn, in each round.
type score struct {
	took, synced []time.Duration // until the last answer; until all is synced besides
	written      []float64       // bytes for each of the files
	memory       []int64         // above idle
	cpu          []float64       // of the server until the last answer, milliseconds a file
}

// An entrant is a server that runs, and its scores by turn.
type entrant struct {
	server
	*process
	dir    string
	idle   int64
	scores []score
}

func (b *bench) turns() []turn {
	var all []turn
	for part := range strings.SplitSeq(b.connections, ",") {
		n, err := strconv.Atoi(part)
		if err != nil {
			continue // only the large file is wanted
		}
		all = append(all, turn{fmt.Sprintf("%d KB, %d at once", b.small/1000, n), n, b.files, b.small})
	}
	if b.large > 0 {
		all = append(all, turn{fmt.Sprintf("one file of %d MiB", b.large>>20), 1, 1, b.large})
	}
	return all
}

func (b *bench) run(w io.Writer) error {
	if err := os.MkdirAll(b.tools, 0o755); err != nil {
		return err
	}
	dir, remove, err := b.place(w)
	if err != nil {
		return err
	}
	defer remove()
	all, err := b.enter(dir)
	defer func() {
		for _, e := range all {
			e.stop()
		}
	}()
	if err != nil {
		return err
	}
	start := time.Now()
	for round := range b.rounds {
		if b.most > 0 && time.Since(start) > b.most {
			fmt.Fprintf(w, "rounds: %d\n", round)
			break
		}
		fmt.Fprintf(os.Stderr, "round %d of %d\n", round+1, b.rounds)
		for i, t := range b.turns() {
			for _, e := range all {
				if err := e.take(&e.scores[i], t); err != nil {
					return fmt.Errorf("%s: %s: %w", e.name, t.title, err)
				}
			}
		}
	}
	b.print(w, all)
	return nil
}

// enter starts the servers that can be had.
func (b *bench) enter(dir string) ([]*entrant, error) {
	var all []*entrant
	for _, s := range servers() {
		if b.only != "" && !slices.Contains(strings.Split(b.only, ","), s.name) {
			continue
		}
		at := filepath.Join(dir, strings.ReplaceAll(s.name, " ", "-"))
		if err := os.Mkdir(at, 0o755); err != nil {
			return all, err
		}
		p, err := s.start(b, at)
		if err != nil {
			fmt.Fprintf(os.Stderr, "PASSED OVER: %s cannot be had: %v\n", s.name, err)
			continue
		}
		e := &entrant{server: s, process: p, dir: at, scores: make([]score, len(b.turns()))}
		all = append(all, e)
		if _, err := upload(p.address, p.ask, 1, 3, 1000); err != nil {
			return all, fmt.Errorf("%s: the first files: %w", s.name, err)
		}
		p.rest()
		e.idle = p.resident()
	}
	return all, nil
}

// restart begins anew on the same directory, at another address.
func (e *entrant) restart(b *bench) (err error) {
	e.stop()
	e.process, err = e.start(b, e.dir)
	return err
}

// take does one turn, and lets the server finish what it puts off.
func (e *entrant) take(s *score, t turn) error {
	before, ticks := e.written(), e.ticks()
	peak := e.watch()
	took, err := upload(e.address, e.ask, t.connections, t.files, t.size)
	if err != nil {
		return err
	}
	s.cpu = append(s.cpu, float64(e.ticks()-ticks)*10/float64(t.files))
	s.memory = append(s.memory, peak()-e.idle)
	start := time.Now()
	if err := quiet("sync", "-f", e.dir); err != nil {
		return err
	}
	s.took, s.synced = append(s.took, took), append(s.synced, took+time.Since(start))
	e.rest()
	if err := quiet("sync", "-f", e.dir); err != nil {
		return err
	}
	s.written = append(s.written, float64(e.written()-before)/float64(t.size*int64(t.files)))
	return e.forget()
}

// forget removes large files behind the server's back, so that the disk need not
// hold those of all rounds. No server asks for them again.
func (e *entrant) forget() error {
	return filepath.WalkDir(e.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // what has gone meanwhile is not there to be removed
		}
		if info, err := d.Info(); err != nil || info.Size() < 256<<20 {
			return nil
		}
		return os.Remove(path)
	})
}

// watch looks at the server's memory until it is called back.
func (e *entrant) watch() (peak func() int64) {
	end, result := make(chan struct{}), make(chan int64)
	go func() {
		most := int64(0)
		for {
			most = max(most, e.resident())
			select {
			case <-end:
				result <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(end)
		return <-result
	}
}

// print prints a table for each turn. Ratios are ours to the peer's.
func (b *bench) print(w io.Writer, all []*entrant) {
	for i, t := range b.turns() {
		fmt.Fprintf(w, "\n%-26s %10s %8s %14s %8s %7s %9s %5s  %s\n", t.title, unit(t), "ratio", "with a sync", "ratio", "CPU ms", "written", "MiB", "an answer means")
		for _, e := range all {
			s := e.scores[i]
			fmt.Fprintf(w, "%-26s %10.0f %8s %14.0f %8s %7.2f %8.2fx %5d  %s\n", e.name,
				rate(t, median(s.took)), ratio(all, e, i, func(s score) []time.Duration { return s.took }),
				rate(t, median(s.synced)), ratio(all, e, i, func(s score) []time.Duration { return s.synced }),
				median(s.cpu), median(s.written), median(s.memory)>>20, e.durable)
		}
	}
}

func unit(t turn) string {
	if t.files == 1 {
		return "MB/s"
	}
	return "files/s"
}

func rate(t turn, took time.Duration) float64 {
	if t.files == 1 {
		return float64(t.size) / 1e6 / took.Seconds()
	}
	return float64(t.files) / took.Seconds()
}

// ratio is how many times as fast as e the service is.
func ratio(all []*entrant, e *entrant, i int, of func(score) []time.Duration) string {
	if all[0].name != servers()[0].name || e == all[0] {
		return ""
	}
	return fmt.Sprintf("%.2f", median(of(e.scores[i])).Seconds()/median(of(all[0].scores[i])).Seconds())
}

func median[T int64 | float64 | time.Duration](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
