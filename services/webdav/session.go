package webdav

import (
	"context"
	"errors"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
)

// maxFolders bounds how many folders are looked into.
const maxFolders = 100_000

// A session is a user's use of a server.
type session struct {
	*caller
	offer   *mediasock.Handshake
	fileIDs bool // the server has ids of files that stay
	adds    bool // folders take new files by POST, and find names for them

	mu    sync.Mutex
	paths map[string][]string // where an id was last seen; a file may be in several folders
	last  *finding            // what was searched for last

	arbiterMu    sync.Mutex
	arbiterAsked bool
	arbiterFound *arbiter // where the server searches by itself, or nil
}

var (
	_ mediasock.Session      = (*session)(nil)
	_ mediasock.MediaUpdater = (*session)(nil)
	_ mediasock.MediaLister  = (*session)(nil)
	_ mediasock.MediaOpener  = (*session)(nil)
	_ mediasock.MediaDeleter = (*session)(nil)
	_ mediasock.MediaFiler   = (*session)(nil)
	_ mediasock.TaxaUpdater  = (*session)(nil)
)

func newSession(c *caller) *session {
	return &session{caller: c, paths: map[string][]string{}, offer: &mediasock.Handshake{
		Service: mediasock.Identity{Value: c.root.String(), Title: c.root.Host},
		User:    &mediasock.User{ID: c.credentials.Username, Name: c.credentials.Username},
		Sock:    mediasock.Sock{"type.any"},
	}}
}

// Offer says that anything may be put anywhere.
func (s *session) Offer() *mediasock.Handshake { return s.offer }

// Signout has nothing to end: each request signs in.
func (s *session) Signout(context.Context) error { return nil }

// id returns what the session calls a resource.
func (s *session) id(r *resource) string {
	if r.fileID != "" {
		return r.fileID
	}
	return pathID(r.path)
}

// stat looks at a path.
func (s *session) stat(ctx context.Context, p string) (*resource, error) {
	list, err := s.propfind(ctx, p, "0")
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].path == p {
			return &list[i], nil
		}
	}
	return nil, mediasock.ErrUnknownItem
}

// children lists a folder.
func (s *session) children(ctx context.Context, p string) ([]resource, error) {
	address := p
	if p != "" {
		address += "/"
	}
	list, err := s.propfind(ctx, address, "1")
	list = slices.DeleteFunc(list, func(r resource) bool {
		return r.path == p || r.in() != p
	})
	for i := range list {
		s.seen(&list[i])
	}
	return list, err
}

// seen notes where a resource is.
func (s *session) seen(r *resource) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id := s.id(r); !slices.Contains(s.paths[id], r.path) {
		s.paths[id] = append(s.paths[id], r.path)
	}
}

// walk yields what is below the root, folders before what is in them; no folder is
// looked into twice.
func (s *session) walk(ctx context.Context) iter.Seq2[resource, error] {
	return func(yield func(resource, error) bool) {
		queue, looked := []string{""}, map[string]bool{}
		for n := 0; len(queue) > 0 && n < maxFolders; n++ {
			list, err := s.children(ctx, queue[0])
			queue = queue[1:]
			if err != nil {
				yield(resource{}, err)
				return
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
				if id := s.id(&r); r.folder && !looked[id] {
					looked[id] = true
					queue = append(queue, r.path)
				}
			}
		}
	}
}

