package matrix

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
)

// A file is a file in memory.
type file struct{ content string }

func (f file) Open() (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader([]byte(f.content))), nil
}
func (f file) Size() int64  { return int64(len(f.content)) }
func (f file) Name() string { return "note.txt" }
func (f file) Type() string { return "text/plain" }

// A conversation is all that is said between one guest and her door.
type conversation struct {
	cell
	t     *testing.T
	place *place
	tally *tally
	guest *guest
	site  *client.Site
	lens  *lens
	album string
	item  string
}

// want counts a call that ended as it must and fails the test for one that did
// not.
func (c *conversation) want(method string, err error, code mediasock.Code) {
	c.t.Helper()
	got := mediasock.CodeSuccess
	if err != nil {
		got = mediasock.StatOf(err).Code
	}
	if got != code {
		c.t.Errorf("%s = %v (state %d), want state %d", method, err, got, code)
		return
	}
	c.tally.count(c.cell, method, code)
}

// hold has a conversation in all its parts.
func (c *conversation) hold() {
	c.guest = c.place.welcome(c.t)
	known := c.way.known()
	url := c.place.open(c.t, c.cell, c.guest)
	c.discover(url, known)
	switch {
	case c.refusedUnsent():
		c.unsent()
		return
	case c.way.mechanism == "exa":
		c.elsewhere(url)
	}
	c.accept()
	c.strangers()
	c.wrongPassword()
	c.notOffered()
	c.expired()
	c.revoked()
	if err := c.lens.wrong.Load(); err != nil {
		c.t.Error(*err)
	}
}

func (c *conversation) discover(url string, known []auth.Mechanism) {
	c.t.Helper()
	var speaker *client.Client
	speaker, c.lens = c.place.client(c.cell, known)
	site, err := speaker.Discover(c.t.Context(), url)
	if err != nil {
		c.t.Fatalf("Discover(%q): %v", url, err)
	}
	c.site = site
}

// signIn returns a session by the way of the cell.
func (c *conversation) signIn(password string) (*client.Session, error) {
	return c.site.SignIn(c.t.Context(), mediasock.Credentials{Username: c.guest.name, Password: password})
}

func (c *conversation) mustSignIn() *client.Session {
	c.t.Helper()
	s, err := c.signIn(c.guest.app)
	if err != nil {
		c.t.Fatalf("SignIn: %v", err)
	}
	return s
}

// unsent: a password that would travel in clear text stays here.
func (c *conversation) unsent() {
	before := c.lens.sent.Load()
	_, err := c.signIn(c.guest.app)
	var refusal *client.RefusalError
	if !errors.As(err, &refusal) {
		c.t.Errorf("SignIn = %v, want a RefusalError", err)
	}
	if sent := c.lens.sent.Load() - before; sent > 0 {
		c.t.Errorf("SignIn sent %d requests, want none", sent)
	}
	c.tally.unsent(c.cell)
}

// elsewhere: auth.exa alone is told where to sign in, with state 1; then another
// mechanism that is listed goes on.
func (c *conversation) elsewhere(url string) {
	_, err := c.signIn("")
	var external *auth.ExternalError
	if !errors.As(err, &external) || external.Resource == "" {
		c.t.Fatalf("SignIn by auth.exa = %v, want an ExternalError with a resource", err)
	}
	c.tally.count(c.cell, mediasock.MethodHandshake, mediasock.CodeAuth)
	c.discover(url, []auth.Mechanism{auth.HDI(auth.Options{})})
}

// accept calls every method in a session and looks at what became of it.
func (c *conversation) accept() {
	s, err := c.signIn(c.guest.app)
	c.want(mediasock.MethodHandshake, err, mediasock.CodeSuccess)
	if err != nil {
		c.t.FailNow()
	}
	if want := "auth." + c.way.mechanism; c.way.mechanism != "exa" && s.Mechanism() != want {
		c.t.Fatalf("Mechanism() = %q, want %q", s.Mechanism(), want)
	}
	c.methods(s, mediasock.CodeSuccess)
	c.landed()
	c.want(mediasock.MethodSignout, s.Unlink(c.t.Context()), mediasock.CodeSuccess)
}

// methods calls the four methods of a session but signout.
func (c *conversation) methods(s mediasock.Session, code mediasock.Code) {
	c.t.Helper()
	ctx := c.t.Context()
	taxon, err := s.TaxaAppend(ctx, &mediasock.Taxon{Title: "Pier & <Strand> ö"})
	c.want(mediasock.MethodTaxaAppend, err, code)
	if err == nil {
		c.album = taxon.ID
	}
	c.want(mediasock.MethodTaxaList, c.listed(s), code)
	item, err := s.MediaAppend(ctx, &mediasock.Media{Title: "new", Parents: mediasock.List{c.album}}, c.file())
	c.want(mediasock.MethodMediaAppend, err, code)
	if err == nil {
		c.item = item.ID
	}
	_, err = mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: c.item, Caption: "\"later\" & ö\nsecond line"}, nil)
	c.want(mediasock.MethodMediaUpdate, err, code)
}

func (c *conversation) file() file { return file{"bytes of " + c.String()} }

// listed returns the error of a list, or one if the album is not in it.
func (c *conversation) listed(s mediasock.Session) error {
	found := false
	for taxon, err := range s.TaxaList(c.t.Context()) {
		if err != nil {
			return err
		}
		found = found || taxon.ID == c.album && taxon.Title == "Pier & <Strand> ö"
	}
	if !found {
		return errors.New("the album that was made is not listed")
	}
	return nil
}

// landed looks into the library: every word and byte is there.
func (c *conversation) landed() {
	home := c.place.home(c.t, c.guest)
	data, err := mediasock.OpenMedia(c.t.Context(), home, c.item)
	if err != nil {
		c.t.Fatalf("OpenMedia(%q): %v", c.item, err)
	}
	r, err := data.Open()
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Close()
	if content, err := io.ReadAll(r); err != nil || string(content) != c.file().content {
		c.t.Errorf("the bytes that arrived = %q, %v, want %q", content, err, c.file().content)
	}
	for m, err := range mediasock.ListMedia(c.t.Context(), home, mediasock.MediaQuery{Taxon: c.album}) {
		if err != nil || m.ID != c.item || m.Title != "new" || m.Caption != "\"later\" & ö\nsecond line" {
			c.t.Errorf("in the album: %+v, %v, want item %s, new and later", m, err, c.item)
		}
		return
	}
	c.t.Error("the album is empty")
}
