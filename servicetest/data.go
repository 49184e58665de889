package servicetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock"
)

// A data is a file made of anything.
type data struct {
	name, mediaType string
	size            int64
	open            func() (io.ReadCloser, error)
}

var _ mediasock.Data = (*data)(nil)

// Open implements mediasock.Data.
func (d *data) Open() (io.ReadCloser, error) { return d.open() }

// Size implements mediasock.Data.
func (d *data) Size() int64 { return d.size }

// Name implements mediasock.Data.
func (d *data) Name() string { return d.name }

// Type implements mediasock.Data.
func (d *data) Type() string { return d.mediaType }

// file returns bytes as a file.
func file(name string, b []byte) *data {
	return &data{name: name, size: int64(len(b)), open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}
}

// randomFile returns bytes that nobody has seen.
func randomFile(*testing.T) []byte {
	b := make([]byte, 1000)
	rand.Read(b)
	return b
}

// stream returns a file of size bytes that are never all in memory, and their
// sum.
func stream(name string, size int64) (*data, []byte) {
	var seed [32]byte
	rand.Read(seed[:])
	open := func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(mathrand.NewChaCha8(seed), size)), nil
	}
	r, _ := open()
	sum := sha256.New()
	io.Copy(sum, r)
	return &data{name: name, size: size, open: open}, sum.Sum(nil)
}

const maxPiece = 1 << 20 // what a session that streams may read at a time

// watch keeps the largest piece that d is read in from now on.
func (d *data) watch() *atomic.Int64 {
	largest, open := new(atomic.Int64), d.open
	d.open = func() (io.ReadCloser, error) {
		r, err := open()
		return watched{r, largest}, err
	}
	return largest
}

// A watched reader keeps the largest piece that it is read in.
type watched struct {
	io.ReadCloser
	largest *atomic.Int64
}

// Read implements io.Reader.
func (w watched) Read(p []byte) (int, error) {
	for n := int64(len(p)); ; {
		if old := w.largest.Load(); n <= old || w.largest.CompareAndSwap(old, n) {
			return w.ReadCloser.Read(p)
		}
	}
}

var dataTests = []test{
	{"Data/a large file is streamed", largeData},
	{"Data/its size may be unknown", unknownSize},
	{"Data/that cannot be opened adds nothing", brokenOpen},
	{"Data/that breaks off adds nothing", brokenRead},
	{"Data/that is shorter than it says adds nothing", shortRead},
	{"Data/its reader is closed", closedReader},
	{"Data/X-5 the announced sum is compared", announcedSum},
}

func largeData(k *kit) {
	if k.Large < 0 {
		k.Skip("the service takes no large files")
	}
	d, sum := stream("large.bin", k.Large)
	largest := d.watch()
	item, err := k.s.MediaAppend(k.ctx, &mediasock.Media{}, d)
	k.ok(err)
	k.given("MediaAppend", item)
	if n := largest.Load(); k.can(Stream) && n > maxPiece {
		k.Errorf("the file is read in pieces of %d bytes, want at most %d: is it read whole?", n, maxPiece)
	}
	got, err := mediasock.OpenMedia(k.ctx, k.peek, item.ID)
	if errors.Is(err, mediasock.ErrUnsupported) {
		k.Skip("items cannot be opened")
	}
	k.ok(err)
	equal(k, "Size", got.Size(), k.Large)
	r, err := got.Open()
	k.ok(err)
	defer r.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, r)
	k.ok(err)
	equal(k, "sum", string(hash.Sum(nil)), string(sum))
}

func unknownSize(k *kit) {
	b := k.File(k.T)
	d := file(k.Name, b)
	d.size = -1
	item, err := k.s.MediaAppend(k.ctx, &mediasock.Media{}, d)
	k.ok(err)
	k.bytes(k.given("MediaAppend", item).ID, b)
}

