package upload

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Spool takes a stream, such as standard input, into a temporary file, because
// what is uploaded may have to be read twice. The caller calls remove in the end.
func Spool(r io.Reader, name string, album []string, now time.Time) (f File, remove func() error, err error) {
	temporary, err := os.CreateTemp("", "mediasock-*")
	if err != nil {
		return f, nil, err
	}
	remove = func() error { return os.Remove(temporary.Name()) }
	size, err := io.Copy(temporary, r)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return f, nil, errors.Join(err, remove())
	}
	if size == 0 {
		return f, nil, errors.Join(errEmpty, remove())
	}
	f = File{Path: filepath.Base(name), Album: album, Size: size, Modified: now}
	f.open = func() (io.ReadCloser, error) { return os.Open(temporary.Name()) }
	f.stream = true
	return f, remove, nil
}
