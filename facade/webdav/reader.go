package webdav

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
)

// A reader is a folder to be listed or a file to be read.
type reader struct {
	tree    *tree
	ctx     context.Context
	entry   *entry
	content io.ReadCloser // nil until it is read
	at      int64
	listed  bool
}

var _ webdav.File = (*reader)(nil)

// Stat tells of it.
func (r *reader) Stat() (os.FileInfo, error) { return &info{r.entry}, nil }

// Readdir lists a folder, whole at the first call.
func (r *reader) Readdir(int) ([]os.FileInfo, error) {
	if r.entry.album == nil {
		return nil, fs.ErrInvalid
	}
	if r.listed {
		return nil, io.EOF
	}
	r.listed = true
	f, err := r.tree.list(r.ctx, r.entry.album.ID)
	if err != nil {
		return nil, r.tree.failed(err)
	}
	infos := make([]os.FileInfo, len(f.order))
	for i, name := range f.order {
		infos[i] = &info{f.entries[name]}
	}
	return infos, nil
}

// Read reads the file from where Seek has gone.
func (r *reader) Read(p []byte) (int, error) {
	if r.entry.item == nil {
		return 0, fs.ErrInvalid
	}
	if err := r.open(); err != nil {
		return 0, r.tree.failed(err)
	}
	n, err := r.content.Read(p)
	r.at += int64(n)
	return n, err
}

// open opens the file at r.at. One that cannot be sought is read up to there.
func (r *reader) open() error {
	if r.content != nil {
		return nil
	}
	d, err := mediasock.OpenMedia(r.ctx, r.tree.session, r.entry.item.ID)
	if err != nil {
		return err
	}
	content, err := d.Open()
	if err != nil {
		return err
	}
	if s, ok := content.(io.Seeker); ok {
		_, err = s.Seek(r.at, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, content, r.at)
	}
	if err != nil {
		return errors.Join(err, content.Close())
	}
	r.content = content
	return nil
}

// Seek notes where to read from.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	at := offset
	switch whence {
	case io.SeekCurrent:
		at += r.at
	case io.SeekEnd:
		at += (&info{r.entry}).Size()
	}
	if at < 0 {
		return 0, fs.ErrInvalid
	}
	if at == r.at {
		return at, nil
	}
	err := r.Close()
	r.at = at
	return at, err
}

// Write refuses: it was opened to be read.
func (r *reader) Write([]byte) (int, error) { return 0, fs.ErrPermission }

// Close closes the file.
func (r *reader) Close() error {
	if r.content == nil {
		return nil
	}
	err := r.content.Close()
	r.content = nil
	return err
}
