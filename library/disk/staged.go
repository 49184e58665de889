package disk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strconv"

	"github.com/mediasock/mediasock/library"
)

// writeBackStep is after how many bytes the system is asked to begin writing
// them out.
const writeBackStep = 8 << 20

// A staged is a file in staging. Its fields are used by one goroutine at a time.
type staged struct {
	store           *Store
	file            File   // nil while the bytes are in small
	small           *small // what has arrived of a small file
	path            string // where it is now
	name, mediaType string
	hash            *hasher
	announced       int64 // of the announced bytes, those that have not arrived
	size            int64
	started         int64 // of the write-back
	synced          int64
	err             error // why nothing more can be done with it
	kept            bool
}

var _ library.Staged = (*staged)(nil)

// Stage implements library.StagingStore.
func (s *Store) Stage(ctx context.Context, name, mediaType string, size int64) (library.Staged, error) {
	g, err := s.stageAny(ctx, size)
	if err != nil {
		return nil, err
	}
	g.name, g.mediaType = name, mediaType
	return g, nil
}

// stageAny stages a file that may turn out to be small.
func (s *Store) stageAny(ctx context.Context, size int64) (*staged, error) {
	if size > smallFile || s.intake.queue == nil {
		return s.stage(ctx, size)
	}
	b := s.smalls.get()
	if b == nil {
		return s.stage(ctx, size)
	}
	g, err := s.stageAt(ctx, "", size, func(string) (File, error) { return nil, nil })
	if err != nil {
		s.smalls.put(b)
		return nil, err
	}
	g.small = b
	return g, nil
}

func (s *Store) stage(ctx context.Context, size int64) (*staged, error) {
	return s.stageAt(ctx, s.stagingPath(), size, s.fs.Create)
}

func (s *Store) stagingPath() string {
	return stagingDir + "/" + strconv.FormatInt(s.started, 36) + "-" + strconv.FormatInt(s.serial.Add(1), 36)
}

// stageAt stages into the file that open opens at path, of which size bytes are
// still to come.
func (s *Store) stageAt(ctx context.Context, path string, size int64, open func(string) (File, error)) (*staged, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	size = max(size, 0)
	if err := s.fits(size); err != nil {
		return nil, err
	}
	f, err := open(path)
	if err != nil {
		return nil, fault(err)
	}
	s.pending.Add(size)
	return &staged{store: s, file: f, path: path, announced: size, hash: newHasher(s.sums, &s.chunks)}, nil
}

// fits refuses a file for which the disk has no room.
func (s *Store) fits(size int64) error {
	free, err := s.fs.Free()
	if err != nil {
		return fault(err)
	}
	if free-s.reserve-s.pending.Load() < size {
		return noRoom()
	}
	return nil
}

// Write implements io.Writer. After an error nothing more can be written.
func (g *staged) Write(p []byte) (int, error) {
	n, err := g.write(p)
	g.hash.write(p[:n])
	return n, err
}

// ReadFrom implements io.ReaderFrom: what is read is written and hashed from
// the same buffer.
func (g *staged) ReadFrom(r io.Reader) (total int64, err error) {
	for {
		buffer := g.store.chunks.Get().(*[]byte)
		n, readErr := readFull(r, (*buffer)[:chunk])
		*buffer = (*buffer)[:n]
		written, err := g.write(*buffer)
		total += int64(written)
		*buffer = (*buffer)[:written]
		g.hash.give(buffer)
		switch {
		case err != nil:
			return total, err
		case readErr == io.EOF:
			return total, nil
		case readErr != nil:
			return total, readErr
		}
	}
}

// readFull fills p as far as r goes. Unlike io.ReadFull it tells r's end, io.EOF,
// from a body that was cut off, whose reader says io.ErrUnexpectedEOF.
func readFull(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var more int
		more, err = r.Read(p[n:])
		n += more
	}
	return n, err
}

