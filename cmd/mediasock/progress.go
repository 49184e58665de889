package main

import (
	"fmt"
	"iter"
	"os"
	"sync"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/mediasock/mediasock/upload"
)

// progress shows how far an upload is: a bar with rate and time left on a
// terminal, a line for each file elsewhere.
type progress struct {
	p     *program
	bars  *mpb.Progress // nil where there is no terminal
	bar   *mpb.Bar
	bytes atomic.Int64 // read of files so far
	done  int64        // bytes of files that are settled

	mu  sync.Mutex
	err error
}

// newProgress starts to show the progress of uploading files. On a terminal it
// counts them first.
func (p *program) newProgress(files iter.Seq2[upload.File, error]) *progress {
	g := &progress{p: p}
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
		mpb.AppendDecorators(
			decor.EwmaSpeed(decor.SizeB1000(0), "% .1f", 30), decor.Name(", "),
			decor.OnComplete(decor.EwmaETA(decor.ET_STYLE_GO, 30), "done"), decor.Name(" left"),
		))
	return g
}

// sent notes bytes that are on their way.
func (g *progress) sent(bytes int64) { g.bytes.Add(bytes) }

// report notes a file that is settled and prints its line. The uploader calls
// it from one goroutine at a time.
func (g *progress) report(r upload.Result) {
	g.done += r.Size
	if g.bar != nil {
		g.bar.SetCurrent(g.done)
	}
	if err := g.print(r); err != nil {
		g.mu.Lock()
		g.err = err
		g.mu.Unlock()
	}
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

// stop takes the bar away.
func (g *progress) stop() {
	if g.bars == nil {
		return
	}
	g.bar.SetTotal(-1, true)
	g.bars.Wait()
}
