// Package folder keeps media in a plain folder, as a [mediasock.Session]: albums
// are the folders in it, items the files, and what is said of either stands beside
// it in an XMP file as an export writes it, which other programs read.
//
// A file comes whole or not at all: it is written under a hidden name, synced, and
// then given its own, which no other file has. The same bytes again are the item
// that is there. Files that others put there are items too. What is replaced or
// deleted goes to a folder that is hidden, .mediasock-trash, below the time at which
// that was: whoever wants it back moves it where it was.
//
// An id is the path below the folder that an item or album had at first, escaped so
// that it can stand in lists. What has moved since stands in a hidden file.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
)

// xmpEnding is the ending of the words of a file; albumWords holds those of the
// folder that it is in.
const (
	xmpEnding  = ".xmp"
	albumWords = ".album.xmp"
)

// A Session is the use of a folder. Nobody signs in to it.
type Session struct {
	root  *os.Root
	base  *url.URL // of the folder
	offer *mediasock.Handshake

	mu   sync.Mutex // held while a file gets its name
	sums map[string]sum

	movesMu sync.Mutex
	moves   *moves // as they were read last

	factsMu sync.Mutex
	known   map[string]*facts // by path, as they were read last
}

var (
	_ mediasock.Session     = (*Session)(nil)
	_ mediasock.MediaLister = (*Session)(nil)
	_ mediasock.MediaGetter = (*Session)(nil)
	_ mediasock.MediaOpener = (*Session)(nil)
	_ mediasock.MediaFinder = (*Session)(nil)
)

// Open opens the folder dir, which must be there. Signout closes it.
func Open(dir string) (*Session, error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	root, err := os.OpenRoot(whole)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return &Session{root: root, base: baseOf(whole), sums: map[string]sum{}, offer: &mediasock.Handshake{
		Service: mediasock.Identity{Value: "folder:" + whole, Title: filepath.Base(whole)},
		User:    &mediasock.User{Scope: mediasock.ScopeManage},
	}}, nil
}

// Offer implements mediasock.Session.
func (s *Session) Offer() *mediasock.Handshake { return s.offer }

// Signout implements mediasock.Session.
func (s *Session) Signout(context.Context) error {
	if err := s.root.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return fmt.Errorf("folder: %w", err)
	}
	return nil
}

// escape writes a path as it stands in ids.
func escape(name string) string { return url.PathEscape(name) }

// pathOf returns the path of an id, "" where there can be none: a path leads
// nowhere else, and to nothing that is hidden.
func pathOf(id string) string {
	name, err := url.PathUnescape(id)
	if err != nil || name == "." || !fs.ValidPath(name) || !filepath.IsLocal(filepath.FromSlash(name)) || escape(name) != id {
		return ""
	}
	for part := range strings.SplitSeq(name, "/") {
		if hidden(part) {
			return ""
		}
	}
	return name
}

// hidden reports whether a name is none of a file or album: those that systems
// hide, and words.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.EqualFold(path.Ext(name), xmpEnding)
}

// album returns the path of an album's folder.
func (s *Session) album(id string) (string, error) {
	moved, err := s.moved()
	if err != nil {
		return "", err
	}
	name := s.resolve(moved, id)
	if name == "" {
		return "", mediasock.ErrUnknownTaxon
	}
	info, err := s.root.Stat(name)
	if err != nil || !info.IsDir() {
		return "", mediasock.ErrUnknownTaxon
	}
	return name, nil
}

// parent returns the folder of the only album that something is to be in, "." for
// none.
func (s *Session) parent(albums mediasock.List) (string, error) {
	dir := "."
	for _, id := range albums {
		var err error
		if dir, err = s.album(id); err != nil {
			return "", err
		}
	}
	if len(albums) > 1 {
		return "", &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "a folder keeps an item in one album"}
	}
	return dir, nil
}

// parentsOf returns the album that a path is in.
func (s *Session) parentsOf(moved *moves, name string) mediasock.List {
	if dir := path.Dir(name); dir != "." {
		return mediasock.List{s.idOf(moved, dir)}
	}
	return nil
}
