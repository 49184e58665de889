package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/mediasock/mediasock/library"
)

// manyAlbums is how many the large library of the comparison has.
const manyAlbums = 100_000

// compareAlbums prints what a call takes of a library of many items and albums,
// and of an empty one.
func (b *bench) compareAlbums(ctx context.Context, w io.Writer) (err error) {
	large, err := b.opened(ctx, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, large.Close()) }()
	if err := large.fillAlbums(ctx, w); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(b.dir, "empty-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	empty, err := openHouse(ctx, filepath.Join(dir, "library"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, empty.Close()) }()
	u, err := empty.accounts.AddUser(ctx, personName(0), password)
	if err != nil {
		return err
	}
	empty.people = []library.ID{u.ID}
	return b.compare(ctx, w, large, empty)
}

// fillAlbums adds albums, a few in each other, until there are manyAlbums.
func (h *house) fillAlbums(ctx context.Context, w io.Writer) error {
	n := 0
	for _, err := range h.index.Taxa(ctx, library.Viewer{All: true}, 0, false) {
		if err != nil {
			return err
		}
		n++
	}
	if n < manyAlbums {
		fmt.Fprintf(w, "adding %d albums\n", manyAlbums-n)
	}
	var group errgroup.Group
	group.SetLimit(64)
	for ; n < manyAlbums; n++ {
		t := &library.Taxon{Owner: h.people[0], Title: spelled(n), Visibility: library.Members}
		group.Go(func() error { return h.index.AddTaxon(ctx, t) })
	}
	return group.Wait()
}

// A call is one use of a service, which returns what it took.
type call struct {
	name string
	do   func(context.Context, *house, *http.Client) (time.Duration, error)
}

func calls() []call {
	page := func(path string) func(context.Context, *house, *http.Client) (time.Duration, error) {
		return func(ctx context.Context, h *house, c *http.Client) (time.Duration, error) {
			return fetch(ctx, c, h.server.URL+path)
		}
	}
	first := func(ctx context.Context, h *house, c *http.Client) (time.Duration, error) {
		return fetchFirst(ctx, h, c, "/mediasock/?method=mediasock.taxa.list")
	}
	return []call{
		{"handshake", page("/mediasock/")},
		{"upload of 100 KB", upload},
		{"search, newest", page("/search?q=&format=atom")},
		{"taxa.list, first byte", first},
		{"/albums", page("/albums")},
	}
}

// compare asks both houses in turns.
func (b *bench) compare(ctx context.Context, w io.Writer, large, empty *house) error {
	houses := []*house{empty, large}
	clients := make([]*http.Client, len(houses))
	for i, h := range houses {
		var err error
		if clients[i], err = h.signedIn(personName(0)); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "\n%d albums, %d items; milliseconds p50\n%-24s %8s %8s %6s\n", manyAlbums, b.items, "call", "empty", "large", "times")
	for _, c := range calls() {
		var took [2][]time.Duration
		for range b.rounds {
			for i, h := range houses {
				d, err := c.do(ctx, h, clients[i])
				if err != nil {
					return fmt.Errorf("%s: %w", c.name, err)
				}
				took[i] = append(took[i], d)
			}
		}
		small, great := median(took[0]), median(took[1])
		fmt.Fprintf(w, "%-24s %8.2f %8.2f %6.2f\n", c.name, small, great, great/small)
	}
	grown, n, err := streamed(ctx, clients[1], large.server.URL+"/mediasock/?method=mediasock.taxa.list")
	fmt.Fprintf(w, "taxa.list whole: %d bytes, the heap grew by at most %d KiB\n", n, grown>>10)
	return err
}

func median(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)/2].Microseconds()) / 1000
}

// fetch gets an address and returns what the whole answer took.
func fetch(ctx context.Context, c *http.Client, address string) (took time.Duration, err error) {
	start := time.Now()
	r, err := get(ctx, c, address)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return time.Since(start), err
}

// fetchFirst returns what it took until the first byte of an answer was on its
// way to the client, as the service's handler gives it to net/http. This process
// is client and server: over a connection the client would wait for a processor
// that the server has for the rest of a long answer.
func fetchFirst(ctx context.Context, h *house, c *http.Client, path string) (took time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.server.URL+path, nil)
	if err != nil {
		return 0, err
	}
	for _, cookie := range c.Jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	r.RemoteAddr = h.server.Listener.Addr().String()
	w := &firstByte{header: make(http.Header)}
	start := time.Now()
	h.server.Config.Handler.ServeHTTP(w, r)
	w.leave()
	if !bytes.Contains(w.held, []byte(`<stat value="0"`)) {
		return 0, fmt.Errorf("%s answers %s", path, w.held)
	}
	return w.left.Sub(start), nil
}

// A firstByte is an answer that notes when its first byte leaves and takes
// nothing after that.
type firstByte struct {
	header http.Header
	held   []byte // what net/http gathers
	left   time.Time
}

// gathered is how much net/http gathers before it writes to a connection.
const gathered = 4 << 10

// Header implements http.ResponseWriter.
func (w *firstByte) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *firstByte) WriteHeader(int) {}

// Write implements io.Writer.
func (w *firstByte) Write(p []byte) (int, error) {
	if !w.left.IsZero() {
		return 0, net.ErrClosed
	}
	if w.held = append(w.held, p...); len(w.held) >= gathered {
		w.leave()
	}
	return len(p), nil
}

// FlushError is what http.ResponseController asks for.
func (w *firstByte) FlushError() error {
	w.leave()
	return nil
}

func (w *firstByte) leave() {
	if w.left.IsZero() {
		w.left = time.Now()
	}
}

func get(ctx context.Context, c *http.Client, address string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := c.Do(r)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.Join(errors.New(answer.Status), answer.Body.Close())
	}
	return answer, err
}

// upload sends a new file.
func upload(ctx context.Context, h *house, c *http.Client) (time.Duration, error) {
	body, contentType, err := newFile()
	if err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.server.URL+"/mediasock/", body)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", contentType)
	start := time.Now()
	answer, err := c.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	took := time.Since(start)
	if err == nil && !bytes.Contains(text, []byte(`<stat value="0"`)) {
		err = fmt.Errorf("upload answers %s: %s", answer.Status, text)
	}
	return took, err
}

// newFile returns a call that uploads 100 KB of noise.
func newFile() (body *bytes.Buffer, contentType string, err error) {
	body = new(bytes.Buffer)
	form := multipart.NewWriter(body)
	if err := form.WriteField("method", "mediasock.media.append"); err != nil {
		return nil, "", err
	}
	file, err := form.CreateFormFile("media.data", "new.bin")
	if err != nil {
		return nil, "", err
	}
	noise := make([]byte, 100_000)
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	if _, err := file.Write(noise); err != nil {
		return nil, "", err
	}
	return body, form.FormDataContentType(), form.Close()
}

// streamed reads an answer whole and returns by how much the heap grew at most
// while it was read, garbage left out.
func streamed(ctx context.Context, c *http.Client, address string) (grown uint64, n int64, err error) {
	before := heap()
	r, err := get(ctx, c, address)
	if err != nil {
		return 0, 0, err
	}
	defer r.Body.Close()
	for {
		read, err := io.CopyN(io.Discard, r.Body, 4<<20)
		n += read
		grown = max(grown, max(heap(), before)-before)
		if err == io.EOF {
			return grown, n, nil
		}
		if err != nil {
			return grown, n, err
		}
	}
}

// heap returns the bytes that are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
