package library

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
)

// sidecars compares every row with its sidecar, and looks for sidecars without
// a row. What has changed since sidecars were last written is not judged: it is
// written after the next start.
func (c *checker) sidecars(ctx context.Context) error {
	from, ok := c.Store.(Sidecars)
	if !ok {
		return nil
	}
	head, err := readHead(ctx, from)
	if errors.Is(err, fs.ErrNotExist) {
		return c.noSidecars(ctx)
	}
	if err != nil {
		return c.foundSidecar(ctx, SidecarName{Kind: SidecarLibrary}, err.Error())
	}
	w, err := c.comparison(ctx, from)
	if err != nil {
		return err
	}
	if head.Service != w.lib.identity.ID || head.Change > w.change {
		return c.foundSidecar(ctx, SidecarName{Kind: SidecarLibrary}, "the sidecars are of another index, or of a later state of this one")
	}
	before := c.done.Findings[ClassSidecar]
	if err := w.compare(ctx, head.Change); err != nil {
		return err
	}
	if err := c.withoutRow(ctx, from); err != nil {
		return err
	}
	if c.Repair && c.done.Findings[ClassSidecar] > before {
		_, err = w.lib.rewriteSidecars(ctx)
	}
	return err
}

// noSidecars is how a library looks that was filled by a version that kept none.
func (c *checker) noSidecars(ctx context.Context) error {
	if c.done.Items == 0 {
		return nil
	}
	return c.foundSidecar(ctx, SidecarName{Kind: SidecarLibrary}, "there are no sidecars yet")
}

// foundSidecar reports what concerns all sidecars; if they are of another index
// they are not overwritten, because it may be the index that is wrong.
func (c *checker) foundSidecar(ctx context.Context, name SidecarName, detail string) error {
	f := Finding{Class: ClassSidecar, Name: name.String(), Detail: detail}
	return c.found(f, "written", func() error {
		l, err := c.library(ctx)
		if err != nil {
			return err
		}
		if _, err := l.sidecarHead(ctx); errors.Is(err, ErrOtherIndex) {
			return err
		}
		_, err = l.rewriteSidecars(ctx)
		return err
	})
}

// A comparison makes the documents as they should be.
type comparison struct {
	*checker
	from   Sidecars
	lib    *Library
	writer *sidecarWriter
	change int64
}

// comparison reads what documents need beside their rows. The library is one
// that only reads: it is not opened, because the index may be read-only.
func (c *checker) comparison(ctx context.Context, from Sidecars) (*comparison, error) {
	l := &Library{index: c.Index, store: c.Store, log: c.Log, now: c.Clock}
	for name, value := range map[string]*string{
		settingID: &l.identity.ID, settingAuthority: &l.identity.Authority, settingYear: &l.identity.Year,
	} {
		var err error
		if *value, err = c.Index.Setting(ctx, name); err != nil {
			return nil, err
		}
	}
	change, err := c.Index.Changed(ctx)
	if err != nil {
		return nil, err
	}
	_, owners, err := l.head(ctx, change)
	if err != nil {
		return nil, err
	}
	w := &sidecarWriter{lib: l, owners: owners}
	if err := w.readAlbums(ctx); err != nil {
		return nil, err
	}
	return &comparison{c, from, l, w, change}, w.readOlder(ctx)
}

// compare compares rows that have not changed since.
func (c *comparison) compare(ctx context.Context, upTo int64) error {
	for _, trash := range []bool{false, true} {
		for m, err := range c.Index.ListMedia(ctx, Viewer{All: true}, Query{Trash: trash}) {
			if err != nil {
				return err
			}
			if m.Change > upTo {
				continue
			}
			want, err := c.writer.item(m)
			if err != nil {
				return err
			}
			if err := c.one(ctx, want); err != nil {
				return err
			}
		}
	}
	for _, t := range c.writer.albums {
		if t.Change > upTo {
			continue
		}
		want, err := c.writer.album(t)
		if err != nil {
			return err
		}
		if err := c.one(ctx, want); err != nil {
			return err
		}
	}
	return nil
}

// one compares a document with the one that is there. Names of albums and of
// the owner in it may be older: they are told for people, and change without
// the row.
func (c *comparison) one(ctx context.Context, want Sidecar) error {
	have, err := c.from.ReadSidecar(ctx, want.Name)
	detail := ""
	switch {
	case gone(err):
		detail = "it is missing"
	case err != nil:
		return err
	case !bytes.Equal(have, want.JSON) && !sameRecord(have, want):
		detail = "it does not say what the row says"
	}
	if detail == "" || c.movedOn(ctx, want.Name) {
		return nil
	}
	f := Finding{Class: ClassSidecar, Name: want.Name.String(), Detail: detail}
	return c.found(f, "written", func() error { return nil }) // all together, at last
}

// movedOn reports whether a row has changed while it was looked at.
func (c *comparison) movedOn(ctx context.Context, name SidecarName) bool {
	now, err := c.Index.Changed(ctx)
	if err != nil || now == c.change {
		return err != nil
	}
	if name.Kind == SidecarAlbum {
		t, err := c.Index.Taxon(ctx, Viewer{All: true}, name.ID)
		return err != nil || t.Change > c.change
	}
	m, err := c.Index.Media(ctx, Viewer{All: true}, name.ID)
	return err != nil || m.Change > c.change
}

// sameRecord compares what two documents say of the row itself.
func sameRecord(have []byte, want Sidecar) bool {
	var a, b any
	if want.Name.Kind == SidecarItem {
		a, b = new(itemRecord), new(itemRecord)
	} else {
		a, b = new(albumRecord), new(albumRecord)
	}
	x, errX := ownWords(want.Name, have, a)
	y, errY := ownWords(want.Name, want.JSON, b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// ownWords returns a document without what other rows say, and without older
// bytes, which are forgotten after some time.
func ownWords(name SidecarName, text []byte, record any) ([]byte, error) {
	if err := decodeSidecar(name, text, record); err != nil {
		return nil, err
	}
	switch r := record.(type) {
	case *itemRecord:
		r.OwnerName, r.Older = "", nil
		for i := range r.Albums {
			r.Albums[i] = albumReference{ID: r.Albums[i].ID}
		}
	case *albumRecord:
		r.OwnerName = ""
	}
	d, err := document(name, record)
	return d.JSON, err
}

// withoutRow looks for sidecars of rows that were purged.
func (c *checker) withoutRow(ctx context.Context, from Sidecars) error {
	for name, err := range from.ListSidecars(ctx) {
		if err != nil {
			return err
		}
		switch name.Kind {
		case SidecarItem:
			_, err = c.Index.Media(ctx, Viewer{All: true}, name.ID)
		case SidecarAlbum:
			_, err = c.Index.Taxon(ctx, Viewer{All: true}, name.ID)
		}
		if err == nil {
			continue
		}
		if !isGone(err) {
			return err
		}
		if err := c.sidecarWithoutRow(ctx, from, name, errors.Is(err, ErrGone)); err != nil {
			return err
		}
	}
	return nil
}

// sidecarWithoutRow removes what tells of a row that was purged. One of a row
// that this index never had stays: only it may know.
func (c *checker) sidecarWithoutRow(ctx context.Context, from Sidecars, name SidecarName, purged bool) error {
	f := Finding{Class: ClassSidecar, Name: name.String(), Detail: "this index never had its row; fsck --rebuild makes an index of all sidecars"}
	if !purged {
		return c.found(f, "", nil)
	}
	f.Detail = "its row was purged"
	return c.found(f, "removed", func() error { return from.DropSidecar(ctx, name) })
}
