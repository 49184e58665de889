package facade

import (
	"errors"
	"io"
	"strings"

	"github.com/mediasock/mediasock"
)

// A BrokenError is a body that did not come to its end, or could not be read.
type BrokenError struct{ Err error }

// Error tells why.
func (e *BrokenError) Error() string { return "facade: the body broke off: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *BrokenError) Unwrap() error { return e.Err }

// Arriving returns a reader of what comes with a request. Its errors are
// [*BrokenError]s, so that the sender's are known from those of where it is
// written to.
func Arriving(r io.Reader) io.Reader { return arriving{r} }

type arriving struct{ io.Reader }

// Read implements io.Reader.
func (a arriving) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = &BrokenError{err}
	}
	return n, err
}

// ErrLong is the error of ReadAll where there is more.
var ErrLong = errors.New("facade: that is too long")

// ReadAll reads what is no longer than most bytes. The error is a [*BrokenError] or
// [ErrLong].
func ReadAll(r io.Reader, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(Arriving(r), most+1))
	if err == nil && int64(len(b)) > most {
		return nil, ErrLong
	}
	return b, err
}

// MediaType returns what a sender labels a file with, "" where that says nothing.
func MediaType(label string) string {
	if strings.HasPrefix(label, "application/octet-stream") {
		return ""
	}
	return label
}

// Named returns a file under a name, which may have come after it: one that was
// staged under another is copied then, not adopted.
func Named(d mediasock.Data, name string) mediasock.Data {
	if d.Name() == name {
		return d
	}
	return named{d, name}
}

type named struct {
	mediasock.Data
	name string
}

// Name implements mediasock.Data.
func (n named) Name() string { return n.name }
