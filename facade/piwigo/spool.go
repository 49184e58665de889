package piwigo

import (
	"bytes"
	"cmp"
	"io"
	"mime/multipart"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// small is up to what size a file stays in memory: a chunk is as a rule no
// larger, so that it is written once, to where it is added.
const small = 1 << 20

// A spool is a file that came with a call: in memory, or staged.
type spool struct {
	mediasock.Data
	staged mediasock.Staged // nil: in memory
	size   int64
}

// take takes the file of a part in. Somebody who has not signed in yet may still
// do so by a field that follows; such a file has to be small, and the disk does
// not see it.
func (c *call) take(a *arguments, part *multipart.Part) error {
	c.args = a
	c.method = a.get("method")
	if err := c.enter(); err != nil {
		return err
	}
	known := c.scope() >= mediasock.ScopeUpload
	if c.user != nil && !known {
		return &fault{codeDenied, "Access denied"}
	}
	if !known {
		select {
		case c.small <- struct{}{}:
			defer func() { <-c.small }()
		default:
			return &fault{codeBusy, "too many uploads of strangers at once"}
		}
	}
	head, err := io.ReadAll(io.LimitReader(part, small+1))
	switch {
	case err != nil:
		return broken(&facade.BrokenError{Err: err})
	case len(head) <= small:
		c.file = &spool{Data: &memory{part.FileName(), part.Header.Get("Content-Type"), head}, size: int64(len(head))}
		return nil
	case !known:
		return &fault{codeDenied, "Access denied"}
	}
	return c.stage(part, head)
}

// stage stages a file that begins with head.
func (c *call) stage(part *multipart.Part, head []byte) error {
	s, err := c.session()
	if err != nil {
		return err
	}
	if err := mediasock.CheckRoom(c.r.Context(), s, int64(len(head)), nil); err != nil {
		return err
	}
	name := part.FileName()
	if c.method == "pwg.images.upload" {
		name = cmp.Or(c.args.get("name"), name)
	}
	g, err := c.Stage(c.r.Context(), name, facade.MediaType(part.Header.Get("Content-Type")), -1)
	if err != nil {
		return err
	}
	c.file = &spool{Data: g, staged: g}
	c.file.size, err = io.Copy(g, facade.Arriving(io.MultiReader(bytes.NewReader(head), part)))
	return broken(err)
}

// abort drops the file unless it was adopted.
func (s *spool) abort() error {
	if s.staged == nil {
		return nil
	}
	return s.staged.Abort()
}

// memory is a file in memory.
type memory struct {
	name, label string
	bytes       []byte
}

var _ mediasock.Data = (*memory)(nil)

// Open implements mediasock.Data.
func (m *memory) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m.bytes)), nil }

// Size implements mediasock.Data.
func (m *memory) Size() int64 { return int64(len(m.bytes)) }

// Name implements mediasock.Data.
func (m *memory) Name() string { return m.name }

// Type implements mediasock.Data.
func (m *memory) Type() string { return facade.MediaType(m.label) }

// as returns the file under a name. One that is staged under another is copied,
// not adopted: that is so where the name came after it.
func (s *spool) as(name string) mediasock.Data {
	return facade.Named(s.Data, name)
}
