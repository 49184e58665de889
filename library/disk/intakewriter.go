package disk

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	"path"
	"strconv"
	"time"
)

// write makes what arrives durable, as much at once as has arrived while the
// last was synced.
func (in *intake) write() {
	defer close(in.done)
	group := make([]*arrival, 0, intakeGroup)
	for a := range in.queue {
		group = in.gather(append(group[:0], a))
		in.commit(group)
	}
}

// gather adds what is waiting to a group, as long as it has room.
func (in *intake) gather(group []*arrival) []*arrival {
	for len(group) < cap(group) {
		select {
		case a, ok := <-in.queue:
			if !ok {
				return group
			}
			group = append(group, a)
		default:
			return group
		}
	}
	return group
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
	if g = in.current; g == nil || g.end+group[0].blocks() > segmentSize {
		if g, err = in.next(); err != nil {
			return nil, len(group), err
		}
	}
	end := g.end
	for n = range group {
		if end += group[n].blocks(); end > segmentSize {
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
		size := a.blocks()
		putRecord(a.buffer[:recordHeader], g.generation, a.record)
		clear(a.buffer[recordHeader+a.Size+a.row.size : size])
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
	g, full := in.takeFree()
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

// takeFree returns a free segment, or nil and whether there may be no more.
func (in *intake) takeFree() (g *segment, full bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if n := len(in.free); n > 0 {
		g, in.free = in.free[n-1], in.free[:n-1]
	}
	return g, int64(len(in.segments)+1)*segmentSize > in.bound
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
