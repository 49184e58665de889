package folder

import (
	"bytes"
	"context"
	"crypto/rand"
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
	a, err := s.receive(ctx, dir, d)
	if err != nil {
		return nil, err
	}
	defer s.root.Remove(a.hidden) // is gone where all went well
	if len(m.SHA256) > 0 && !bytes.Equal(m.SHA256, a.sum) {
		return nil, &mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the file is not the one that was announced"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.find(ctx, a.sum, a.size)
	switch {
	case err == nil:
		return &mediasock.Item{ID: idOf(known)}, mediasock.ErrExists
	case !errors.Is(err, mediasock.ErrUnknownItem):
		return nil, err
	}
	name, err := s.place(dir, m, d.Name(), a)
	if err != nil {
		return nil, err
	}
	return &mediasock.Item{ID: idOf(name)}, nil
}

// An arrival is a file that came, under a hidden name.
type arrival struct {
	hidden string
	size   int64
	sum    []byte
}

// receive writes a file to the folder that it will be in, and syncs it.
func (s *Session) receive(ctx context.Context, dir string, d mediasock.Data) (_ *arrival, err error) {
	in, err := d.Open()
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	defer in.Close()
	a := &arrival{hidden: path.Join(dir, ".mediasock-"+rand.Text())}
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
	a.sum = h.Sum(nil)
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
func (s *Session) place(dir string, m *mediasock.Media, was string, a *arrival) (string, error) {
	was = library.PlainName(was[strings.LastIndexAny(was, `/\`)+1:], "file")
	packet := library.Media{
		ID: library.ID(binary.BigEndian.Uint64(a.sum)>>11 | 1), Name: was, Title: lines(m.Title), Caption: lines(m.Caption),
		Note: lines(m.Note), Keywords: m.Keywords, Attributes: m.Attributes,
	}
	text, err := packet.XMP()
	if err != nil {
		return "", fmt.Errorf("folder: %w", err)
	}
	for free := library.Names(was); ; {
		name := path.Join(dir, free())
		err := s.take(dir, name, text, a)
		switch {
		case errors.Is(err, fs.ErrExist):
			continue
		case err != nil:
			return "", fmt.Errorf("folder: %w", err)
		}
		return name, nil
	}
}

// take gives a file this name, or returns [fs.ErrExist] where there is one.
func (s *Session) take(dir, name string, words []byte, a *arrival) error {
	if _, err := s.root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fs.ErrExist)
	}
	if err := s.write(name+xmpEnding, words); err != nil {
		return err
	}
	err := s.root.Link(a.hidden, name) // unlike a renaming it replaces nothing
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = s.root.Rename(a.hidden, name) // the file system knows no links
	}
	if err != nil {
		return errors.Join(err, s.root.Remove(name+xmpEnding))
	}
	return s.sync(dir)
}

// lines ends lines as XML does.
func lines(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }

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
