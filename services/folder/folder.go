// Package folder keeps media in a plain folder, as a [mediasock.Session]: albums
// are the folders in it, items the files, and what is said of either stands beside
// it in an XMP file as an export writes it, which other programs read.
//
// A file comes whole or not at all: it is written under a hidden name, synced, and
// then given its own, which no other file has. The same bytes again are the item
// that is there. Files that others put there are items too. Nothing is changed or
// deleted: whoever has the folder does that with any program.
//
// An id is a path below the folder, escaped so that it can stand in lists.
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
	"github.com/mediasock/mediasock/library"
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
	offer *mediasock.Handshake

	mu   sync.Mutex // held while a file gets its name
	sums map[string]sum
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
	return &Session{root: root, sums: map[string]sum{}, offer: &mediasock.Handshake{
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

// idOf returns the id of a path.
func idOf(name string) string { return url.PathEscape(name) }

// pathOf returns the path of an id, "" where there can be none: a path leads
// nowhere else, and to nothing that is hidden.
func pathOf(id string) string {
	name, err := url.PathUnescape(id)
	if err != nil || name == "." || !fs.ValidPath(name) || !filepath.IsLocal(filepath.FromSlash(name)) || idOf(name) != id {
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

// parent returns the folder of the only album that something is to be in, "." for
// none.
func (s *Session) parent(albums mediasock.List) (string, error) {
	if len(albums) == 0 {
		return ".", nil
	}
	for _, id := range albums {
		name := pathOf(id)
		if name == "" {
			return "", mediasock.ErrUnknownTaxon
		}
		info, err := s.root.Stat(name)
		if err != nil || !info.IsDir() {
			return "", mediasock.ErrUnknownTaxon
		}
	}
	if len(albums) > 1 {
		return "", &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "a folder keeps an item in one album"}
	}
	return pathOf(albums[0]), nil
}

// parentsOf returns the album that a path is in.
func parentsOf(name string) mediasock.List {
	if dir := path.Dir(name); dir != "." {
		return mediasock.List{idOf(dir)}
	}
	return nil
}

// maxWords bounds the file of an item's or album's words.
const maxWords = 4 << 20

// words returns what an XMP file says, nothing where there is none, and the name
// that a file had before it came here.
func (s *Session) words(name string) (*mediasock.Media, string, error) {
	info, err := s.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &mediasock.Media{}, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("folder: %w", err)
	}
	if info.Size() > maxWords {
		return nil, "", fmt.Errorf("folder: %s has more than %d bytes", name, maxWords)
	}
	text, err := s.root.ReadFile(name)
	if err != nil {
		return nil, "", fmt.Errorf("folder: %w", err)
	}
	m, was, err := library.ReadXMP(text)
	if err != nil {
		return nil, "", fmt.Errorf("folder: %s: %w", name, err)
	}
	return m, was, nil
}
