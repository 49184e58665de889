package webdav

import (
	"context"
	"encoding/hex"
	"io/fs"
	"os"
	"time"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
)

// info tells of an entry.
type info struct{ *entry }

var (
	_ webdav.ETager       = (*info)(nil)
	_ webdav.ContentTyper = (*info)(nil)
)

// Name returns the entry's name.
func (i *info) Name() string { return i.name }

// IsDir reports whether it is an album.
func (i *info) IsDir() bool { return i.album != nil }

// Sys returns nothing.
func (i *info) Sys() any { return nil }

// Size returns the size of an item's file.
func (i *info) Size() int64 {
	if i.item == nil {
		return 0
	}
	return i.item.File.Size
}

// Mode returns what may be done.
func (i *info) Mode() os.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o755
	}
	return 0o644
}

// ModTime returns when the item last changed. Albums do not tell: their date is
// one that never changes, which some programs ask for.
func (i *info) ModTime() time.Time {
	if i.item == nil {
		return time.Unix(0, 0).UTC()
	}
	return i.item.File.Updated
}

// ETag is of the bytes.
func (i *info) ETag(context.Context) (string, error) {
	if tag := etag(i.item); tag != "" {
		return tag, nil
	}
	return "", webdav.ErrNotImplemented
}

// etag returns the tag of an item's bytes, "" if their hash is not known.
func etag(m *mediasock.Media) string {
	if m == nil || len(m.File.SHA256) == 0 {
		return ""
	}
	return `"` + hex.EncodeToString(m.File.SHA256) + `"`
}

// ContentType returns the media type by content.
func (i *info) ContentType(context.Context) (string, error) {
	if i.item == nil || i.item.File.Type == "" {
		return "", webdav.ErrNotImplemented
	}
	return i.item.File.Type, nil
}
