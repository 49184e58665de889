package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/thumb"
)

// batch is how many files lie beside the library at a time.
const batch = 500

func (b *bench) data() string { return filepath.Join(b.dir, "data") }

func (b *bench) painting(i int) string { return filepath.Join(b.dir, fmt.Sprintf("painted%d.jpg", i)) }

// fill paints and imports.
func (b *bench) fill(ctx context.Context) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	var painted [][]byte
	for i := range b.painted {
		photo := mediatest.Photo(mediatest.PhotoOptions{Width: 4000, Height: 3000, Seed: uint64(i + 1), Grain: 10})
		painted = append(painted, photo)
		if err := os.WriteFile(b.painting(i), photo, 0o600); err != nil {
			return err
		}
	}
	if err := b.command(ctx, "correct horse battery", "user", "add", "ada", "--password-stdin"); err != nil {
		return err
	}
	for first := 0; first < b.photographs; first += batch {
		if err := b.bring(ctx, painted, first, min(batch, b.photographs-first)); err != nil {
			return err
		}
	}
	return nil
}

// bring imports some photographs.
func (b *bench) bring(ctx context.Context, painted [][]byte, first, n int) error {
	dir, err := os.MkdirTemp(b.dir, "import")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for i := first; i < first+n; i++ {
		photo := binary.BigEndian.AppendUint64(bytes.Clone(painted[i%len(painted)]), uint64(i))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("photo%06d.jpg", i)), photo, 0o600); err != nil {
			return err
		}
	}
	return b.command(ctx, "", "import", dir, "--user", "ada")
}

// command runs a verb of the program on the data.
func (b *bench) command(ctx context.Context, input string, args ...string) error {
	c := exec.CommandContext(ctx, b.program, append(args, "--data", b.data())...)
	c.Stdin = bytes.NewBufferString(input)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", args[0], err, out)
	}
	return nil
}

// alone returns the processor time that the decoder alone takes for the previews of
// one photograph, of the sizes that the service makes.
func (b *bench) alone(ctx context.Context) (time.Duration, error) {
	maker := new(thumb.Maker)
	start := processorTime()
	for i := range b.painted {
		photo, err := os.ReadFile(b.painting(i))
		if err != nil {
			return 0, err
		}
		if _, err := maker.Make(ctx, bytes.NewReader(photo), int64(len(photo)), 1, library.PreviewEdges()); err != nil {
			return 0, err
		}
	}
	return (processorTime() - start) / time.Duration(b.painted), nil
}
