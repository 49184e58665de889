package facadetest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock"
)

func detected(h *House) {
	found := h.detect(h.T)
	if found == nil {
		h.T.Fatal("Detect = nil")
	}
	if found.Address == "" || len(found.Can) == 0 || len(found.SignIn) == 0 {
		h.T.Errorf("Detect = %+v, want an address, what it can, and how to sign in", found)
	}
}

func undetected(h *House) {
	if found := open(h.T, h.o).detect(h.T); found != nil {
		h.T.Errorf("Detect finds %+v on a site without the façade", found)
	}
}

// enters reports whether credentials open a session that can do anything: a
// protocol without a sign-in refuses at the first call.
func (h *House) enters(c mediasock.Credentials) error {
	s, err := h.service(h.T).Handshake(h.T.Context(), c)
	if err != nil {
		return err
	}
	for _, err := range s.TaxaList(h.T.Context()) {
		if err != nil {
			return err
		}
	}
	_, err = s.TaxaAppend(h.T.Context(), &mediasock.Taxon{Title: "Entered"})
	return err
}

func throttled(h *House) {
	app := h.App("ada", mediasock.ScopeManage)
	if err := h.enters(h.credentials("ada", app)); err != nil {
		h.T.Fatalf("the right password: %v", err)
	}
	err := h.enters(h.credentials("ada", "wrong-"+app))
	if !errors.Is(err, mediasock.ErrCredentials) {
		h.T.Errorf("a wrong password: %v, want state 2", err)
	}
	if err := h.enters(h.credentials("nobody", app)); h.o.Credentials == nil && !errors.Is(err, mediasock.ErrCredentials) {
		h.T.Errorf("an unknown name: %v, want state 2", err)
	}
	for range 40 {
		if err = h.enters(h.credentials("ada", "wrong-"+app)); err == nil || errors.Is(err, mediasock.ErrTemporary) {
			break
		}
	}
	if !errors.Is(err, mediasock.ErrTemporary) {
		h.T.Errorf("after 40 wrong passwords: %v, want state 6", err)
	}
	if err := h.enters(h.credentials("ada", app)); err != nil {
		h.T.Errorf("the right one while guessing is throttled: %v; who guesses must not lock out others", err)
	}
}

func accountPassword(h *House) {
	if err := h.enters(h.credentials("ada", Password)); !errors.Is(err, mediasock.ErrCredentials) {
		h.T.Errorf("the account's own password: %v, want state 2", err)
	}
}

// clear comes through a proxy that nobody trusts: the connection may be anybody's.
func clear(h *House) {
	c := h.credentials("ada", h.App("ada", mediasock.ScopeManage))
	service := h.service(h.T)
	h.tap.each(func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.7") })
	s, err := service.Handshake(h.T.Context(), c)
	if err == nil {
		_, err = s.TaxaAppend(h.T.Context(), &mediasock.Taxon{Title: "Entered"})
	}
	if err == nil {
		h.T.Error("a password that came in clear over the network was taken")
	}
	for range h.Own(h.T, "ada").TaxaList(h.T.Context()) {
		h.T.Error("an album was made")
	}
}

func revoked(h *House) {
	s := h.session(h.T, "ada", mediasock.ScopeManage)
	_, err := s.TaxaAppend(h.T.Context(), &mediasock.Taxon{Title: "Before"})
	must(h.T, err)
	u, err := h.Accounts.Lookup(h.T.Context(), "ada")
	must(h.T, err)
	apps, err := h.Accounts.AppPasswords(h.T.Context(), u.ID)
	must(h.T, err)
	for _, app := range apps {
		must(h.T, h.Accounts.RevokeAppPassword(h.T.Context(), u.ID, app.ID))
	}
	if _, err := s.TaxaAppend(h.T.Context(), &mediasock.Taxon{Title: "After"}); err == nil {
		h.T.Error("the session outlives its app password")
	}
}

// title is what nobody but its owner reads.
const title = "Unfindable-title"

// tour does once what a session can, and returns the requests that were sent.
// The item that it leaves is named title, as is its album.
func (h *House) tour(user string) []*sent {
	h.T.Helper()
	s, n, ctx := h.session(h.T, user, mediasock.ScopeManage), len(h.tap.since(0)), h.T.Context()
	album, err := s.TaxaAppend(ctx, &mediasock.Taxon{Title: title})
	must(h.T, err)
	file := h.file(2000)
	item, err := s.MediaAppend(ctx, &mediasock.Media{Title: title, Parents: mediasock.List{album.ID}}, file)
	must(h.T, err)
	for _, err := range s.TaxaList(ctx) {
		must(h.T, err)
	}
	h.optional(s, item.ID)
	if d, err := mediasock.OpenMedia(ctx, s, item.ID); err == nil {
		r, err := d.Open()
		must(h.T, err)
		defer r.Close()
		got, err := io.ReadAll(r)
		must(h.T, err)
		if !bytes.Equal(got, file.bytes) {
			h.T.Errorf("the item has other bytes than the file")
		}
	}
	return h.tap.since(n)
}

// optional does what a session may be unable to do.
func (h *House) optional(s mediasock.Session, id string) {
	h.T.Helper()
	ctx := h.T.Context()
	able := func(err error) {
		if err != nil && !errors.Is(err, mediasock.ErrUnsupported) {
			h.T.Fatal(err)
		}
	}
	_, err := mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: id, Title: title + "!"}, nil)
	able(err)
	for _, err := range mediasock.ListMedia(ctx, s, mediasock.MediaQuery{}) {
		able(err)
	}
	spare, err := s.MediaAppend(ctx, &mediasock.Media{Title: "spare"}, h.file(2000))
	must(h.T, err)
	able(mediasock.DeleteMedia(ctx, s, spare.ID))
	void, err := s.TaxaAppend(ctx, &mediasock.Taxon{Title: "void"})
	must(h.T, err)
	able(mediasock.UpdateTaxon(ctx, s, &mediasock.Taxon{ID: void.ID, Title: "void!"}))
	able(mediasock.DeleteTaxon(ctx, s, void.ID))
}

