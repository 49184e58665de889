package site_test

import (
	"context"
	"errors"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/compose"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// An elsewhere is another site over loopback with a description, results under
// several licences, and pictures.
type elsewhere struct {
	server *httptest.Server
	hits   atomic.Int64
	titles map[string]string // and which licence each has
}

func newElsewhere(t *testing.T) *elsewhere {
	e := &elsewhere{titles: map[string]string{"Free pier": "by", "Guarded pier": "by-nc-nd", "Unsaid pier": ""}}
	m := http.NewServeMux()
	m.HandleFunc("GET /p.jpg", func(w http.ResponseWriter, r *http.Request) { e.hits.Add(1); w.Write(large()) })
	h := &openmedia.Handler{IDs: atom.Minter{Authority: "elsewhere.example", Date: "2024"}, For: func(*http.Request) (openmedia.Searcher, error) { return e, nil }}
	h.Routes(m)
	e.server = httptest.NewServer(m)
	t.Cleanup(e.server.Close)
	return e
}

// Search implements openmedia.Searcher.
func (e *elsewhere) Search(context.Context, opensearch.Query) (*atom.Feed, error) {
	f := &atom.Feed{}
	for title, code := range e.titles {
		entry := atom.Entry{ID: "tag:elsewhere.example,2024:" + url.PathEscape(title), Title: atom.Plain(title), Authors: []atom.Person{{Name: `Eve "<b>" Else`}}}
		entry.Links = []atom.Link{{Rel: atom.RelAlternate, Type: "text/html", Href: "https://elsewhere.example/" + url.PathEscape(title)}}
		if code != "" {
			entry.Links = append(entry.Links, atom.Link{Rel: atom.RelLicense, Href: "https://creativecommons.org/licenses/" + code + "/4.0/"})
		}
		entry.Media.Contents = []mediarss.Content{{URL: e.server.URL + "/p.jpg", Type: "image/jpeg", Medium: mediarss.Image, Width: 2000, Height: 1500}}
		f.Entries = append(f.Entries, entry)
	}
	return f, nil
}

// Entry implements openmedia.Searcher.
func (e *elsewhere) Entry(context.Context, string) (*atom.Entry, error) {
	return nil, openmedia.ErrNotFound
}

var (
	cardOf    = regexp.MustCompile(`(?s)<li class="card">(.*?)</li>`)
	tokenOf   = regexp.MustCompile(`name="pick" value="(\w+)"`)
	pictureOf = regexp.MustCompile(`<img src="([^"]+)"`)
)

// cards returns the results of a page, by the words that they hold.
func cards(body, words string) string {
	for _, m := range cardOf.FindAllStringSubmatch(body, -1) {
		if strings.Contains(m[1], words) {
			return m[1]
		}
	}
	return ""
}

func allowLoopback(o *site.Options) {
	o.Compose.Domains = true
	o.Compose.Guard = &guard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
}

func TestComposeSearchesEverywhereAndWrites_OM37(t *testing.T) {
	far := newElsewhere(t)
	h := newHouse(t, func(o *site.Options) {
		allowLoopback(o)
		o.Compose.Places = []compose.Place{{Name: "broken", Title: "A broken place", Open: func(context.Context) (openmedia.Searcher, error) {
			return nil, errors.Join(openmedia.ErrTemporary, errors.New("secret reason of theirs"))
		}}}
	})
	ada := h.user("ada")
	id := h.add(ada, "own.jpg", large(), mediasock.Media{Title: "My own pier"})
	h.show(ada, id, library.Public)
	b := h.signedIn("ada")
	search := url.Values{"q": {"pier"}, "in": {"own", "broken"}, "domain": {far.server.URL + "/opensearch.xml"}}
	r := b.get("/compose?" + search.Encode())
	r.want(t, "the search", http.StatusOK, "My own pier", "Free pier", "Guarded pier", "A broken place", "It cannot be reached at the moment.", "CC BY-NC-ND 4.0", "no commercial use, no changes", "no licence stated")
	if strings.Contains(r.body, "secret reason") || strings.Contains(r.body, "<b>") || strings.Contains(r.body, far.server.URL+"/p.jpg") {
		t.Errorf("the page repeats what others wrote, or links to their picture: %s", r.body)
	}
	picture := pictureOf.FindStringSubmatch(cards(r.body, "Free pier"))[1]
	if p := b.get(picture); p.header.Get("Content-Type") != "image/jpeg" || far.hits.Load() == 0 {
		t.Errorf("the picture: %d %v", p.status, p.header)
	}
	form := url.Values{"edge": {"640"}, "q": search["q"]}
	for _, words := range []string{"My own pier", "Free pier", "Unsaid pier"} {
		form.Add("pick", tokenOf.FindStringSubmatch(cards(r.body, words))[1])
	}
	texts := b.post("/compose", form)
	texts.want(t, "the texts", http.StatusOK, h.url+"/thumb/"+id+"?size=640", "free-pier.jpg", "Download the copy", "[url=", "CC BY 4.0", "Eve")
	for _, language := range []string{"HTML", "Markdown", "BBCode"} {
		if !strings.Contains(texts.body, ">"+language+"</label>") {
			t.Errorf("no %s", language)
		}
	}
	if strings.Contains(texts.body, "p.jpg") || strings.Contains(texts.body, "unsaid-pier.jpg") {
		t.Errorf("a picture is linked to where it lies, or copied without a licence")
	}
	_, rest, _ := strings.Cut(cards(texts.body, "Free pier"), `href="/compose/copy/`)
	address, _, _ := strings.Cut(rest, `"`)
	file := b.get("/compose/copy/" + strings.ReplaceAll(address, "&amp;", "&"))
	if m, err := jpeg.DecodeConfig(strings.NewReader(file.body)); err != nil || m.Width != 640 || !strings.Contains(file.header.Get("Content-Disposition"), "free-pier.jpg") {
		t.Errorf("the copy: %+v, %v, %v", m, err, file.header)
	}
	h.user("bob")
	h.signedIn("bob").get(picture).want(t, "another's result", http.StatusNotFound)
	unsaid := pictureOf.FindStringSubmatch(cards(r.body, "Unsaid pier"))[1]
	b.get(strings.Replace(unsaid, "/picture/", "/copy/", 1)).want(t, "a copy without a licence", http.StatusNotFound)
}

func TestComposeOffersWhatTheUseAllows(t *testing.T) {
	far := newElsewhere(t)
	h := newHouse(t, allowLoopback)
	h.user("ada")
	b := h.signedIn("ada")
	search := url.Values{"q": {"pier"}, "domain": {far.server.URL + "/opensearch.xml"}}
	all := b.get("/compose?" + search.Encode())
	token := tokenOf.FindStringSubmatch(cards(all.body, "Guarded pier"))[1]
	search.Set("sell", "1")
	r := b.get("/compose?" + search.Encode())
	if c := cards(r.body, "Guarded pier"); strings.Contains(c, `name="pick"`) || !strings.Contains(c, "Not for commercial use") {
		t.Errorf("NC is offered for sale: %s", c)
	}
	if c := cards(r.body, "Free pier"); !strings.Contains(c, `name="pick"`) {
		t.Errorf("BY is not offered: %s", c)
	}
	b.post("/compose", url.Values{"pick": {token}, "sell": {"1"}}).want(t, "picked all the same", http.StatusOK, "not for that use", "Nothing was picked")
}

// What the library shows of others is theirs: it is offered by its licence, which is
// shown.
func TestComposeOffersOthersItemsByTheirLicence_OM35_OM37(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.user("bob")
	owner, bob := h.signedIn("ada"), h.signedIn("bob")
	for title, code := range map[string]string{"Guarded pier": "by-nc-nd", "Free pier": "by", "Unsaid pier": ""} {
		id := h.add(ada, title+".jpg", append(large(), title...), mediasock.Media{Title: title})
		h.show(ada, id, library.Public)
		if code != "" {
			owner.post("/i/"+id, url.Values{"license": {"https://creativecommons.org/licenses/" + code + "/4.0/"}}).want(t, "a licence", http.StatusSeeOther)
		}
	}
	search := url.Values{"q": {"pier"}, "in": {"own"}}
	all := bob.get("/compose?" + search.Encode())
	all.want(t, "others' items", http.StatusOK, "CC BY-NC-ND 4.0", "no commercial use, no changes", "CC BY 4.0", "no licence stated")
	if strings.Contains(all.body, ">Yours<") {
		t.Error("another's item is called the writer's own")
	}
	search.Set("sell", "1")
	search.Set("change", "1")
	if c := cards(bob.get("/compose?"+search.Encode()).body, "Guarded pier"); c == "" || strings.Contains(c, `name="pick"`) {
		t.Errorf("NC-ND is offered for sale and change: %s", c)
	}
	token := func(words string) string { return tokenOf.FindStringSubmatch(cards(all.body, words))[1] }
	bob.post("/compose", url.Values{"pick": {token("Guarded pier")}, "sell": {"1"}}).want(t, "picked all the same", http.StatusOK, "not for that use")
	for words, shown := range map[string]bool{"Free pier": true, "Unsaid pier": false} {
		text := bob.post("/compose", url.Values{"pick": {token(words)}}).body
		if got := strings.Contains(text, "[img"); got != shown {
			t.Errorf("%s: the text has a picture: %v, want %v", words, got, shown)
		}
	}
	if c := cards(owner.get("/compose?"+search.Encode()).body, "Guarded pier"); !strings.Contains(c, ">Yours<") || !strings.Contains(c, `name="pick"`) {
		t.Errorf("ada is not offered her own: %s", c)
	}
}

func TestComposeStaysOnThePublicInternet_SSRF(t *testing.T) {
	far := newElsewhere(t)
	h := newHouse(t, func(o *site.Options) { o.Compose.Domains = true })
	h.user("ada")
	before := far.hits.Load()
	for _, domain := range []string{far.server.URL, "http://localhost:1/", "http://[::1]:1/", "http://169.254.169.254/", "http://2130706433/", "file:///etc/passwd"} {
		r := h.signedIn("ada").get("/compose?" + url.Values{"q": {"pier"}, "domain": {domain}}.Encode())
		r.want(t, domain, http.StatusOK, `class="note bad"`)
		if strings.Contains(r.body, "Free pier") {
			t.Errorf("%s was searched", domain)
		}
	}
	if far.hits.Load() != before {
		t.Error("a guarded address was asked")
	}
}