func (g *staged) write(p []byte) (int, error) {
	if err := g.closed(); err != nil {
		return 0, err
	}
	n, err := g.take(p)
	n = max(n, 0)
	g.size += int64(n)
	g.arrived(int64(n))
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		g.err = fault(err)
		return n, g.err
	}
	if g.size-g.started >= writeBackStep {
		g.file.WriteBack(g.started, g.size-g.started)
		g.started = g.size
	}
	return n, nil
}

// arrived takes n bytes off what is still to come.
func (g *staged) arrived(n int64) {
	n = min(n, g.announced)
	g.announced -= n
	g.store.pending.Add(-n)
}

// closed returns why the file can take no more.
func (g *staged) closed() error {
	if g.kept {
		return errClosed
	}
	return g.err
}

// Offset implements mediasock.Staged. It syncs what has been written, so that it
// can be told to a client that will go on from there; if that fails, the file is
// lost, and Offset is what was synced before.
func (g *staged) Offset() int64 {
	if g.closed() == nil && g.synced < g.size && g.file != nil {
		g.sync()
	}
	return g.synced
}

func (g *staged) sync() error {
	if err := g.file.Sync(); err != nil {
		g.err = fault(err)
		return g.err
	}
	g.synced = g.size
	return nil
}

// Digest implements library.Staged.
func (g *staged) Digest() library.Digest { return g.hash.digest() }

// Sums returns the SHA-1 and MD5 of all that has been written, or nil if the
// file is larger than Options.Sums.
func (g *staged) Sums() (sha1, md5 []byte) { return g.hash.sums() }

// Keep implements library.Staged.
func (g *staged) Keep(ctx context.Context) (library.Blob, error) {
	b, _, err := g.keepWith(ctx, nil)
	return b, err
}

func (g *staged) keepWith(ctx context.Context, row []byte) (b library.Blob, kept bool, err error) {
	if err := g.closed(); err != nil {
		return library.Blob{}, false, err
	}
	if err := ctx.Err(); err != nil {
		return library.Blob{}, false, err
	}
	b, kept, err = g.keepAny(row)
	if err != nil {
		g.drop(fault(err))
		return library.Blob{}, false, g.err
	}
	g.kept = true
	g.arrived(g.announced)
	if g.path != "" {
		g.path = blobPath(b.Digest)
	}
	return b, kept, nil
}

// keep makes the file durable before it gets its name, and the name durable
// before it returns.
func (g *staged) keep() (library.Blob, error) {
	digest := g.hash.digest()
	g.hash.stop()
	var err error
	if g.synced < g.size || g.size == 0 {
		err = g.file.Sync()
	}
	info, statErr := g.file.Stat()
	if closeErr := g.file.Close(); err == nil {
		err = closeErr
	}
	g.file = nil
	if err == nil {
		err = statErr
	}
	if err != nil {
		return library.Blob{}, err
	}
	return g.store.adopt(g.path, library.Blob{Digest: digest, Size: g.size, Stored: info.ModTime()})
}

// drop removes the file; what is called afterwards returns err.
func (g *staged) drop(err error) error {
	g.err = err
	g.hash.stop()
	g.arrived(g.announced)
	if g.file != nil {
		g.file.Close()
		g.file = nil
	}
	if g.path == "" {
		return nil
	}
	removeErr := g.store.fs.Remove(g.path)
	if errors.Is(removeErr, fs.ErrNotExist) {
		return nil
	}
	return removeErr
}

// Abort implements mediasock.Staged.
func (g *staged) Abort() error {
	defer g.letGo()
	if g.kept || g.err == errClosed {
		return nil
	}
	return g.drop(errClosed)
}

// Open implements mediasock.Data.
func (g *staged) Open() (io.ReadCloser, error) {
	if g.small != nil {
		return &smallReader{Reader: bytes.NewReader(g.small.bytes(g.size)), g: g}, nil
	}
	if g.kept && g.path == "" {
		return g.store.Open(context.Background(), g.hash.digest())
	}
	return g.store.fs.Open(g.path)
}

// Size implements mediasock.Data: what has been written so far.
func (g *staged) Size() int64 { return g.size }

// Name implements mediasock.Data.
func (g *staged) Name() string { return g.name }

// Type implements mediasock.Data.
func (g *staged) Type() string { return g.mediaType }
