package site_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
)

func TestSetupLinkWorksOnce(t *testing.T) {
	h := newHouse(t, nil)
	token, err := h.accounts.SetupToken(t.Context())
	h.must(err)
	b := h.browser()
	b.get("/setup?token=wrong").want(t, "a wrong link", http.StatusForbidden, "This link does not work")
	b.get("/setup?token="+token).want(t, "the link", http.StatusOK, "Make the first account")
	form := url.Values{"token": {token}, "username": {"ada"}, "password": {"short"}}
	b.post("/setup", form).want(t, "a short password", http.StatusBadRequest, "10 characters", `value="ada"`)
	form.Set("password", password)
	b.post("/setup", form).want(t, "the form", http.StatusSeeOther)
	b.get("/").want(t, "the start", http.StatusOK, "There is nothing here yet", "Sign out")
	form.Set("username", "eve")
	h.browser().post("/setup", form).want(t, "the link again", http.StatusForbidden, "This link does not work")
}

func TestSignInPage(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b := h.browser()
	b.get("/upload").want(t, "a page that needs a sign-in", http.StatusSeeOther)
	b.get("/signin?next=/upload").want(t, "the form", http.StatusOK, `value="/upload"`)
	wrong := url.Values{"username": {"ada"}, "password": {"wrong password"}}
	b.post("/signin", wrong).want(t, "a wrong password", http.StatusUnauthorized, "Wrong user name or password")
	unknown := url.Values{"username": {"nobody"}, "password": {password}}
	b.post("/signin", unknown).want(t, "an unknown name", http.StatusUnauthorized, "Wrong user name or password")
	r := b.post("/signin", url.Values{"username": {"ada"}, "password": {password}, "next": {"/upload"}})
	r.want(t, "the right password", http.StatusSeeOther)
	if got := r.header.Get("Location"); got != "/upload" {
		t.Errorf("after the sign-in Location is %q, want /upload", got)
	}
	cookie := r.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("Set-Cookie %q lacks %s", cookie, want)
		}
	}
	b.post("/signout", nil).want(t, "sign-out", http.StatusSeeOther)
	b.get("/account").want(t, "a page after the sign-out", http.StatusSeeOther)
}

func TestSignInLeadsToNoOtherSite(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	for _, next := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "/\tevil", ""} {
		r := h.browser().post("/signin", url.Values{"username": {"ada"}, "password": {password}, "next": {next}})
		if got := r.header.Get("Location"); r.status != http.StatusSeeOther || got != "/" {
			t.Errorf("next=%q leads to %q (%d), want /", next, got, r.status)
		}
	}
}

// A session that ends is dead: its cookie opens nothing (a stolen one neither).
func TestSignOutEndsTheSession(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b := h.signedIn("ada")
	u, err := url.Parse(h.url)
	h.must(err)
	stolen := b.http.Jar.Cookies(u)
	b.post("/signout", nil).want(t, "sign-out", http.StatusSeeOther)
	thief := h.browser()
	thief.http.Jar.SetCookies(u, stolen)
	thief.get("/account").want(t, "the old cookie", http.StatusSeeOther)
}

func TestWrongPasswordsAreSlowedDown_XS3(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	id, _ := library.ParseID(u.ID)
	app, err := h.accounts.NewAppPassword(t.Context(), id, "phone", mediasock.ScopeManage)
	h.must(err)
	in, b := h.signedIn("ada"), h.browser()
	status := 0
	for range 200 {
		if status = b.post("/signin", url.Values{"username": {"ada"}, "password": {"wrong password"}}).status; status == http.StatusTooManyRequests {
			break
		}
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("after 200 wrong passwords the answer is %d, want 429", status)
	}
	// Whoever guesses in the same household locks out nobody who is in already,
	// nor a device whose app password is right.
	in.get("/account").want(t, "a session from the same address", http.StatusOK)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/trash", nil)
	h.must(err)
	r.SetBasicAuth("ada", app)
	answer, err := http.DefaultClient.Do(r)
	h.must(err)
	h.must(answer.Body.Close())
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the right app password from the same address: %s, want 200", answer.Status)
	}
}

func TestPlainHTTPFromElsewhereTakesNoPassword(t *testing.T) {
	h := newHouse(t, func(o *site.Options) { o.Front.BaseURL = "http://media.example" }) // so this machine is not special
	h.user("ada")
	b := h.browser()
	b.get("/signin").want(t, "the form", http.StatusForbidden, "--tls-cert", "--trusted-proxy", "--insecure-http")
	b.post("/signin", url.Values{"username": {"ada"}, "password": {password}}).want(t, "the sign-in", http.StatusForbidden)
}

func TestOtherSitesCannotPost(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b := h.signedIn("ada")
	for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://evil.example"}}} {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
		r := b.do("POST", "/albums", header, strings.NewReader("title=planted"))
		r.want(t, "a post from another site", http.StatusForbidden)
	}
	b.get("/albums").want(t, "the albums", http.StatusOK, "There are no albums yet")
}

func TestUploadForm(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	album := h.album(u, "Bergen")
	b := h.signedIn("ada")
	b.get("/upload?album="+album).want(t, "the form", http.StatusOK, `value="`+album+`" selected`)
	r := b.upload(album, file{"pier.jpg", photo()}, file{`C:\pictures\note.txt`, []byte("a note")}, file{"again.jpg", photo()})
	r.want(t, "the upload", http.StatusOK, "pier.jpg", "note.txt", "uploaded", "was here already")
	b.get("/a/"+album).want(t, "the album", http.StatusOK, "2 items", "<img")
	b.get("/").want(t, "newest", http.StatusOK, "2 items")
	b.do("GET", "/search?q=pier", http.Header{"Accept": {"text/html"}}, nil).want(t, "the search", http.StatusOK, "1 item")
}

