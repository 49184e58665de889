package immich

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/metadata"
)

// What is read of an upload besides the file.
const (
	maxParts   = 64
	maxFields  = 1 << 20 // of all that is no file
	maxSidecar = 4 << 20
	maxText    = 64 << 10 // of a word in it
	maxWords   = 1000     // of a list in it
)

// The parts that are files.
const (
	dataPart    = "assetData"
	sidecarPart = "sidecarData"
)

// A form is an upload: the file, staged, and what is said of it.
type form struct {
	fields  map[string]string
	room    int64 // for more of them
	staged  mediasock.Staged
	sum     [sha1.Size]byte
	sidecar *metadata.Facts // nil if none came
}

// receive reads an upload. What it has staged is dropped where it fails.
func (x *exchange) receive(r *http.Request) (*form, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, "an upload is multipart/form-data"}
	}
	f := &form{fields: make(map[string]string), room: maxFields}
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			break
		}
		if err == nil && n == maxParts {
			err = &refusal{http.StatusBadRequest, "an upload of too many parts"}
		}
		if err == nil {
			err = x.part(f, part)
		} else {
			err = &facade.BrokenError{Err: err}
		}
		if err != nil {
			x.drop(f)
			return nil, err
		}
	}
	if err := x.whole(f, r.Body); err != nil {
		x.drop(f)
		return nil, err
	}
	return f, nil
}

// whole checks that an upload has a file, and that its body came to its end: one
// that is shorter than it was said to be is not taken for the whole.
func (x *exchange) whole(f *form, body io.Reader) error {
	n, err := io.CopyN(io.Discard, body, maxFields)
	switch {
	case err != io.EOF && n < maxFields:
		return &facade.BrokenError{Err: err}
	case n == maxFields:
		return &refusal{http.StatusBadRequest, "there is too much behind the upload's end"}
	case f.staged == nil:
		return &refusal{http.StatusBadRequest, "there is no file: " + dataPart + " is missing"}
	}
	return nil
}

// part reads a part of an upload.
func (x *exchange) part(f *form, part *multipart.Part) error {
	switch name := part.FormName(); name {
	case dataPart:
		return x.stage(f, part)
	case sidecarPart:
		text, err := bounded(part, maxSidecar)
		if err != nil {
			return err
		}
		// What cannot be read of a sidecar is no reason to refuse its file.
		f.sidecar, _ = metadata.Read(bytes.NewReader(text), int64(len(text)), "sidecar.xmp", metadata.Options{MaxText: maxText, MaxList: maxWords})
		return nil
	default:
		text, err := bounded(part, f.room)
		f.room -= int64(len(text))
		f.fields[name] = string(text)
		return err
	}
}

// bounded reads a part that is no longer than so many bytes.
func bounded(r io.Reader, limit int64) ([]byte, error) {
	text, err := facade.ReadAll(r, limit)
	if errors.Is(err, facade.ErrLong) {
		return nil, &refusal{http.StatusRequestEntityTooLarge, "a part of the upload is too large"}
	}
	return text, err
}

// stage takes the file while it comes.
func (x *exchange) stage(f *form, part *multipart.Part) error {
	if f.staged != nil {
		return &refusal{http.StatusBadRequest, "an upload is of one file"}
	}
	name := cmp.Or(f.fields["filename"], part.FileName())
	staged, err := x.Stage(x.r.Context(), name, part.Header.Get("Content-Type"), -1)
	if err != nil {
		return err
	}
	f.staged = staged
	sum := sha1.New()
	if _, err = io.Copy(staged, io.TeeReader(facade.Arriving(part), sum)); err != nil {
		return err
	}
	sum.Sum(f.sum[:0])
	return nil
}
