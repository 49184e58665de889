package library

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// copiesAtOnce is how many blobs are copied at a time: each waits for a sync.
const copiesAtOnce = 4

// CopyOptions say how CopyBlobs copies. The zero value works.
type CopyOptions struct {
	Verify bool // read and compare the blobs too that are there already
}

// Copied is what CopyBlobs did.
type Copied struct {
	Blobs    []Blob // all that the rows need and the target now has, by digest
	Bytes    int64  // theirs
	New      int    // how many of them were copied
	NewBytes int64
	Missing  []Digest // not in the source
	Damaged  []Digest // in the source, but not what they are named after
}

// CopyBlobs copies the bytes that the rows of index need, those of the trash and
// older ones included, from one store to another. A blob that is there with the
// right size is not copied again. What is copied is hashed on the way: damaged
// bytes do not pass.
func CopyBlobs(ctx context.Context, index Index, from, to Store, o CopyOptions) (*Copied, error) {
	c := &copier{CopyOptions: o, from: from, to: to, there: map[Digest]int64{}}
	needed, err := neededBlobs(ctx, index)
	if err == nil {
		err = c.readTarget(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("library: copy: %w", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(copiesAtOnce)
	for d, size := range needed {
		group.Go(func() error { return c.one(ctx, d, size) })
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("library: copy: %w", err)
	}
	slices.SortFunc(c.done.Blobs, func(a, b Blob) int { return bytes.Compare(a.Digest[:], b.Digest[:]) })
	return &c.done, nil
}

// neededBlobs returns what the rows need, with its size.
func neededBlobs(ctx context.Context, index Index) (map[Digest]int64, error) {
	needed := map[Digest]int64{}
	for _, trash := range []bool{false, true} {
		for m, err := range index.ListMedia(ctx, Viewer{All: true}, Query{Trash: trash}) {
			if err != nil {
				return nil, err
			}
			needed[m.Digest] = m.Size
		}
	}
	for o, err := range index.OlderMedia(ctx, 0) {
		if err != nil {
			return nil, err
		}
		needed[o.Digest] = o.Size
	}
	return needed, nil
}

type copier struct {
	CopyOptions
	from, to Store
	there    map[Digest]int64 // in the target before

	mu   sync.Mutex
	done Copied
}

func (c *copier) readTarget(ctx context.Context) error {
	for b, err := range c.to.List(ctx) {
		if err != nil {
			return err
		}
		c.there[b.Digest] = b.Size
	}
	return nil
}

func (c *copier) one(ctx context.Context, d Digest, size int64) error {
	has, err := c.has(ctx, d, size)
	if err != nil {
		return err
	}
	if has {
		c.did(Blob{Digest: d, Size: size}, false)
		return nil
	}
	return c.copy(ctx, d, size)
}

// has reports whether the target has the blob. One that is damaged there is put
// aside where that is possible, and else deleted: the source has it still.
func (c *copier) has(ctx context.Context, d Digest, size int64) (bool, error) {
	have, ok := c.there[d]
	if !ok {
		return false, nil
	}
	if have == size && !c.Verify {
		return true, nil
	}
	if have == size {
		digest, _, err := hashBlob(ctx, c.to, d)
		if err != nil || digest == d {
			return err == nil, err
		}
	}
	if i, ok := c.to.(Inspector); ok {
		return false, i.Quarantine(ctx, d)
	}
	return false, c.to.Delete(ctx, d)
}

func (c *copier) copy(ctx context.Context, d Digest, size int64) error {
	r, err := c.from.Open(ctx, d)
	if gone(err) {
		c.failed(&c.done.Missing, d)
		return nil
	}
	if err != nil {
		return err
	}
	defer r.Close()
	sound, err := put(ctx, c.to, r, d, size)
	switch {
	case err != nil:
		return fmt.Errorf("%x: %w", d, err)
	case !sound:
		c.failed(&c.done.Damaged, d)
	default:
		c.did(Blob{Digest: d, Size: size}, true)
	}
	return nil
}

// put stores r if it is the bytes d. The store needs staging, so that others
// never appear in it.
func put(ctx context.Context, to Store, r io.Reader, d Digest, size int64) (sound bool, err error) {
	staging, ok := to.(StagingStore)
	if !ok {
		return false, errors.New("the target takes no bytes on trial")
	}
	g, err := staging.Stage(ctx, "", "", size)
	if err != nil {
		return false, err
	}
	defer g.Abort()
	if _, err := io.Copy(g, contextReader{ctx, r}); err != nil {
		return false, err
	}
	if g.Digest() != d || g.Size() != size {
		return false, nil
	}
	_, err = g.Keep(ctx)
	return err == nil, err
}

func (c *copier) did(b Blob, isNew bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done.Blobs = append(c.done.Blobs, b)
	c.done.Bytes += b.Size
	if isNew {
		c.done.New++
		c.done.NewBytes += b.Size
	}
}

func (c *copier) failed(list *[]Digest, d Digest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*list = append(*list, d)
}