func TestItemPageEdits(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	id := h.add(u, "pier.jpg", photo(), mediasock.Media{})
	b := h.signedIn("ada")
	b.get("/i/"+id).want(t, "the item", http.StatusOK, "Bergen", "pier.jpg", "Taken")
	form := url.Values{"title": {"New title"}, "caption": {"one\r\ntwo"}, "keywords": {"sea; night"}, "note": {""}, "visibility": {"link"}}
	b.post("/i/"+id, form).want(t, "the form", http.StatusSeeOther)
	page := b.get("/i/" + id)
	page.want(t, "the item", http.StatusOK, "New title", "one\ntwo", "sea", "night", "?link=")
	link := regexp.MustCompile(`/i/\d+\?link=[\w-]+`).FindString(page.body)
	stranger := h.browser()
	shown := stranger.get(link)
	shown.want(t, "the link", http.StatusOK, "New title")
	for _, u := range regexp.MustCompile(`(?:src|href)="(/(?:thumb|media)/[^"]+)"`).FindAllStringSubmatch(shown.body, -1) {
		stranger.get(strings.ReplaceAll(u[1], "&amp;", "&")).want(t, "what the linked page shows: "+u[1], http.StatusOK)
	}
	stranger.get("/i/"+id).want(t, "the item without the link", http.StatusSeeOther)
	b.post("/i/"+id+"/trash", nil).want(t, "the trash", http.StatusSeeOther)
	b.get("/").want(t, "newest", http.StatusOK, "There is nothing here yet")
}

func TestAccountPage(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b, other := h.signedIn("ada"), h.signedIn("ada")
	page := b.post("/account/app-password", url.Values{"label": {"phone"}, "scope": {"upload"}})
	page.want(t, "the app password", http.StatusOK, "phone", "shown this once")
	app := regexp.MustCompile(`<code>([^<]+)</code>`).FindStringSubmatch(page.body)
	if app == nil {
		t.Fatalf("no password on the page: %s", page.body)
	}
	device := h.browser()
	basic := basicAuth("ada", app[1])
	device.do("GET", "/account", basic, nil).want(t, "the app password", http.StatusOK, "ada")
	id := regexp.MustCompile(`name="id" value="(\d+)"`).FindStringSubmatch(b.get("/account").body)
	b.post("/account/revoke", url.Values{"id": {id[1]}}).want(t, "the revocation", http.StatusSeeOther)
	device.do("GET", "/account", basic, nil).want(t, "the revoked password", http.StatusUnauthorized)

	b.post("/account/password", url.Values{"old": {"wrong password"}, "new": {"another password"}}).want(t, "a wrong old password", http.StatusBadRequest, "not right")
	b.post("/account/password", url.Values{"old": {password}, "new": {"another password"}}).want(t, "the change", http.StatusOK, "is changed")
	b.get("/account").want(t, "the session that changed it", http.StatusOK)
	other.get("/account").want(t, "another session after the change", http.StatusSeeOther)
}

// An app password that may upload cannot make another that may more.
func TestAppPasswordsCannotRaiseTheirScope(t *testing.T) {
	h := newHouse(t, nil)
	u, err := h.accounts.AddUser(t.Context(), "ada", password)
	h.must(err)
	app, err := h.accounts.NewAppPassword(t.Context(), u.ID, "phone", mediasock.ScopeUpload)
	h.must(err)
	header := basicAuth("ada", app)
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	r := h.browser().do("POST", "/account/app-password", header, strings.NewReader("label=more&scope=manage"))
	r.want(t, "an app password that asks for more", http.StatusForbidden)
}

func TestPagesLinkToWhatClientsNeed(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	h.browser().get("/").want(t, "the start", http.StatusOK,
		`rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"`, `href="/mediasock/"`,
		`rel="alternate" type="application/atom+xml"`)
}

func TestUnknownPagesAreTold(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b := h.signedIn("ada")
	for _, path := range []string{"/nothing", "/i/1", "/i/../../etc/passwd", "/a/x", "/static/../gallery.go", "/i/99999999999999999999"} {
		if r := b.get(path); r.status != http.StatusNotFound && r.status != http.StatusMovedPermanently && r.status != http.StatusTemporaryRedirect {
			t.Errorf("%s answers %d, want 404", path, r.status)
		}
	}
}

func TestMembersSeeWhatIsForMembers(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.user("bob")
	id := h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "For members", Note: "a secret note"})
	bob := h.signedIn("bob")
	bob.get("/i/"+id).want(t, "a private item", http.StatusNotFound)
	h.show(ada, id, library.Members)
	page := bob.get("/i/" + id)
	page.want(t, "an item for members", http.StatusOK, "For members")
	for _, hidden := range []string{"a secret note", "<form action=\"/i/"} {
		if strings.Contains(page.body, hidden) {
			t.Errorf("another user's page shows %q", hidden)
		}
	}
	bob.post("/i/"+id, url.Values{"title": {"mine now"}, "visibility": {"public"}}).want(t, "an edit of another's", http.StatusNotFound)
	h.browser().get("/i/"+id).want(t, "the item for a stranger", http.StatusSeeOther)
}

func basicAuth(name, password string) http.Header {
	r, _ := http.NewRequest("GET", "/", nil)
	r.SetBasicAuth(name, password)
	return r.Header
}