// all returns the resources with an id: one for each folder that it is in. unknown
// is the error where there are none.
func (s *session) all(ctx context.Context, id string, folder bool, unknown error) ([]resource, error) {
	if found, err := s.remembered(ctx, id, folder); len(found) > 0 || err != nil {
		return found, err
	}
	if !s.fileIDs || id == "" {
		return nil, unknown
	}
	var found []resource
	for r, err := range s.walk(ctx) {
		if err != nil {
			return nil, err
		}
		if s.id(&r) == id && r.folder == folder {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return nil, unknown
	}
	return found, nil
}

// remembered looks whether an id still is where it was seen; without ids of the
// server it is where it says.
func (s *session) remembered(ctx context.Context, id string, folder bool) ([]resource, error) {
	s.mu.Lock()
	paths := slices.Clone(s.paths[id])
	s.mu.Unlock()
	if len(paths) == 0 && !s.fileIDs {
		paths = []string{unescape(id)}
	}
	var found []resource
	for _, p := range paths {
		r, err := s.stat(ctx, p)
		switch {
		case errors.Is(err, mediasock.ErrUnsupported): // it is gone
			s.forget(id, p)
		case err != nil:
			return nil, err
		case s.id(r) == id && r.folder == folder && p != "":
			found = append(found, *r)
		default:
			s.forget(id, p)
		}
	}
	return found, nil
}

func (s *session) forget(id, p string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paths[id] = slices.DeleteFunc(s.paths[id], func(have string) bool { return have == p })
}

// forgetAll forgets where everything is: folders have moved.
func (s *session) forgetAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.paths)
	s.last = nil
}

// folder returns the path of an album, "" for the root.
func (s *session) folder(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	found, err := s.all(ctx, id, true, mediasock.ErrUnknownTaxon)
	if err != nil {
		return "", err
	}
	return found[0].path, nil
}

// TaxaList yields the folders, each once.
func (s *session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		var list []*mediasock.Taxon
		known := map[string]*mediasock.Taxon{}
		ids := map[string]string{"": ""} // of paths
		for r, err := range s.walk(ctx) {
			if err != nil {
				yield(mediasock.Taxon{}, err)
				return
			}
			if !r.folder {
				continue
			}
			id := s.id(&r)
			ids[r.path] = id
			t := known[id]
			if t == nil {
				t = &mediasock.Taxon{ID: id, Title: r.title(), Caption: r.prop.Caption, Note: r.prop.Note, Append: mediasock.List{"media", "taxon"}}
				known[id] = t
				list = append(list, t)
			}
			if parent := ids[r.in()]; parent != "" && !t.Parents.Has(parent) {
				t.Parents = append(t.Parents, parent)
			}
		}
		for _, t := range list {
			if !yield(*t, nil) {
				return
			}
		}
	}
}

// TaxaAppend makes a folder.
func (s *session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	title := strings.TrimSpace(t.Title)
	if title == "" {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "a folder needs a name"}
	}
	in, err := s.parent(ctx, t.Parents)
	if err != nil {
		return nil, err
	}
	r, err := s.mkcol(ctx, in, nameOf(title))
	if err != nil {
		return nil, err
	}
	s.seen(r)
	words := map[string]string{"title": title, "caption": t.Caption, "note": t.Note}
	if err := s.say(ctx, r.path+"/", r, words, nil); err != nil {
		_, gone := s.call(ctx, "DELETE", r.path+"/", nil) // all or nothing
		return nil, errors.Join(err, gone)
	}
	return &mediasock.Item{ID: s.id(r), Title: title, Append: mediasock.List{"media", "taxon"}}, nil
}

// mkcol makes a folder and looks at it, by its id where the server tells one: it
// may have put the name otherwise.
func (s *session) mkcol(ctx context.Context, in, name string) (*resource, error) {
	id := ""
	made, err := s.free(in, name, func(p string) error {
		h, err := s.call(ctx, "MKCOL", p+"/", nil)
		id = h.Get("X-Mediasock-Item")
		return err
	})
	if err != nil {
		return nil, err
	}
	if id == "" {
		return s.stat(ctx, made)
	}
	found, err := s.all(ctx, id, true, mediasock.ErrUnknownTaxon)
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// parent returns the path of the first of the parents.
func (s *session) parent(ctx context.Context, parents mediasock.List) (string, error) {
	first := ""
	for i, id := range parents {
		p, err := s.folder(ctx, id)
		if err != nil {
			return "", err
		}
		if i == 0 {
			first = p
		}
	}
	return first, nil
}

// maxTries is how many names are tried.
const maxTries = 1000

// free calls make with a path in the folder, and with another name while that one
// is taken.
func (s *session) free(in, name string, make func(p string) error) (string, error) {
	ext := path.Ext(name)
	for n := 1; n <= maxTries; n++ {
		p := path.Join(in, name)
		if n > 1 {
			p = path.Join(in, strings.TrimSuffix(name, ext)+" ("+strconv.Itoa(n)+")"+ext)
		}
		err := make(p)
		if !errors.Is(err, errTaken) {
			return p, err
		}
	}
	return "", &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "too many files have that name"}
}

