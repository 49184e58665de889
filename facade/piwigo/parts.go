package piwigo

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
)

// A file that comes in chunks grows in the backend's own keeping, as one of tus
// does: a chunk is told to be there once it is on disk. Chunks that come before
// their turn wait beside it. What nobody goes on with is dropped after a day.
const (
	saidKey    = "piwigo"        // which file of its owner's it is
	saidChunk  = "piwigo.chunk"  // which chunk, of one that waits
	saidNext   = "piwigo.next"   // which chunk comes next
	saidLength = "piwigo.length" // bytes of whole chunks
	partLife   = 24 * time.Hour
	maxWaiting = 256 // unfinished files and waiting chunks of a user
)

// errChunks refuses to go on with a file whose chunks are not those that were
// sent: its sender begins anew.
var errChunks = &fault{codeFailed, "the chunks of the file are not there"}

// A whole is a file that grows.
type whole struct {
	mediasock.Resumable
	u    mediasock.Upload
	next int // chunk
}

// parted returns the backend's keeping of files in parts.
func (c *call) parted() (mediasock.Resumer, error) {
	if r, ok := c.Backend.(mediasock.Resumer); ok {
		return r, nil
	}
	return nil, mediasock.ErrUnsupported
}

// waiting returns the ids of what the caller has of a file, by the chunk that
// waits, -1 for the file itself.
func (c *call) waiting(r mediasock.Resumer, key string) (found map[int]string, err error) {
	found = map[int]string{}
	n := 0
	for u, err := range r.Uploads(c.r.Context()) {
		if err != nil {
			return nil, err
		}
		if u.Owner != c.user.ID || u.Said[saidKey] == "" || c.Time().After(u.Expires()) {
			continue
		}
		if n++; n > maxWaiting {
			return nil, &fault{codeBusy, "too many uploads are unfinished"}
		}
		if u.Said[saidKey] == key {
			found[chunkOf(u)] = u.ID
		}
	}
	return found, nil
}

func chunkOf(u mediasock.Upload) int {
	if n, err := strconv.Atoi(u.Said[saidChunk]); err == nil {
		return n
	}
	return -1
}

// addPart adds a chunk to a file, now or when its turn comes, and returns which
// comes next. A chunk that is there already is no error. A file begins with the
// chunk first.
func (c *call) addPart(key string, first, chunk int, d mediasock.Data) (next int, err error) {
	r, err := c.parted()
	if err != nil {
		return 0, err
	}
	release, err := c.parts.take(c.r.Context(), c.user.ID+" "+key)
	if err != nil {
		return 0, err
	}
	defer release()
	found, err := c.waiting(r, key)
	if err != nil {
		return 0, err
	}
	w, err := c.whole(r, key, found[-1], first)
	if err != nil {
		return 0, err
	}
	defer w.Abort()
	switch {
	case chunk < w.next:
		return w.next, nil
	case chunk > w.next:
		return w.next, c.keepPart(r, key, found, chunk, d)
	}
	if err := c.room(w, d); err != nil {
		return 0, err
	}
	if err := w.add(d); err != nil {
		return 0, err
	}
	return w.next, w.absorb(c.r.Context(), r, found)
}

// room refuses a chunk with which the file exceeds the user's quota.
func (c *call) room(w *whole, d mediasock.Data) error {
	s, err := c.session()
	if err != nil {
		return err
	}
	return mediasock.CheckRoom(c.r.Context(), s, w.Size()+max(0, d.Size()), nil)
}

// whole opens a file, or begins it.
func (c *call) whole(r mediasock.Resumer, key, id string, first int) (*whole, error) {
	if id == "" {
		u := mediasock.Upload{Owner: c.user.ID, Size: -1, Life: partLife, Said: map[string]string{
			saidKey: key, saidNext: strconv.Itoa(first), saidLength: "0"}}
		g, err := r.Begin(c.r.Context(), u)
		if err != nil {
			return nil, err
		}
		return &whole{g, g.Upload(), first}, nil
	}
	g, err := r.Resume(c.r.Context(), id)
	if err != nil {
		return nil, err
	}
	w := &whole{Resumable: g, u: g.Upload()}
	w.next, err = strconv.Atoi(w.u.Said[saidNext])
	if err != nil || w.u.Said[saidLength] != strconv.FormatInt(g.Offset(), 10) {
		// A crash came between a chunk and its record.
		if err := g.Drop(); err != nil {
			return nil, err
		}
		return nil, errChunks
	}
	return w, nil
}

// add adds the chunk whose turn it is.
func (w *whole) add(d mediasock.Data) error {
	content, err := d.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	n, err := io.Copy(w, content)
	if err != nil {
		return err
	}
	had, err := strconv.ParseInt(w.u.Said[saidLength], 10, 64)
	if offset := w.Offset(); err != nil || offset != had+n {
		return fmt.Errorf("piwigo: a chunk of %d bytes after %d ends at %d", n, had, offset)
	}
	w.u.Said[saidLength], w.u.Said[saidNext] = strconv.FormatInt(had+n, 10), strconv.Itoa(w.next+1)
	if err := w.Record(w.u); err != nil {
		return err
	}
	w.next++
	return nil
}

