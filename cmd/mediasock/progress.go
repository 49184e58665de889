package main

import (
	"fmt"
	"iter"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/mediasock/mediasock/upload"
)

// progress shows how far an upload is: a bar with rate and time left on a
// terminal, a line for each file elsewhere.
type progress struct {
	p    *program
	bars *mpb.Progress // nil where there is no terminal
	bar  *mpb.Bar

	mu      sync.Mutex
	settled int64            // bytes of files that are done with
	under   map[string]int64 // bytes that were read of files under way
	sent    int64            // bytes of files that were sent, for the rate
	started time.Time        // of the first byte
	err     error
}

// newProgress starts to show the progress of uploading files. On a terminal it
// counts them first.
func (p *program) newProgress(files iter.Seq2[upload.File, error]) *progress {
	g := &progress{p: p, under: make(map[string]int64)}
	terminal, ok := p.stderr.(*os.File)
	if !ok || !isTerminal(p.stderr) || p.asJSON {
		return g
	}
	var size int64
	for f := range files {
		size += f.Size
	}
	g.bars = mpb.New(mpb.WithOutput(terminal), mpb.WithWidth(48))
	g.bar = g.bars.AddBar(size,
		mpb.PrependDecorators(decor.CountersKiloByte("% .1f of % .1f")),
		mpb.AppendDecorators(decor.Any(g.pace)))
	return g
}

// pace says how fast bytes go and how long the rest will take.
func (g *progress) pace(s decor.Statistics) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	seconds := time.Since(g.started).Seconds()
	if g.sent == 0 || seconds <= 0 {
		return ""
	}
	rate := float64(g.sent) / seconds
	left := time.Duration(float64(s.Total-s.Current) / rate * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("% .1f/s, %v left", decor.SizeB1000(rate), left)
}

// read notes bytes of a file that are on their way. The uploader calls it from
// several goroutines.
func (g *progress) read(f upload.File, bytes int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.started.IsZero() {
		g.started = time.Now()
	}
	before := g.under[f.Path]
	g.under[f.Path] = min(before+bytes, f.Size) // what is sent again counts once
	g.sent += g.under[f.Path] - before
	g.show()
}

// report notes a file that is settled and prints its line. The uploader calls
// it from one goroutine at a time.
func (g *progress) report(r upload.Result) {
	err := g.print(r)
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.under, r.Path)
	g.settled += r.Size
	g.show()
	if g.err == nil {
		g.err = err
	}
}

// show moves the bar.
func (g *progress) show() {
	if g.bar == nil {
		return
	}
	current := g.settled
	for _, bytes := range g.under {
		current += bytes
	}
	g.bar.SetCurrent(current)
}

// print prints a file's line, above the bar where there is one.
func (g *progress) print(r upload.Result) error {
	if g.bars == nil {
		return g.p.printResult(r)
	}
	if r.Err == nil {
		return nil // the bar and the summary say it
	}
	_, err := fmt.Fprintf(g.bars, "%s: %s: %s\n", printable(r.Path), r.Outcome, errorText(r.Err))
	return err
}

// stop leaves the bar as it is, and the terminal to others.
func (g *progress) stop() {
	if g.bars == nil {
		return
	}
	g.bar.Abort(false)
	g.bars.Wait()
}