// say sets the words of a resource where they are not those that it has, as far as
// the server keeps any.
func (s *session) say(ctx context.Context, p string, r *resource, words map[string]string, clear []string) error {
	for name, value := range words {
		if value == "" || name == "title" && value == r.title() {
			delete(words, name)
		}
	}
	body := patch(words, clear)
	if body == nil {
		return nil
	}
	_, err := s.proppatch(ctx, p, body)
	return err
}

// TaxaUpdate renames a folder, moves it, or changes what is said of it.
func (s *session) TaxaUpdate(ctx context.Context, t *mediasock.Taxon) error {
	found, err := s.all(ctx, t.ID, true, mediasock.ErrUnknownTaxon)
	if err != nil {
		return err
	}
	if t.Clear.Has(mediasock.FieldTitle) && t.Title == "" {
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "a folder needs a name"}
	}
	r := &found[0]
	if len(t.Parents) > 0 || t.Clear.Has(mediasock.FieldParents) {
		if r, err = s.moveFolder(ctx, r, t.Parents); err != nil {
			return err
		}
	}
	words := map[string]string{"title": t.Title, "caption": t.Caption, "note": t.Note}
	if r.fileID == "" && t.Title != "" {
		delete(words, "title")
		if r, err = s.renameFolder(ctx, r, t.Title); err != nil {
			return err
		}
	}
	err = s.say(ctx, r.path+"/", r, words, cleared(t.Clear, t.Caption, t.Note, "", ""))
	s.forgetAll()
	return err
}

// moveFolder moves a folder into the first of the parents.
func (s *session) moveFolder(ctx context.Context, r *resource, parents mediasock.List) (*resource, error) {
	in, err := s.parent(ctx, parents)
	if err != nil {
		return nil, err
	}
	switch {
	case in == r.in():
		return r, nil
	case in == r.path || strings.HasPrefix(in+"/", r.path+"/"):
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "a folder cannot be inside itself"}
	}
	return s.moved(ctx, r, in, r.name())
}

func (s *session) renameFolder(ctx context.Context, r *resource, title string) (*resource, error) {
	if nameOf(title) == r.name() {
		return r, nil
	}
	return s.moved(ctx, r, r.in(), nameOf(title))
}

// moved moves a resource and looks at it again.
func (s *session) moved(ctx context.Context, r *resource, in, name string) (*resource, error) {
	slash := ""
	if r.folder {
		slash = "/"
	}
	p, err := s.free(in, name, func(p string) error {
		_, err := s.call(ctx, "MOVE", r.path+slash, s.destination(p+slash))
		return err
	})
	if err != nil {
		return nil, err
	}
	s.forgetAll()
	return s.stat(ctx, p)
}

// TaxaDelete removes a folder. What is in it moves to the root first: it stays.
func (s *session) TaxaDelete(ctx context.Context, id string) error {
	found, err := s.all(ctx, id, true, mediasock.ErrUnknownTaxon)
	if err != nil {
		return err
	}
	for _, r := range found {
		list, err := s.children(ctx, r.path)
		if err != nil {
			return err
		}
		for i := range list {
			if _, err := s.moved(ctx, &list[i], "", list[i].name()); err != nil {
				return err
			}
		}
		if _, err := s.call(ctx, "DELETE", r.path+"/", nil); err != nil && !errors.Is(err, mediasock.ErrUnknownItem) {
			return err
		}
	}
	s.forgetAll()
	return nil
}
