package heif

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"strings"
	"time"

	"github.com/mediasock/mediasock/library/sandbox"
	"github.com/mediasock/mediasock/library/thumb"
)

// workerMemory bounds a worker: a HEIC of 48 megapixels takes 0.8 GB, and one of 64
// is the largest that package thumb would have.
const workerMemory = 3 << 29

// Work is the main of a worker: it answers what a pool of [Apart] asks on in and
// out, until in ends.
func Work(in io.Reader, out io.Writer) error {
	sandbox.Confine(workerMemory)
	return sandbox.Serve(in, out, decode)
}

// decode answers one request: the length of a codec's name, the name, the file.
func decode(request io.Reader, answer io.Writer) error {
	var length [1]byte
	if _, err := io.ReadFull(request, length[:]); err != nil {
		return err
	}
	name := make([]byte, length[0])
	if _, err := io.ReadFull(request, name); err != nil {
		return err
	}
	for _, c := range Codecs() {
		if c.name == string(name) {
			img, err := c.pixels(context.Background(), request)
			if err != nil {
				return err
			}
			return writeImage(answer, img)
		}
	}
	return fmt.Errorf("heif: no codec for %q", name)
}

// Apart returns the codecs of this program, to run in the pool's processes, whose
// main is [Work]. Their errors have thumb.ErrUnavailable inside where the file is not
// to blame, and the context's end ends a process in the middle of its work.
func Apart(pool *sandbox.Pool) []Codec {
	codecs := Codecs()
	for i, c := range codecs {
		codecs[i].pixels = func(ctx context.Context, file io.Reader) (img image.Image, err error) {
			request := io.MultiReader(strings.NewReader(string([]byte{byte(len(c.name))})+c.name), file)
			err = pool.Call(ctx, processorTime(ctx), request, func(answer io.Reader) (err error) {
				img, err = readImage(answer)
				return err
			})
			if errors.Is(err, sandbox.ErrUnavailable) {
				err = fmt.Errorf("%w: %w", thumb.ErrUnavailable, err)
			}
			return img, err
		}
	}
	return codecs
}

// processorTime is what a call may use of a context's time. Other work may keep
// the processors busy meanwhile, which is not the file's fault: so it is a sixth,
// two seconds for a small picture.
func processorTime(ctx context.Context) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return max(time.Millisecond, time.Until(end)/6)
	}
	return 20 * time.Second
}
