package upload

import (
	"io"
	"mime"
	"path/filepath"
	"strings"

	"github.com/mediasock/mediasock"
)

// data is a file as the content of a call. It counts what is read of it.
type data struct {
	File
	progress func(File, int64)
}

var _ mediasock.Data = (*data)(nil)

// Open opens the file.
func (d *data) Open() (io.ReadCloser, error) {
	f, err := d.File.Open()
	if err != nil || d.progress == nil {
		return f, err
	}
	return &counted{f, d}, nil
}

// Size returns the size that the file had when it was scanned.
func (d *data) Size() int64 { return d.File.Size }

// Name returns the file's name without folders.
func (d *data) Name() string { return filepath.Base(d.Path) }

// Type returns the media type that the file's ending stands for, or "".
func (d *data) Type() string {
	return mime.TypeByExtension(strings.ToLower(filepath.Ext(d.Path)))
}

// counted tells how much was read.
type counted struct {
	io.ReadCloser
	data *data
}

// Read reads and counts.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if n > 0 {
		c.data.progress(c.data.File, int64(n))
	}
	return n, err
}
