package disk

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"sync"

	"github.com/mediasock/mediasock/library"
)

// chunk is how much is handed to the hashing goroutine at a time, and pipe how
// many chunks may wait for it: together with the one that is being filled and
// the one that is being hashed they are all that an upload holds in memory.
const (
	chunk = 256 << 10
	pipe  = 4
)

// A hasher takes the sums of what is written. Small files are hashed in place;
// from the second chunk on a goroutine of its own hashes, so that hashing,
// writing and reading from the network go on side by side.
type hasher struct {
	sum       hash.Hash
	sha1, md5 hash.Hash // nil if not wanted, or no longer
	limit     int64     // beyond so many bytes those two are given up
	size      int64
	queue     chan work // nil until the goroutine runs
	buffers   *sync.Pool
}

// A work is a chunk to be hashed, or a wish to know when all before it is.
type work struct {
	buffer *[]byte
	flush  chan struct{}
}

func newHasher(limit int64, buffers *sync.Pool) *hasher {
	h := &hasher{sum: sha256.New(), limit: limit, buffers: buffers}
	if limit > 0 {
		h.sha1, h.md5 = sha1.New(), md5.New()
	}
	return h
}

// write hashes p, of which it keeps nothing.
func (h *hasher) write(p []byte) {
	if h.small(len(p)) {
		h.add(p)
		return
	}
	for len(p) > 0 {
		buffer := h.buffers.Get().(*[]byte)
		n := copy((*buffer)[:chunk], p)
		*buffer = (*buffer)[:n]
		h.give(buffer)
		p = p[n:]
	}
}

// give hashes a buffer of the pool and puts it back there.
func (h *hasher) give(buffer *[]byte) {
	if h.small(len(*buffer)) {
		h.add(*buffer)
		h.buffers.Put(buffer)
		return
	}
	if h.queue == nil {
		h.queue = make(chan work, pipe)
		go h.run(h.queue)
	}
	h.queue <- work{buffer: buffer}
}

// small reports whether n bytes more can be hashed in place.
func (h *hasher) small(n int) bool { return h.queue == nil && h.size+int64(n) <= chunk }

func (h *hasher) run(queue <-chan work) {
	for w := range queue {
		if w.flush != nil {
			close(w.flush)
			continue
		}
		h.add(*w.buffer)
		h.buffers.Put(w.buffer)
	}
}

func (h *hasher) add(p []byte) {
	h.size += int64(len(p))
	h.sum.Write(p)
	if h.size > h.limit {
		h.sha1, h.md5 = nil, nil
	}
	if h.sha1 != nil {
		h.sha1.Write(p)
		h.md5.Write(p)
	}
}

// wait returns when all that was given is hashed.
func (h *hasher) wait() {
	if h.queue != nil {
		done := make(chan struct{})
		h.queue <- work{flush: done}
		<-done
	}
}

func (h *hasher) digest() library.Digest {
	h.wait()
	return library.Digest(h.sum.Sum(nil))
}

// sums returns nil, nil where they were not wanted or given up.
func (h *hasher) sums() (sha1, md5 []byte) {
	h.wait()
	if h.sha1 == nil {
		return nil, nil
	}
	return h.sha1.Sum(nil), h.md5.Sum(nil)
}

// stop ends the goroutine after what was given. It may be called twice.
func (h *hasher) stop() {
	if h.queue != nil {
		h.wait()
		close(h.queue)
		h.queue = nil
	}
}