// nothingAdded checks that f, which fails, adds no item.
func (k *kit) nothingAdded(call string, f func() (*mediasock.Item, error)) error {
	k.Helper()
	_, listed := k.peek.(mediasock.MediaLister)
	before := 0
	if listed {
		_, before = k.lookup("")
	}
	item, err := f()
	k.failed(call, item, err)
	if listed {
		_, after := k.lookup("")
		equal(k, "items after "+call, after, before)
	}
	return err
}

func brokenOpen(k *kit) {
	d := file(k.Name, nil)
	d.size = 1000
	d.open = func() (io.ReadCloser, error) { return nil, errors.New("servicetest: cannot be opened") }
	k.nothingAdded("MediaAppend", func() (*mediasock.Item, error) {
		return k.s.MediaAppend(k.ctx, &mediasock.Media{}, d)
	})
}

func brokenRead(k *kit) {
	b := k.File(k.T)
	d := file(k.Name, b)
	d.open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(b[:len(b)/2]), failingReader{})), nil
	}
	k.nothingAdded("MediaAppend", func() (*mediasock.Item, error) {
		return k.s.MediaAppend(k.ctx, &mediasock.Media{}, d)
	})
	k.addBytes(nil, b) // the session is none the worse
}

type failingReader struct{}

// Read implements io.Reader.
func (failingReader) Read([]byte) (int, error) { return 0, errors.New("servicetest: breaks off") }

func shortRead(k *kit) {
	b := k.File(k.T)
	d := file(k.Name, b)
	d.size += 1000
	k.nothingAdded("MediaAppend", func() (*mediasock.Item, error) {
		return k.s.MediaAppend(k.ctx, &mediasock.Media{}, d)
	})
}

// A countingCloser counts how often it is closed.
type countingCloser struct {
	io.Reader
	open *int
}

// Close implements io.Closer.
func (c countingCloser) Close() error { *c.open--; return nil }

func closedReader(k *kit) {
	b, open, opened := k.File(k.T), 0, 0
	d := file(k.Name, b)
	d.open = func() (io.ReadCloser, error) {
		open++
		opened++
		return countingCloser{bytes.NewReader(b), &open}, nil
	}
	_, err := k.s.MediaAppend(k.ctx, &mediasock.Media{}, d)
	k.ok(err)
	equal(k, "readers left open", open, 0)
	equal(k, "it was opened at all", opened > 0, true)
}

func announcedSum(k *kit) {
	k.need(Announced)
	b := k.File(k.T)
	sum := sha256.Sum256(b)
	item, err := k.s.MediaAppend(k.ctx, &mediasock.Media{SHA256: sum[:]}, file(k.Name, b))
	k.ok(err)
	k.bytes(k.given("MediaAppend", item).ID, b)
	sum = sha256.Sum256(k.File(k.T)) // of bytes that nobody has: known ones need not be sent
	err = k.nothingAdded("MediaAppend with a wrong sum", func() (*mediasock.Item, error) {
		return k.s.MediaAppend(k.ctx, &mediasock.Media{SHA256: sum[:]}, file(k.Name, k.File(k.T)))
	})
	k.state("MediaAppend with a wrong sum", err, mediasock.CodeInterrupted)
}

// bytes checks what is read back of an item, twice.
func (k *kit) bytes(id string, want []byte) {
	k.Helper()
	d, err := mediasock.OpenMedia(k.ctx, k.peek, id)
	if errors.Is(err, mediasock.ErrUnsupported) {
		return
	}
	k.ok(err)
	if n := d.Size(); n >= 0 {
		equal(k, "Size", n, int64(len(want)))
	}
	for range 2 {
		r, err := d.Open()
		k.ok(err)
		got, err := io.ReadAll(r)
		k.ok(errors.Join(err, r.Close()))
		if !bytes.Equal(got, want) {
			k.Errorf("the item has %d bytes, want the %d that were added", len(got), len(want))
		}
	}
}

// cancelled returns a context that is cancelled.
func (k *kit) cancelled() context.Context {
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	return ctx
}