// request returns a sent request anew; a nil body is the old one.
func (s *sent) request(h *House, body []byte) *http.Request {
	if body == nil {
		body = s.body.Bytes()
	}
	r, err := http.NewRequestWithContext(h.T.Context(), s.method, s.url.String(), bytes.NewReader(body))
	must(h.T, err)
	r.Header = s.header.Clone()
	return r
}

// send sends a request and returns its status and what was answered.
func (h *House) send(r *http.Request) (status int, text string) {
	h.T.Helper()
	resp, err := h.HTTP.Do(r)
	must(h.T, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxNoted))
	must(h.T, err)
	return resp.StatusCode, string(b)
}

// proofs are the headers that may say who somebody is. Of X- headers all are
// taken for it.
func proof(name string) bool {
	return name == "Authorization" || name == "Cookie" || strings.HasPrefix(name, "X-")
}

func stranger(h *House) {
	requests := h.tour("ada")
	h.resign(requests, mediasock.Credentials{})
	h.repeated("a stranger", requests, func(r *http.Request) {
		for name := range r.Header {
			if proof(name) {
				r.Header.Del(name)
			}
		}
	})
}

func other(h *House) {
	requests := h.tour("ada")
	hers := h.tour("bob")
	proofs := http.Header{}
	for name, values := range hers[len(hers)-1].header {
		if proof(name) {
			proofs[name] = values
		}
	}
	if len(proofs) == 0 && h.o.Resign == nil {
		h.T.Fatal("nothing in the headers says who asks")
	}
	h.resign(requests, h.latest["bob"])
	h.repeated("another user", requests, func(r *http.Request) {
		for name, values := range proofs {
			r.Header[name] = values
		}
	})
}

// resign puts other credentials into what ada sent.
func (h *House) resign(requests []*sent, to mediasock.Credentials) {
	h.T.Helper()
	if h.o.Resign == nil {
		return
	}
	signed := 0
	for _, s := range requests {
		body := h.o.Resign(s.body.Bytes(), h.latest["ada"], to)
		if !bytes.Equal(body, s.body.Bytes()) {
			signed++
		}
		s.body = bytes.NewBuffer(body)
	}
	if signed == 0 {
		h.T.Fatal("nothing in the bodies says who asks")
	}
}

// repeated sends ada's requests as somebody else and checks that nothing of hers
// is told or changed.
func (h *House) repeated(who string, requests []*sent, as func(*http.Request)) {
	h.T.Helper()
	before := h.facts("ada")
	for _, s := range requests {
		r := s.request(h, nil)
		as(r)
		if status, text := h.send(r); who == "a stranger" && strings.Contains(text, title) {
			h.T.Errorf("%s %s for %s answers %d with what is ada's: %.300s", s.method, s.url.Path, who, status, text)
		}
	}
	h.Idle()
	if after := h.facts("ada"); after != before {
		h.T.Errorf("what ada has was\n%sand is, after %s,\n%s", before, who, after)
	}
}

// facts tells of all that a user has.
func (h *House) facts(user string) string {
	h.T.Helper()
	var b strings.Builder
	s := h.Own(h.T, user)
	for m, err := range mediasock.ListMedia(h.T.Context(), s, mediasock.MediaQuery{}) {
		must(h.T, err)
		b.WriteString(strings.Join([]string{m.ID, m.Title, m.Caption, m.Parents.String(), m.Keywords.String(), string(m.File.SHA256), m.File.Updated.String()}, "|") + "\n")
	}
	for t, err := range s.TaxaList(h.T.Context()) {
		must(h.T, err)
		b.WriteString(t.ID + "|" + t.Title + "|" + t.Parents.String() + "\n")
	}
	return b.String()
}
