package library

import (
	"context"
	"fmt"
)

// blobs looks at every blob.
func (c *checker) blobs(ctx context.Context) error {
	for b, err := range c.Store.List(ctx) {
		if err == nil {
			err = c.blob(ctx, b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) blob(ctx context.Context, b Blob) error {
	c.done.Blobs++
	c.done.Bytes += b.Size
	n := c.needed[b.Digest]
	if n == nil {
		return c.orphan(ctx, b)
	}
	n.found = true
	if b.Size != n.size {
		return c.damaged(ctx, b.Digest, ClassSize, fmt.Sprintf("the blob has %d bytes, its row says %d", b.Size, n.size))
	}
	if !c.ReadData {
		return nil
	}
	return c.readBlob(ctx, b)
}

// orphan looks at bytes that no row needed when the rows were read. A row may
// have come since.
func (c *checker) orphan(ctx context.Context, b Blob) error {
	if b.Stored.After(c.now.Add(-c.Grace)) {
		c.spared[b.Digest] = true
		return nil
	}
	n, err := c.Index.References(ctx, b.Digest)
	if err != nil || n > 0 {
		return err
	}
	f := Finding{Class: ClassOrphan, SHA256: fmt.Sprintf("%x", b.Digest), Detail: fmt.Sprintf("no row needs these %d bytes, stored %s", b.Size, b.Stored.UTC().Format("2006-01-02"))}
	return c.found(f, "put aside", func() error { return c.Store.Quarantine(ctx, b.Digest) })
}

// readBlob compares a blob with its name. One that cannot be read is no reason
// not to look at the others.
func (c *checker) readBlob(ctx context.Context, b Blob) error {
	digest, n, err := hashBlob(ctx, c.Store, b.Digest)
	c.done.Read += n
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case gone(err):
		return nil // deleted meanwhile
	case err != nil:
		return c.damaged(ctx, b.Digest, ClassUnread, err.Error())
	case digest != b.Digest:
		return c.damaged(ctx, b.Digest, ClassHash, fmt.Sprintf("the bytes are %x", digest))
	}
	return nil
}

// damaged reports a blob that is not what it should be and puts it aside, so
// that it is not served, nor taken for the same bytes when those come again.
func (c *checker) damaged(ctx context.Context, d Digest, class Class, detail string) error {
	f := Finding{Class: class, SHA256: fmt.Sprintf("%x", d), Item: c.needed[d].item.String(), Detail: detail}
	return c.found(f, "put aside", func() error { return c.Store.Quarantine(ctx, d) })
}

// missing reports the bytes that rows need and that were not met. They may have
// been deleted since, or have come.
func (c *checker) missing(ctx context.Context) error {
	for d, n := range c.needed {
		if n.found {
			continue
		}
		references, err := c.Index.References(ctx, d)
		if err != nil {
			return err
		}
		if references == 0 {
			continue
		}
		r, err := c.Store.Open(ctx, d)
		if err == nil {
			r.Close()
			continue
		}
		if !gone(err) {
			return err
		}
		f := Finding{Class: ClassMissing, SHA256: fmt.Sprintf("%x", d), Item: n.item.String(), Detail: fmt.Sprintf("the %d bytes are not there; upload them again or restore them from a backup", n.size)}
		if err := c.found(f, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// previews reports those of bytes that no row needs, and pictures without any.
func (c *checker) previews(ctx context.Context) error {
	stale := map[Digest]bool{}
	for d, err := range c.Store.ListPreviews(ctx) {
		if err != nil {
			return err
		}
		if n := c.needed[d]; n != nil {
			n.preview = true
		} else if !c.spared[d] { // else it goes with its bytes
			stale[d] = true
		}
	}
	for d := range stale {
		if err := c.stalePreview(ctx, d); err != nil {
			return err
		}
	}
	for d, n := range c.needed {
		if !n.pictured || n.preview {
			continue
		}
		f := Finding{Class: ClassNoPreview, SHA256: fmt.Sprintf("%x", d), Item: n.item.String(), Detail: "there is no preview yet, or none can be made"}
		err := c.found(f, "to be made", func() error { return c.Index.AddJob(ctx, Job{Kind: JobPreview, Media: n.item}) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) stalePreview(ctx context.Context, d Digest) error {
	n, err := c.Index.References(ctx, d)
	if err != nil || n > 0 {
		return err
	}
	f := Finding{Class: ClassPreview, SHA256: fmt.Sprintf("%x", d), Detail: "a preview of bytes that no row needs"}
	previews, ok := c.Store.(Previews)
	if !ok {
		return c.found(f, "", nil)
	}
	return c.found(f, "removed", func() error { return previews.DropPreviews(ctx, d) })
}

// strays reports files that stopped arriving.
func (c *checker) strays(ctx context.Context) error {
	for s, err := range c.Store.Strays(ctx) {
		if err != nil {
			return err
		}
		if s.Changed.After(c.now.Add(-c.Grace)) {
			continue
		}
		f := Finding{Class: ClassTemporary, Name: s.Name, Detail: fmt.Sprintf("%d bytes, last changed %s", s.Size, s.Changed.UTC().Format("2006-01-02"))}
		if err := c.found(f, "put aside", func() error { return c.Store.QuarantineStray(ctx, s.Name) }); err != nil {
			return err
		}
	}
	return nil
}

// trash reports what should have been purged a day ago or longer.
func (c *checker) trash(ctx context.Context) error {
	due := c.now.Add(-trashTime - tendEvery)
	n := 0
	for m, err := range c.Index.ListMedia(ctx, Viewer{All: true}, Query{Trash: true}) {
		if err != nil {
			return err
		}
		if m.Trashed.Before(due) {
			n++
		}
	}
	for t, err := range c.Index.Taxa(ctx, Viewer{All: true}, 0, true) {
		if err != nil {
			return err
		}
		if t.Trashed.Before(due) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	f := Finding{Class: ClassTrash, Detail: fmt.Sprintf("%d items and albums have been in the trash for more than %d days", n, int(trashTime.Hours()/24))}
	return c.found(f, "purged", func() error {
		l, err := c.library(ctx)
		if err == nil {
			_, err = l.EmptyTrash(ctx, Viewer{All: true}, due)
		}
		return err
	})
}

// journal adds what the journal alone has of items before anything is put right:
// their bytes are needed.
func (c *checker) journal(ctx context.Context) error {
	if _, able := c.Store.(RowStore); !able || !c.Repair {
		return nil
	}
	_, err := c.library(ctx)
	return err
}

func (c *checker) library(ctx context.Context) (*Library, error) {
	return Open(ctx, c.Index, c.Store, Options{Clock: c.Clock, Log: c.Log})
}
