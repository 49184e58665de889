package disk

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"sync"
	"time"

	"github.com/mediasock/mediasock/library"
)

// The intake is a journal for small files. One that has arrived is appended to a
// segment, and one sync makes it durable together with all that arrived
// meanwhile; that is when [Staged.Keep] returns. Later, when no upload waits for
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
	known    map[library.Digest]*record // those in segments of this generation
	segments []*segment                 // that hold records, oldest first
	current  *segment                   // the last of them, nil if it is sealed
	free     []*segment
	serial   int
	memory   int
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

// takeIn makes the bytes in a staged file's buffer durable. The error is
// errNoIntake if they are to go another way.
func (in *intake) takeIn(b library.Blob, buffer []byte) (library.Blob, error) {
	for {
		r, mine, err := in.enter(b)
		if err != nil || r == nil {
			return b, err
		}
		if mine {
			in.queue <- &arrival{r, buffer}
			in.sending.Done()
		}
		<-r.done
		switch {
		case mine:
			return b, r.err
		case r.err == nil:
			return in.renew(r, b), nil
		} // whoever was first has failed: now it is our turn
	}
}

// enter makes the bytes of b known, or finds who brought them before: in the
// intake, or as a file, which is renewed, and there is no record then.
func (in *intake) enter(b library.Blob) (r *record, mine bool, err error) {
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
	r = &record{Blob: b, done: make(chan struct{})}
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

// write makes what arrives durable, as much at once as has arrived while the
// last was synced.
func (in *intake) write() {
	defer close(in.done)
	group := make([]*arrival, 0, intakeGroup)
	for a := range in.queue {
		group = append(group[:0], a)
	gather:
		for len(group) < cap(group) {
			select {
			case more, ok := <-in.queue:
				if !ok {
					break gather
				}
				group = append(group, more)
			default:
				break gather
			}
		}
		in.commit(group)
	}
}

// commit writes a group into one segment, or into several.
func (in *intake) commit(group []*arrival) {
	in.writing.Lock()
	defer in.writing.Unlock()
	for len(group) > 0 {
		g, n, err := in.place(group)
		if err == nil {
			err = in.append(g, group[:n])
		}
		in.finish(g, group[:n], err)
		group = group[n:]
	}
}

// place returns a segment, and how many of a group find room in it.
func (in *intake) place(group []*arrival) (g *segment, n int, err error) {
	if g = in.current; g == nil || g.end+blocks(group[0].Size) > segmentSize {
		if g, err = in.next(); err != nil {
			return nil, len(group), err
		}
	}
	end := g.end
	for n = range group {
		if end += blocks(group[n].Size); end > segmentSize {
			return g, n, nil
		}
	}
	return g, len(group), nil
}

// append writes a group at the end of a segment and syncs it. After a failure
// nothing more is written there: nobody knows what is behind the last sync.
func (in *intake) append(g *segment, group []*arrival) (err error) {
	defer func() {
		if err != nil {
			in.seal()
		}
	}()
	for _, a := range group {
		size := blocks(a.Size)
		putRecord(a.buffer[:recordHeader], g.generation, a.Blob)
		clear(a.buffer[recordHeader+a.Size : size])
		if err := writeAll(g.file, a.buffer[:size]); err != nil {
			return err
		}
	}
	return syncData(g.file)
}

func writeAll(w io.Writer, p []byte) error {
	n, err := w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	return err
}

// finish tells those who wait how their files fared.
func (in *intake) finish(g *segment, group []*arrival, err error) {
	in.mu.Lock()
	for _, a := range group {
		if a.err = err; err == nil {
			g.add(a.record)
		} else if in.known[a.Digest] == a.record {
			delete(in.known, a.Digest)
		}
	}
	in.last = time.Now()
	in.mu.Unlock()
	for _, a := range group {
		close(a.done)
	}
	in.nudge()
}

// seal ends the current segment; whoever calls it holds in.writing.
func (in *intake) seal() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.current != nil {
		in.current.sealed, in.current = true, nil
	}
}

// next seals the current segment and begins another: one that is free, or a new
// one where the bound and the disk leave room.
func (in *intake) next() (*segment, error) {
	in.seal()
	in.mu.Lock()
	var g *segment
	if n := len(in.free); n > 0 {
		g, in.free = in.free[n-1], in.free[:n-1]
	}
	full := int64(len(in.segments)+1)*segmentSize > in.bound
	in.mu.Unlock()
	if g == nil {
		if full || in.store.fits(intakeSpare) != nil {
			return nil, errNoIntake
		}
		var err error
		if g, err = in.create(); err != nil {
			return nil, err
		}
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.current, in.segments = g, append(in.segments, g)
	return g, nil
}

// create makes a segment; its name is durable.
func (in *intake) create() (_ *segment, err error) {
	s := in.store
	if err := s.makeDir(intakeDir); err != nil {
		return nil, err
	}
	in.serial++
	g := &segment{name: path.Join(intakeDir, strconv.FormatInt(s.started, 36)+"-"+strconv.Itoa(in.serial)+segmentSuffix), end: segmentBlock}
	if g.file, err = s.fs.Create(g.name); err != nil {
		return nil, err
	}
	if err = g.begin(); err == nil {
		err = s.syncDir(intakeDir)
	}
	if err != nil {
		g.file.Close()
		s.fs.Remove(g.name)
		return nil, err
	}
	return g, nil
}

// begin gives a segment a new generation, which makes an end of its records.
func (g *segment) begin() error {
	g.reading.Lock()
	defer g.reading.Unlock()
	var random [8]byte
	rand.Read(random[:])
	g.generation = binary.LittleEndian.Uint64(random[:])
	if _, err := g.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := writeAll(g.file, appendSegment(nil, g.generation)); err != nil {
		return err
	}
	return g.file.Sync()
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
