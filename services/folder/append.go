package folder

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// MediaAppend implements mediasock.Session.
func (s *Session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if m.ID != "" {
		return nil, mediasock.ErrUnsupported
	}
	dir, err := s.parent(m.Parents)
	if err != nil {
		return nil, err
	}
	a, err := s.receive(ctx, dir, d, m.SHA256)
	if err != nil {
		return nil, err
	}
	defer s.root.Remove(a.hidden) // is gone where all went well
	s.mu.Lock()
	defer s.mu.Unlock()
	moved, err := s.moved()
	if err != nil {
		return nil, err
	}
	known, err := s.find(ctx, a.sum, a.size)
	switch {
	case err == nil:
		return &mediasock.Item{ID: s.idOf(moved, known)}, mediasock.ErrExists
	case !errors.Is(err, mediasock.ErrUnknownItem):
		return nil, err
	}
	name, err := s.place(moved, dir, m, a)
	if err != nil {
		return nil, err
	}
	return &mediasock.Item{ID: s.idOf(moved, name)}, nil
}

// An arrival is a file that came, under a hidden name.
type arrival struct {
	hidden string
	name   string // as its sender calls it, "" if nothing is left of that
	size   int64
	sum    []byte
}

// number returns what an import knows an item by, of a sum.
func number(sum []byte) library.ID { return library.ID(binary.BigEndian.Uint64(sum)>>11 | 1) }

// receive writes a file to the folder that it will be in, and syncs it. Unless
// want is empty, that is its sum.
func (s *Session) receive(ctx context.Context, dir string, d mediasock.Data, want []byte) (_ *arrival, err error) {
	in, err := d.Open()
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	defer in.Close()
	a := &arrival{hidden: path.Join(dir, hiddenName()), name: library.PlainName(d.Name()[strings.LastIndexAny(d.Name(), `/\`)+1:], "")}
	out, err := s.root.OpenFile(a.hidden, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.root.Remove(a.hidden))
		}
	}()
	h := sha256.New()
	a.size, err = copyWithin(ctx, out, in, h)
	if err == nil && d.Size() >= 0 && d.Size() != a.size {
		err = fmt.Errorf("folder: the file has %d bytes and not %d", a.size, d.Size())
	}
	if err == nil {
		err = out.Sync()
	}
	if a.sum = h.Sum(nil); err == nil && len(want) > 0 && !bytes.Equal(want, a.sum) {
		err = &mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the file is not the one that was announced"}
	}
	return a, errors.Join(err, out.Close())
}

// copyWithin copies as long as the context lasts.
func copyWithin(ctx context.Context, out io.Writer, in io.Reader, h hash.Hash) (int64, error) {
	return io.CopyBuffer(io.MultiWriter(out, h), lasting{ctx, in}, make([]byte, 256<<10))
}

// A lasting reader ends with its context.
type lasting struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (l lasting) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	return l.Reader.Read(p)
}

// place gives a file its name and its words. The words come first, and with them
// the name is taken: a file is never there without them.
func (s *Session) place(moved *moves, dir string, m *mediasock.Media, a *arrival) (string, error) {
	was := cmp.Or(a.name, "file")
	text, err := packet(number(a.sum), was, m)
	if err != nil {
		return "", err
	}
	for free := library.Names(was); ; {
		name := path.Join(dir, free())
		ok, err := s.isFree(moved, name)
		if err == nil && ok {
			err = s.take(dir, name, text, a)
		}
		switch {
		case errors.Is(err, fs.ErrExist), err == nil && !ok:
			continue
		case err != nil:
			return "", fmt.Errorf("folder: %w", err)
		}
		return name, nil
	}
}

// take gives a file this name, or returns [fs.ErrExist] where there is one.
func (s *Session) take(dir, name string, words []byte, a *arrival) error {
	if err := s.write(name+xmpEnding, words); err != nil {
		return err
	}
	if err := s.link(a.hidden, name); err != nil {
		return errors.Join(err, s.root.Remove(name+xmpEnding))
	}
	return s.sync(dir)
}

// write writes a file that is not there yet, and syncs it.
func (s *Session) write(name string, text []byte) error {
	f, err := s.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// sync makes the names in a folder last. Windows does that by itself, and lets
// nobody ask for it.
func (s *Session) sync(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
