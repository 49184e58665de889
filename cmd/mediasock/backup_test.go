package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A text is a small file.
type text struct{ name, content string }

func (d text) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(d.content)), nil }
func (d text) Size() int64                  { return int64(len(d.content)) }
func (d text) Name() string                 { return d.name }
func (d text) Type() string                 { return "text/plain" }

// A kept is a library with an account, as tests of its keeping need it.
type kept struct {
	*testing.T
	*home
	data string
	user *mediasock.User
}

const keptPassword = "correct-horse-battery"

func openKept(t *testing.T, data string) *kept {
	t.Helper()
	h, err := openHome(t.Context(), homeOptions{Data: data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return &kept{T: t, home: h, data: data}
}

func newKept(t *testing.T) *kept {
	t.Helper()
	k := openKept(t, filepath.Join(t.TempDir(), "media"))
	u, err := k.Accounts.AddUser(t.Context(), "ada", keptPassword)
	if err != nil {
		t.Fatal(err)
	}
	k.user = &mediasock.User{ID: u.ID.String(), Name: u.Name, Scope: mediasock.ScopeManage}
	return k
}

func (k *kept) session() mediasock.Session {
	k.Helper()
	s, err := k.Library.Session(k.Context(), k.user)
	if err != nil {
		k.T.Fatal(err)
	}
	return s
}

func (k *kept) add(m *mediasock.Media, d text) string {
	k.Helper()
	item, err := k.session().MediaAppend(k.Context(), m, d)
	if err != nil {
		k.T.Fatal(err)
	}
	return item.ID
}

// fill adds items in albums, with all words, replaced bytes and a trash.
func (k *kept) fill() {
	k.Helper()
	s := k.session()
	album := func(title string, parents ...string) string {
		item, err := s.TaxaAppend(k.Context(), &mediasock.Taxon{Title: title, Caption: "about it", Note: "mine", Parents: parents})
		if err != nil {
			k.T.Fatal(err)
		}
		return item.ID
	}
	trips := album("Trips")
	wales := album("Wales: Bangor/Conwy", trips)
	best := album("Best")
	for i := range 12 {
		m := &mediasock.Media{Title: fmt.Sprint("title ", i), Caption: "two\nlines <&>", Note: "a note", Keywords: mediasock.List{"sea", "a, b"},
			Attributes: mediasock.AttributeList{{Domain: "date", Name: "created", Value: "2024-05-06T07:08:09+02:00"}, {Domain: "geo", Name: "location", Value: "53.2,-4.1"}, {Name: "city", Value: "Bangor"}}}
		switch i % 3 {
		case 0:
			m.Parents = mediasock.List{wales}
		case 1:
			m.Parents = mediasock.List{wales, best}
		}
		k.add(m, text{"note.txt", fmt.Sprint("note ", i)})
	}
	id := k.add(&mediasock.Media{}, text{"replaced.txt", "first"})
	if _, err := mediasock.UpdateMedia(k.Context(), s, &mediasock.Media{ID: id}, text{"replaced.txt", "second"}); err != nil {
		k.T.Fatal(err)
	}
	if err := mediasock.DeleteMedia(k.Context(), s, k.add(&mediasock.Media{}, text{"trash.txt", "deleted"})); err != nil {
		k.T.Fatal(err)
	}
}

// rows returns every item and album as a line of JSON: its id, its bytes and all
// that is said of it.
func (k *kept) rows() []string {
	k.Helper()
	var lines []string
	add := func(v any, err error) {
		if err != nil {
			k.T.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			k.T.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	all := library.Viewer{All: true}
	for _, trash := range []bool{false, true} {
		for m, err := range k.index.ListMedia(k.Context(), all, library.Query{Trash: trash}) {
			m.Cursor = ""
			add(m, err)
		}
		for t, err := range k.index.Taxa(k.Context(), all, 0, trash) {
			add(t, err)
		}
	}
	for o, err := range k.index.OlderMedia(k.Context(), 0) {
		add(o, err)
	}
	slices.Sort(lines)
	return lines
}

// runs runs the program, which must end with the exit code, and returns what it
// printed.
func runs(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, said bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &said, getenv: func(string) string { return "" }}
	if got := p.run(t.Context(), args); got != code {
		t.Fatalf("mediasock %s ends with %d, want %d\n%s", strings.Join(args, " "), got, code, said.String())
	}
	return out.String(), said.String()
}

// The drill: back up, restore, compare the sets, sign in by both kinds of
// password.
func TestBackup_RestoreIsTheSame(t *testing.T) {
	k := newKept(t)
	k.fill()
	id, _ := library.ParseID(k.user.ID)
	app, err := k.Accounts.NewAppPassword(t.Context(), id, "phone", mediasock.ScopeUpload)
	if err != nil {
		t.Fatal(err)
	}
	want := k.rows()
	if len(want) != 14+3+1 {
		t.Fatalf("there are %d rows to back up", len(want))
	}
	dir := t.TempDir()
	runs(t, exitOK, "backup", dir, "--data", k.data) // beside the library that is open
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	restored := filepath.Join(t.TempDir(), "new")
	runs(t, exitOK, "restore", dir, "--data", restored)
	runs(t, exitOK, "fsck", "--read-data", "--repair", "--data", restored)
	r := openKept(t, restored)
	defer r.Close()
	if got := r.rows(); !slices.Equal(got, want) {
		t.Errorf("restored:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if u, err := r.Accounts.Account(t.Context(), "ada", keptPassword); err != nil || u.ID != k.user.ID {
		t.Errorf("sign-in by password = %+v, %v", u, err)
	}
	if s, err := r.Accounts.App(t.Context(), "ada", app); err != nil || s.User.Scope != mediasock.ScopeUpload {
		t.Errorf("sign-in by app password = %+v, %v", s, err)
	}
}

// A backup that is made while files come and go is whole: what it names it has.
func TestBackup_WhileServing(t *testing.T) {
	k := newKept(t)
	k.fill()
	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	others.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			item := k.add(&mediasock.Media{}, text{"new.txt", fmt.Sprint("new ", i)})
			if i%2 == 0 {
				if err := mediasock.DeleteMedia(t.Context(), k.session(), item); err != nil {
					t.Error(err)
				}
			}
			if i%8 == 0 {
				if _, err := k.Library.EmptyTrash(t.Context(), library.Viewer{All: true}, time.Now().Add(time.Hour)); err != nil {
					t.Error(err)
				}
			}
		}
	})
	dir := t.TempDir()
	for range 4 {
		runs(t, exitOK, "backup", dir, "--data", k.data)
	}
	stop()
	others.Wait()
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	restored := filepath.Join(t.TempDir(), "new")
	runs(t, exitOK, "restore", dir, "--data", restored)
	out, _ := runs(t, exitOK, "fsck", "--read-data", "--repair", "--data", restored)
	if strings.Contains(out, "blob") {
		t.Errorf("fsck of what was restored finds %s", out)
	}
}

// Damage in the library does not get into the backup, damage in the backup does
// not get out of it, and each is mended from the other.
func TestBackup_Damage(t *testing.T) {
	k := newKept(t)
	k.fill()
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	runs(t, exitOK, "backup", dir, "--data", k.data)
	blob := oneBlob(t, k.data)
	sound, err := os.ReadFile(filepath.Join(k.data, blob))
	if err != nil {
		t.Fatal(err)
	}
	harm := func(dir string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, blob), bytes.Repeat([]byte("x"), len(sound)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	harm(dir)
	if _, said := runs(t, exitDamage, "restore", dir, "--data", filepath.Join(t.TempDir(), "new")); !strings.Contains(said, "damaged: "+filepath.Base(blob)) {
		t.Errorf("restore says %q", said)
	}
	runs(t, exitOK, "backup", dir, "--data", k.data) // the size is right
	runs(t, exitOK, "backup", dir, "--data", k.data, "--verify")
	runs(t, exitOK, "restore", dir, "--data", filepath.Join(t.TempDir(), "new"))
	harm(k.data)
	fresh := t.TempDir()
	if _, said := runs(t, exitDamage, "backup", fresh, "--data", k.data); !strings.Contains(said, "damaged: "+filepath.Base(blob)) {
		t.Errorf("backup says %q", said)
	}
	index, err := filepath.Glob(filepath.Join(dir, indexPrefix+"*"))
	if err != nil || len(index) != 1 {
		t.Fatalf("the backup has the indexes %q, want one", index)
	}
	if err := os.Truncate(index[0], 5000); err != nil {
		t.Fatal(err)
	}
	runs(t, exitDamage, "restore", dir, "--data", filepath.Join(t.TempDir(), "new"))
}

func TestBackup_Prune(t *testing.T) {
	k := newKept(t)
	k.fill()
	dir := t.TempDir()
	runs(t, exitOK, "backup", dir, "--data", k.data)
	if _, err := k.Library.EmptyTrash(t.Context(), library.Viewer{All: true}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if out, _ := runs(t, exitOK, "backup", dir, "--data", k.data, "--json"); strings.Contains(out, "pruned") {
		t.Errorf("backup without --prune: %s", out)
	}
	if out, _ := runs(t, exitOK, "backup", dir, "--data", k.data, "--json", "--prune"); !strings.Contains(out, `"pruned":2`) {
		t.Errorf("backup --prune: %s, want the purged item's bytes and the replaced ones gone", out)
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
}

// oneBlob returns the name of a blob in a data directory.
func oneBlob(t *testing.T, data string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(data, "blobs", "*", "*", "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no blob: %v", err)
	}
	name, err := filepath.Rel(data, names[0])
	if err != nil {
		t.Fatal(err)
	}
	return name
}
