package piwigo

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/mediasock/mediasock/facade"
)

const (
	maxStranger = 64 << 10 // bytes of a form of somebody who is not known
	maxForm     = 24 << 20 // of a form with a chunk in base64
	maxField    = 1 << 20  // of a field of a multipart form
	maxParts    = 2000
)

// body reads the body of a POST: its fields, and its file into c.file.
func (c *call) body() (*arguments, error) {
	mediaType, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	switch {
	case err == nil && mediaType == "multipart/form-data":
		return c.multipart(multipart.NewReader(c.r.Body, params["boundary"]))
	case err == nil && mediaType != "application/x-www-form-urlencoded":
		return newArguments(), nil // PHP sees no field
	}
	limit := int64(maxStranger)
	if c.scope() > 0 {
		limit = maxForm
	}
	b, err := facade.ReadAll(c.r.Body, limit)
	switch {
	case errors.Is(err, facade.ErrLong):
		return nil, &fault{codeInvalid, fmt.Sprintf("the form is larger than %d bytes", limit)}
	case err != nil:
		return nil, broken(err)
	}
	return parseForm(string(b))
}

// multipart reads the parts in the order in which they come, which may be any.
func (c *call) multipart(parts *multipart.Reader) (*arguments, error) {
	a, left := newArguments(), int64(4*maxField)
	for range maxParts {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return a, nil
		}
		if err != nil {
			return nil, broken(&facade.BrokenError{Err: err})
		}
		if err := c.part(a, part, &left); err != nil {
			return nil, err
		}
	}
	return nil, &fault{codeInvalid, fmt.Sprintf("there are more than %d parts", maxParts)}
}

// part reads a part: a field unless it has the name of a file. left is how much
// all fields may still have.
func (c *call) part(a *arguments, part *multipart.Part, left *int64) error {
	name := part.FormName()
	if isFile(part) {
		if name != "image" && name != "file" || c.file != nil {
			return nil // NextRawPart passes over it
		}
		return c.take(a, part)
	}
	limit := min(maxField, *left)
	b, err := facade.ReadAll(part, limit)
	switch {
	case errors.Is(err, facade.ErrLong):
		return &fault{codeInvalid, fmt.Sprintf("the parameter %.40q is larger than %d bytes", name, limit)}
	case err != nil:
		return broken(err)
	}
	*left -= int64(len(b))
	return a.add(name, string(b))
}

// isFile reports whether a part is a file. A name without a file is none.
func isFile(p *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	_, named := params["filename"]
	return err == nil && named
}

// broken returns the error that a body which ends early or cannot be read is
// answered with, and any other as it is.
func broken(err error) error {
	var e *facade.BrokenError
	if !errors.As(err, &e) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "multipart: ") {
		return &fault{codeFailed, "the request broke off"}
	}
	return errors.Join(&fault{codeFailed, "the request could not be read"}, err)
}
