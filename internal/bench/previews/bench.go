package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bench is one run of the comparison.
type bench struct {
	dir    string
	rounds int
	copies int
	edge   int
	only   string
	// programs are the names of those to compare, with commas between
	programs string
}

// result is what one peer needed for one photograph.
type result struct {
	cpu, wall time.Duration // median, of one preview
	memory    int64
}

func (b *bench) run(w io.Writer) error {
	files, err := corpus(b.dir, b.only)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%-18s %-14s %8s %13s %5s  %s\n", "photograph", "program", "CPU ms", "against vips", "MiB", "SSIM")
	for _, file := range files {
		if err := b.compare(w, file); err != nil {
			return err
		}
	}
	return b.race(w, files)
}

// compare prints how all peers fare with one photograph.
func (b *bench) compare(w io.Writer, file string) error {
	list := b.chosen(peers(b.edge))
	if ext := filepath.Ext(file); ext == ".heic" || ext == ".avif" { // ImageMagick may lack them
		list = slices.DeleteFunc(list, func(p peer) bool { return p.name != "ours" && p.name != "vipsthumbnail" })
	}
	files, err := b.repeat([]string{file})
	if err != nil {
		return err
	}
	results, err := b.interleave(list, files)
	if err != nil {
		return err
	}
	reference, err := newReference(file, b.edge)
	if err != nil {
		return err
	}
	for i, r := range results {
		ssim, err := reference.ssim(previewPath(b.outOf(&list[i]), file))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%-18s %-14s %8.1f %13s %5d  %s\n", nameOf(file), list[i].name, ms(r.cpu),
			ratio(list, results, i), r.memory>>20, ssim)
	}
	return nil
}

// repeat returns the files as often as each is to be decoded, each time by another
// name: libvips remembers what it has made of a name.
func (b *bench) repeat(files []string) ([]string, error) {
	list := slices.Clone(files)
	for i := range max(0, b.copies-1) {
		dir := filepath.Join(b.dir, fmt.Sprintf("copy-%d", i+1))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		for _, file := range files {
			link := filepath.Join(dir, filepath.Base(file))
			if err := os.Link(file, link); err != nil && !errors.Is(err, fs.ErrExist) {
				return nil, err
			}
			list = append(list, link)
		}
	}
	return list, nil
}

// chosen returns the peers that were asked for.
func (b *bench) chosen(list []peer) []peer {
	names := strings.Split(b.programs, ",")
	return slices.DeleteFunc(list, func(p peer) bool { return !slices.Contains(names, p.name) })
}

func nameOf(file string) string {
	name := filepath.Base(file)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// ratio is how many times faster than vipsthumbnail a peer is.
func ratio(list []peer, results []result, i int) string {
	at := slices.IndexFunc(list, func(p peer) bool { return p.name == "vipsthumbnail" })
	if at < 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(results[at].cpu)/float64(results[i].cpu))
}

func (b *bench) outOf(p *peer) string { return filepath.Join(b.dir, "out-"+p.name) }

// interleave lets the peers work in turns, so that whatever else the machine
// does meets all of them, and returns medians.
func (b *bench) interleave(list []peer, files []string) ([]result, error) {
	costs := make([][]cost, len(list))
	for range b.rounds {
		for i := range list {
			out := b.outOf(&list[i])
			if err := os.MkdirAll(out, 0o755); err != nil {
				return nil, err
			}
			c, err := list[i].measure(out, files)
			if err != nil {
				return nil, err
			}
			costs[i] = append(costs[i], c)
		}
	}
	results := make([]result, len(list))
	for i, c := range costs {
		n := time.Duration(len(files))
		results[i] = result{
			cpu:    median(c, func(c cost) time.Duration { return c.cpu }) / n,
			wall:   median(c, func(c cost) time.Duration { return c.wall }) / n,
			memory: slices.MaxFunc(c, func(a, b cost) int { return int(a.memory - b.memory) }).memory,
		}
	}
	return results, nil
}

func median(costs []cost, of func(cost) time.Duration) time.Duration {
	var list []time.Duration
	for _, c := range costs {
		list = append(list, of(c))
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// race compares by the clock, with two cores for each: ours with two workers,
// vipsthumbnail with two threads, over the baseline photographs.
func (b *bench) race(w io.Writer, files []string) error {
	var baseline []string
	for _, f := range files {
		if !strings.Contains(f, "progressive") && strings.HasSuffix(f, ".jpg") {
			baseline = append(baseline, f)
		}
	}
	if len(baseline) == 0 {
		return nil
	}
	list := pairs(b.edge)
	repeated, err := b.repeat(baseline)
	if err != nil {
		return err
	}
	results, err := b.interleave(list, repeated)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nbaseline JPEG on two cores, by the clock:\n")
	for i, r := range results {
		fmt.Fprintf(w, "%-14s %6.1f previews/s, %.2f times the last, %d MiB\n", list[i].name,
			1/r.wall.Seconds(), float64(results[len(results)-1].wall)/float64(r.wall), r.memory>>20)
	}
	return nil
}
