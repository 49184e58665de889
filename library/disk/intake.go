package disk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mediasock/mediasock/library"
)

// The intake is a journal for small files. One that has arrived is appended to a
// segment, and one sync makes it durable together with all that arrived
// meanwhile; that is when [Staged.Keep] returns. The row of its item may stand
// behind it. Later, when no upload waits for
// the disk, the bytes are laid out as files. What a crash leaves in segments is
// laid out at the next start, before anything is served.
const (
	intakeDir   = "intake"
	segmentSize = 32 << 20
	// smallFile is the largest file that goes into the intake: of a larger one the
	// sync costs less than to write it twice.
	smallFile = chunk
	// intakeGroup is the most files that share a sync.
	intakeGroup = 64
	// intakeMemory bounds what small files take while they arrive; beyond it
	// they are staged on the disk.
	intakeMemory = 16 << 20
	// intakeRest is how long nothing has arrived before files are laid out.
	intakeRest = time.Second
	// intakeSpare is what must be free of a disk before a segment is begun.
	intakeSpare = 8 * segmentSize
)

// errNoIntake tells that a file cannot go into the intake, and is to be kept as
// a file of its own.
var errNoIntake = errors.New("disk: the intake is full")

// An intake is what is known of the segments.
type intake struct {
	store *Store
	bound int64         // bytes of all segments; 0: nothing is taken
	rest  time.Duration // see intakeRest
	queue chan *arrival
	done  chan struct{} // closed when the writer has ended

	writing  sync.Mutex // a segment is being written, or sealed
	settling sync.Mutex // records are being laid out
	settler

	mu       sync.Mutex // guards what follows
	closed   bool
	durable  func(context.Context) error // see library.RowStore; nil: not told yet
	known    map[library.Digest]*record  // those in segments of this generation
	segments []*segment                  // that hold records, oldest first
	current  *segment                    // the last of them, nil if it is sealed
	free     []*segment
	serial   int
	last     time.Time // something arrived
	sending  sync.WaitGroup
}

// An arrival is a record that is to be written. Its buffer has room for the
// header before the bytes, and for the rest of the last block behind them.
type arrival struct {
	*record
	buffer []byte
}

func newIntake(s *Store, o Options) *intake {
	in := &intake{store: s, bound: o.Intake, rest: o.rest, known: map[library.Digest]*record{}}
	if in.rest == 0 {
		in.rest = intakeRest
	}
	in.settler = newSettler()
	return in
}

// start begins to take files.
func (in *intake) start() {
	go in.settle()
	if in.bound < segmentSize {
		return
	}
	in.queue, in.done = make(chan *arrival, intakeGroup), make(chan struct{})
	go in.write()
}

// takeIn makes the bytes in a staged file's buffer durable, with the row behind
// them unless the bytes were there before. The error is errNoIntake if they are
// to go another way.
func (in *intake) takeIn(b library.Blob, row rowMark, buffer []byte) (_ library.Blob, kept bool, err error) {
	for {
		r, mine, err := in.enter(b, row)
		if err != nil || r == nil {
			return b, false, err
		}
		if mine {
			in.queue <- &arrival{r, buffer}
			in.sending.Done()
		}
		<-r.done
		switch {
		case mine:
			return b, row.size > 0, r.err
		case r.err == nil:
			return in.renew(r, b), false, nil
		} // whoever was first has failed: now it is our turn
	}
}

// enter makes the bytes of b known, or finds who brought them before: in the
// intake, or as a file, which is renewed, and there is no record then.
func (in *intake) enter(b library.Blob, row rowMark) (r *record, mine bool, err error) {
	s := in.store
	mu := &s.blobs[b.Digest[0]]
	mu.Lock()
	defer mu.Unlock()
	if r = in.find(b.Digest); r != nil {
		return r, false, nil
	}
	to := blobPath(b.Digest)
	if info, err := s.fs.Stat(to); err == nil && info.Mode().IsRegular() && info.Size() == b.Size {
		_, err := s.renew(to, b)
		return nil, false, err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed || in.queue == nil {
		return nil, false, errNoIntake
	}
	in.sending.Add(1)
	r = &record{Blob: b, row: row, done: make(chan struct{})}
	in.known[b.Digest] = r
	return r, true, nil
}

// renew sets when a blob of the intake was stored.
func (in *intake) renew(r *record, b library.Blob) library.Blob {
	in.mu.Lock()
	defer in.mu.Unlock()
	r.Stored = b.Stored
	return b
}

// find returns a record that is no file yet, or nil.
func (in *intake) find(d library.Digest) *record {
	in.mu.Lock()
	defer in.mu.Unlock()
	if r := in.known[d]; r != nil && !r.laid {
		return r
	}
	return nil
}

// open reads a blob that is in the intake alone; ok is false if it is not.
func (in *intake) open(d library.Digest) (data []byte, ok bool, err error) {
	in.mu.Lock()
	r := in.known[d]
	if r == nil || r.laid || r.segment == nil {
		in.mu.Unlock()
		return nil, false, nil
	}
	r.segment.reading.RLock()
	defer r.segment.reading.RUnlock()
	in.mu.Unlock()
	data, err = in.store.readBack(r)
	return data, true, err
}

// list returns the blobs that are in the intake alone.
func (in *intake) list() []library.Blob {
	in.mu.Lock()
	defer in.mu.Unlock()
	var all []library.Blob
	for _, r := range in.known {
		if !r.laid && r.segment != nil {
			all = append(all, r.Blob)
		}
	}
	return all
}

// forget returns when no segment holds the bytes d any more, so that no crash
// brings them back after they were removed.
func (in *intake) forget(ctx context.Context, d library.Digest) error {
	in.mu.Lock()
	r := in.known[d]
	in.mu.Unlock()
	if r == nil {
		return nil
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if r.err != nil {
		return nil
	}
	in.writing.Lock()
	if in.current == r.segment {
		in.seal()
	}
	in.writing.Unlock()
	return in.settleSegment(r.segment)
}

func (in *intake) knows(d library.Digest) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.known[d] != nil
}

// close lays all out and removes the segments. It may be called twice.
func (in *intake) close() error {
	in.mu.Lock()
	again := in.closed
	in.closed = true
	in.mu.Unlock()
	if again {
		return nil
	}
	in.sending.Wait()
	if in.queue != nil {
		close(in.queue)
		<-in.done
	}
	in.stop()
	in.writing.Lock()
	in.seal()
	in.writing.Unlock()
	if err := in.settleAll(); err != nil {
		return fmt.Errorf("disk: the intake is left for the next start: %w", err)
	}
	return in.removeSegments()
}
