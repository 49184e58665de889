package webdav

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// MediaAppend puts a file into the folder of its first parent, under its own name
// or, where another file has that, one with a number. The same file under its name
// exists already.
func (s *session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	switch {
	case d == nil:
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "there is no file"}
	case m.ID != "":
		return s.MediaUpdate(ctx, m, d)
	}
	in, err := s.parent(ctx, m.Parents)
	if err != nil {
		return nil, err
	}
	a := &appending{session: s, media: m, data: d}
	if s.adds {
		return a.add(ctx, in)
	}
	p, err := s.free(in, nameOf(cmp.Or(d.Name(), m.Title)), func(p string) error { return a.try(ctx, p) })
	if err != nil {
		return nil, err
	}
	r, err := s.stat(ctx, p)
	if err != nil {
		return nil, err
	}
	return a.finish(ctx, r)
}

// add sends the file to a folder that finds a name for it.
func (a *appending) add(ctx context.Context, in string) (*mediasock.Item, error) {
	if in != "" {
		in += "/"
	}
	h, err := a.send(ctx, http.MethodPost, in, a.data, http.Header{"Slug": {url.PathEscape(a.data.Name())}})
	if err != nil {
		return nil, err
	}
	a.note(h)
	if r, err := a.at(ctx, h.Get("Location")); err == nil && a.id(r) == a.item.ID {
		return a.finish(ctx, r)
	}
	found, err := a.all(ctx, a.item.ID, false, mediasock.ErrUnknownItem) // it has got another name meanwhile
	if err != nil {
		return nil, err
	}
	return a.finish(ctx, &found[0])
}

// at looks at an address of the server.
func (s *session) at(ctx context.Context, location string) (*resource, error) {
	u, err := s.root.Parse(location)
	if err != nil {
		return nil, err
	}
	p, below := strings.CutPrefix(u.Path, s.root.Path)
	if !below || p == "" {
		return nil, mediasock.ErrUnknownItem
	}
	return s.stat(ctx, p)
}

// appending is a file on its way.
type appending struct {
	*session
	media  *mediasock.Media
	data   mediasock.Data
	exists bool
	item   mediasock.Item // as the server named it, which few do
}

// try puts the file under a path unless another file is there.
func (a *appending) try(ctx context.Context, p string) error {
	r, err := a.stat(ctx, p)
	switch {
	case err == nil:
		a.exists, err = a.same(ctx, r)
		if err == nil && !a.exists {
			err = errTaken
		}
		return err
	case !errors.Is(err, mediasock.ErrUnsupported):
		return err
	}
	h, err := a.send(ctx, http.MethodPut, p, a.data, http.Header{"If-None-Match": {"*"}})
	if err == nil {
		a.note(h)
	}
	return err
}

// note reads what MediaSock's façade says of the item.
func (a *appending) note(h http.Header) {
	a.item = mediasock.Item{ID: h.Get("X-Mediasock-Item"), Resource: h.Get("X-Mediasock-Resource")}
	a.exists = h.Get("X-Mediasock-Stat") == strconv.Itoa(int(mediasock.CodeExists))
}

// same reports whether a file of the server has the bytes of the one that is to be
// sent: it is read where it does not tell its hash, if it has the size.
func (a *appending) same(ctx context.Context, r *resource) (bool, error) {
	if r.folder {
		return false, nil
	}
	there := r.media("").File
	if a.data.Size() >= 0 && there.Size != a.data.Size() {
		return false, nil
	}
	mine, err := sumOf(a.data.Open())
	if err != nil {
		return false, err
	}
	if there.SHA256 != nil {
		return bytes.Equal(there.SHA256, mine), nil
	}
	theirs, err := sumOf(a.get(ctx, r.path))
	return bytes.Equal(theirs, mine), err
}

func sumOf(r io.ReadCloser, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer r.Close()
	h := sha256.New()
	_, err = io.Copy(h, r)
	return h.Sum(nil), err
}

// finish says the words of a new file, and files it into the other parents.
func (a *appending) finish(ctx context.Context, r *resource) (*mediasock.Item, error) {
	a.seen(r)
	item := a.item
	item.ID = a.id(r)
	if !a.exists {
		if err := a.say(ctx, r.path, r, wordsOf(a.media), nil); err != nil {
			_, gone := a.call(ctx, http.MethodDelete, r.path, nil) // all or nothing
			return nil, errors.Join(err, gone)
		}
	}
	for i, parent := range a.media.Parents {
		if i == 0 {
			continue
		}
		if err := a.copyTo(ctx, r, parent); err != nil {
			return nil, err
		}
	}
	if a.exists {
		return &item, mediasock.ErrExists
	}
	return &item, nil
}