// absorb adds the chunks that have waited for their turn.
func (w *whole) absorb(ctx context.Context, r mediasock.Resumer, found map[int]string) error {
	for {
		id, ok := found[w.next]
		if !ok {
			return nil
		}
		g, err := r.Resume(ctx, id)
		if err != nil {
			return err
		}
		if err := w.add(g); err != nil {
			g.Abort()
			return err
		}
		if err := g.Drop(); err != nil {
			return err
		}
	}
}

// keepPart keeps a chunk until its turn comes.
func (c *call) keepPart(r mediasock.Resumer, key string, found map[int]string, chunk int, d mediasock.Data) error {
	if _, ok := found[chunk]; ok {
		return nil
	}
	g, err := r.Begin(c.r.Context(), mediasock.Upload{Owner: c.user.ID, Size: d.Size(), Life: partLife, Said: map[string]string{
		saidKey: key, saidChunk: strconv.Itoa(chunk)}})
	if err != nil {
		return err
	}
	content, err := d.Open()
	if err != nil {
		g.Drop()
		return err
	}
	defer content.Close()
	n, err := io.Copy(g, content)
	if err == nil && g.Offset() != n {
		err = fmt.Errorf("piwigo: a chunk of %d bytes is not kept", n)
	}
	if err != nil {
		g.Drop()
		return err
	}
	return g.Abort()
}

// dropParts forgets a file and what waits for it.
func (c *call) dropParts(key string) error {
	r, err := c.parted()
	if err != nil {
		return err
	}
	release, err := c.parts.take(c.r.Context(), c.user.ID+" "+key)
	if err != nil {
		return err
	}
	defer release()
	found, err := c.waiting(r, key)
	if err != nil {
		return err
	}
	for _, id := range found {
		g, err := r.Resume(c.r.Context(), id)
		if err != nil {
			return err
		}
		if err := g.Drop(); err != nil {
			return err
		}
	}
	return nil
}

// finish makes an image of a file whose chunks are there. sum is its MD5 in hex,
// "" where its sender did not say it.
func (c *call) finish(key, name, sum string, m *mediasock.Media) (*mediasock.Item, error) {
	r, err := c.parted()
	if err != nil {
		return nil, err
	}
	release, err := c.parts.take(c.r.Context(), c.user.ID+" "+key)
	if err != nil {
		return nil, err
	}
	defer release()
	found, err := c.waiting(r, key)
	if err != nil {
		return nil, err
	}
	if found[-1] == "" {
		return nil, errChunks
	}
	g, err := c.renamed(r, key, found[-1], name)
	if err != nil {
		return nil, err
	}
	defer g.Abort()
	if err := checkSum(g, sum); err != nil {
		g.Drop()
		return nil, err
	}
	item, err := c.keep(m, g)
	if err != nil {
		return nil, err
	}
	return item, g.Drop()
}

// renamed opens a file under the name that it was given last.
func (c *call) renamed(r mediasock.Resumer, key, id, name string) (mediasock.Resumable, error) {
	w, err := c.whole(r, key, id, 0)
	if err != nil {
		return nil, err
	}
	w.u.Name, w.u.Size = name, w.Offset()
	err = w.Record(w.u)
	if abort := w.Abort(); err == nil {
		err = abort
	}
	if err != nil {
		return nil, err
	}
	return r.Resume(c.r.Context(), id)
}

// checkSum compares a file with its MD5.
func checkSum(d mediasock.Data, sum string) error {
	if sum == "" {
		return nil
	}
	content, err := d.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	h := md5.New()
	if _, err := io.Copy(h, content); err != nil {
		return err
	}
	if !strings.EqualFold(hex.EncodeToString(h.Sum(nil)), sum) {
		return &fault{codeFailed, "MD5 checksum merged file mismatched"}
	}
	return nil
}

// turns lets one call at a time add to a file.
type turns struct {
	mu   sync.Mutex
	held map[string]*turn
}

// A turn is a file that is being added to, and how many calls want to.
type turn struct {
	free  chan struct{}
	calls int
}

// take waits for a turn.
func (t *turns) take(ctx context.Context, key string) (release func(), err error) {
	t.mu.Lock()
	mine := t.held[key]
	if mine == nil {
		mine = &turn{free: make(chan struct{}, 1)}
		t.held[key] = mine
	}
	mine.calls++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.calls--; mine.calls == 0 {
			delete(t.held, key)
		}
	}
	select {
	case mine.free <- struct{}{}:
		return func() { <-mine.free; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
