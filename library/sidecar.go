package library

import (
	"context"
	"errors"
	"iter"
)

// Sidecars keeps small JSON documents beside the bytes: one for each item, one
// for each album, one of the library itself. From them and the bytes alone
// [Rebuild] makes the index anew. Its methods may be called from several
// goroutines.
type Sidecars interface {
	// PutSidecars writes documents in the place of earlier ones. When it
	// returns all are durable; cut short, each is the old or the new one.
	PutSidecars(ctx context.Context, documents ...Sidecar) error
	// ReadSidecar returns a document; the error wraps fs.ErrNotExist if there
	// is none.
	ReadSidecar(ctx context.Context, name SidecarName) ([]byte, error)
	// DropSidecar removes a document durably; none is no error.
	DropSidecar(ctx context.Context, name SidecarName) error
	// ListSidecars yields the names of all documents, in no promised order.
	ListSidecars(ctx context.Context) iter.Seq2[SidecarName, error]
}

// A SidecarKind says what a document is about.
type SidecarKind string

// The kinds of documents. There is one of the kind SidecarLibrary, with the ID
// 0.
const (
	SidecarItem    SidecarKind = "items"
	SidecarAlbum   SidecarKind = "albums"
	SidecarLibrary SidecarKind = "library"
)

// A SidecarName names a document.
type SidecarName struct {
	Kind SidecarKind
	ID   ID
}

// String returns the name as reports show it.
func (n SidecarName) String() string {
	if n.Kind == SidecarLibrary {
		return string(n.Kind)
	}
	return string(n.Kind) + "/" + n.ID.String()
}

// A Sidecar is a document with its name.
type Sidecar struct {
	Name SidecarName
	JSON []byte
}

// ErrOtherIndex is in the error for an index that is not the one from which the
// sidecars were written, or an older state of it: then neither are sidecars
// overwritten nor bytes removed, because the index may be the one that is
// wrong.
var ErrOtherIndex = errors.New("library: the index is not that of the sidecars, or older than they are; see fsck --rebuild")

// sidecars returns where the library keeps its sidecars, nil for nowhere.
func (l *Library) sidecars() Sidecars {
	s, _ := l.store.(Sidecars)
	return s
}