// copyTo puts a file into another folder too.
func (s *session) copyTo(ctx context.Context, r *resource, parent string) error {
	in, err := s.folder(ctx, parent)
	if err != nil {
		return err
	}
	_, err = s.free(in, r.name(), func(p string) error {
		_, err := s.call(ctx, "COPY", r.path, s.destination(p))
		return err
	})
	return err
}

// send sends a file.
func (s *session) send(ctx context.Context, method, p string, d mediasock.Data, header http.Header) (http.Header, error) {
	content, err := d.Open()
	if err != nil {
		return nil, err
	}
	if t := d.Type(); t != "" {
		header.Set("Content-Type", t)
	}
	resp, err := s.do(ctx, method, p, header, services.Until(ctx, content), d.Size())
	if err != nil {
		return nil, err
	}
	return resp.Header, finish(resp)
}

// wordsOf returns the properties that hold the words of an item.
func wordsOf(m *mediasock.Media) map[string]string {
	return map[string]string{
		"title": m.Title, "caption": m.Caption, "note": m.Note,
		"keywords": m.Keywords.String(), "attributes": m.Attributes.String(),
	}
}

// cleared names the properties that an update empties.
func cleared(f mediasock.Fields, caption, note, keywords, attributes string) []string {
	var names []string
	for _, one := range []struct {
		field       mediasock.Fields
		name, value string
	}{
		{mediasock.FieldCaption, "caption", caption}, {mediasock.FieldNote, "note", note},
		{mediasock.FieldKeywords, "keywords", keywords}, {mediasock.FieldAttributes, "attributes", attributes},
	} {
		if f.Has(one.field) && one.value == "" {
			names = append(names, one.name)
		}
	}
	return names
}

// errOthers refuses to file anew what has no id but its path.
var errOthers = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "this server's files cannot be filed anew: they would be others"}

