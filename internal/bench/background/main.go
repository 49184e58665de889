// Command background measures how fast a service makes the previews of many
// photographs that came while it was not running, beside the decoder alone.
//
//	go run ./internal/bench/background -program bin/mediasock
//
// The photographs are of 12 megapixels; a few are painted and each is imported many
// times with other bytes behind its end, so that all are different files. Importing
// is not measured. With -only import or -only work the two halves run apart, on the
// directory of -dir.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	var b bench
	flag.StringVar(&b.program, "program", "bin/mediasock", "the service")
	flag.IntVar(&b.photographs, "photographs", 10_000, "how many are imported; each takes 1.2 MB of the disk")
	flag.IntVar(&b.painted, "painted", 50, "how many are painted")
	flag.StringVar(&b.dir, "dir", filepath.Join(os.TempDir(), "mediasock-background"), "where the data lies; it is removed afterwards")
	only := flag.String("only", "", "import or work: that half alone")
	flag.Parse()
	if err := b.run(context.Background(), *only); err != nil {
		log.Fatalf("background: %v", err)
	}
}

type bench struct {
	program              string
	photographs, painted int
	dir                  string
}

func (b *bench) run(ctx context.Context, only string) error {
	if only != "work" {
		if err := b.fill(ctx); err != nil {
			return err
		}
	}
	if only == "import" {
		return nil
	}
	defer os.RemoveAll(b.dir)
	alone, err := b.alone(ctx)
	if err != nil {
		return err
	}
	return b.measure(ctx, alone)
}