// MediaUpdate replaces the bytes of a file, changes its words, or files it anew.
func (s *session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	found, err := s.all(ctx, m.ID, false, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	refile := len(m.Parents) > 0 || m.Clear.Has(mediasock.FieldParents)
	if refile && !s.fileIDs {
		return nil, errOthers
	}
	if _, err := s.parent(ctx, m.Parents); err != nil { // all of them are there
		return nil, err
	}
	r := &found[0]
	item := &mediasock.Item{ID: m.ID}
	if d != nil {
		header := http.Header{}
		if r.etag != "" && !strings.HasPrefix(r.etag, "W/") {
			header.Set("If-Match", r.etag)
		}
		told, err := s.send(ctx, http.MethodPut, r.path, d, header)
		if errors.Is(err, errTaken) {
			return nil, &mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the file has changed meanwhile"}
		}
		if err != nil {
			return nil, err
		}
		item.Resource = told.Get("X-Mediasock-Resource")
	}
	words := wordsOf(m)
	clear := cleared(m.Clear, m.Caption, m.Note, words["keywords"], words["attributes"])
	if err := s.say(ctx, r.path, r, words, clear); err != nil {
		return nil, err
	}
	if refile {
		err = s.refile(ctx, found, m.Parents)
	}
	return item, err
}

// refile puts a file into the folders of parents, or into the root, and takes it
// out of all others.
func (s *session) refile(ctx context.Context, found []resource, parents mediasock.List) error {
	want := []string{}
	for _, id := range parents {
		p, err := s.folder(ctx, id)
		if err != nil {
			return err
		}
		want = append(want, p)
	}
	if len(parents) == 0 {
		want = []string{""}
	}
	return s.file(ctx, found, want, func(in string) bool { return !slices.Contains(want, in) })
}

// file puts a file into the folders of add and takes it out of those that out
// names, in this order, so that it is always somewhere.
func (s *session) file(ctx context.Context, found []resource, add []string, out func(in string) bool) error {
	for _, in := range add {
		if slices.ContainsFunc(found, func(r resource) bool { return r.in() == in }) {
			if err := s.mayWrite(ctx, in); err != nil {
				return err
			}
			continue
		}
		if _, err := s.free(in, found[0].name(), func(p string) error {
			_, err := s.call(ctx, "COPY", found[0].path, s.destination(p))
			return err
		}); err != nil {
			return err
		}
	}
	for _, r := range found {
		if !out(r.in()) {
			continue
		}
		_, err := s.call(ctx, http.MethodDelete, r.path, nil)
		if err != nil && !errors.Is(err, mediasock.ErrUnknownItem) { // a file in an album is not in the root any more
			return err
		}
	}
	s.forgetAll()
	return nil
}

// mayWrite asks the server for what it refuses in any case: to make a folder that is
// there. Whoever may not write is refused for that.
func (s *session) mayWrite(ctx context.Context, p string) error {
	_, err := s.call(ctx, "MKCOL", p+"/", nil)
	if errors.Is(err, errTaken) {
		return nil
	}
	return err
}

// MediaFile puts a file into folders and takes it out of others; one that is in no
// other any more moves to the root.
func (s *session) MediaFile(ctx context.Context, id string, add, remove mediasock.List) (*mediasock.Item, error) {
	found, err := s.all(ctx, id, false, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	if !s.fileIDs {
		return nil, errOthers
	}
	var into, out []string
	for _, id := range add {
		p, err := s.folder(ctx, id)
		if err != nil {
			return nil, err
		}
		into = append(into, p)
	}
	for _, id := range remove {
		if p, err := s.folder(ctx, id); err == nil {
			out = append(out, p)
		}
	}
	stays := len(into) > 0 || slices.ContainsFunc(found, func(r resource) bool { return !slices.Contains(out, r.in()) })
	if !stays {
		into = []string{""}
	}
	return &mediasock.Item{ID: id}, s.file(ctx, found, into, func(in string) bool { return slices.Contains(out, in) })
}

// MediaDelete removes a file from all folders that it is in.
func (s *session) MediaDelete(ctx context.Context, id string) error {
	found, err := s.all(ctx, id, false, mediasock.ErrUnknownItem)
	if err != nil {
		return err
	}
	for i, r := range found {
		_, err := s.call(ctx, http.MethodDelete, r.path, nil)
		if err != nil && (i == 0 || !errors.Is(err, mediasock.ErrUnknownItem)) {
			return err
		}
		s.forget(id, r.path)
	}
	return nil
}

// MediaOpen returns a file.
func (s *session) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	found, err := s.all(ctx, id, false, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	return &data{s, ctx, found[0].media(id).File, found[0].path}, nil
}

// data is a file of the server.
type data struct {
	session *session
	ctx     context.Context
	file    mediasock.File
	path    string
}

// Open gets the file.
func (d *data) Open() (io.ReadCloser, error) { return d.session.get(d.ctx, d.path) }

// Size returns the file's size.
func (d *data) Size() int64 { return d.file.Size }

// Name returns the file's name.
func (d *data) Name() string { return d.file.Name }

// Type returns the file's media type.
func (d *data) Type() string { return d.file.Type }

func (s *session) get(ctx context.Context, p string) (io.ReadCloser, error) {
	resp, err := s.do(ctx, http.MethodGet, p, nil, nil, 0)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, finish(resp)
	}
	return resp.Body, nil
}

// MediaList lists the files of a folder, or all, the latest change first. WebDAV
// has neither order nor pages, so that all are read before the first is yielded.
func (s *session) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		all, err := s.gather(ctx, q.Taxon)
		if err != nil {
			yield(mediasock.Media{}, err)
			return
		}
		if q.Cursor != "" {
			i := slices.IndexFunc(all, func(m mediasock.Media) bool { return m.File.Cursor == q.Cursor })
			all = all[i+1:]
		}
		for i, m := range all {
			if q.Limit > 0 && i == q.Limit || !yield(m, nil) {
				return
			}
		}
	}
}

// gather reads the files of a folder, or all, each once.
func (s *session) gather(ctx context.Context, taxon string) ([]mediasock.Media, error) {
	in, err := s.folder(ctx, taxon)
	if err != nil {
		return nil, err
	}
	ids, known := map[string]string{"": ""}, map[string]*mediasock.Media{}
	for r, err := range s.walk(ctx) {
		if err != nil {
			return nil, err
		}
		id := s.id(&r)
		if r.folder {
			ids[r.path] = id
			continue
		}
		m := known[id]
		if m == nil {
			one := r.media(id)
			m = &one
			m.File.Cursor = id
			known[id] = m
		}
		if parent := ids[r.in()]; parent != "" && !m.Parents.Has(parent) {
			m.Parents = append(m.Parents, parent)
		}
	}
	var all []mediasock.Media
	for _, m := range known {
		if taxon == "" || m.Parents.Has(ids[in]) {
			all = append(all, *m)
		}
	}
	slices.SortFunc(all, func(a, b mediasock.Media) int {
		return cmp.Or(b.File.Updated.Compare(a.File.Updated), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// maxName is the length of a name in bytes.
const maxName = 200

// nameOf makes a title a name that every server takes.
func nameOf(title string) string {
	name := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r == unicode.ReplacementChar || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return '_'
		}
		return r
	}, title)), " ")
	ext := path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	if len(name) > maxName {
		name = strings.TrimSpace(strings.ToValidUTF8(name[:maxName-len(ext)], "")) + ext
	}
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	return name
}

// unescape returns the path that a pathID is of.
func unescape(id string) string {
	p, err := url.PathUnescape(id)
	if err != nil {
		return id
	}
	return strings.Trim(path.Clean("/"+p), "/")
}
