package check_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// A canned service is a correct service of fixed answers: auth.hsc with one
// account, one album before the check's own. A test makes one fault in it.
type canned struct {
	answers map[string]string // by what is asked, see name
	kinds   map[string]string // Content-Type by what is asked; xml unless set
	status  map[string]int    // 200 unless set
	head    http.HandlerFunc  // nil: as GET
	any     bool              // answers any address
	amp     bool              // feat.amp
	keep    bool              // signout ends nothing
	cookie  bool              // a sign-in sets one
	change  func(name string, n int, body string) string
	form    bool // a login reads urlencoded forms alone

	mu    sync.Mutex
	asked map[string]int
	album string // its title, as XML
	live  bool   // signed in
}

const (
	rootTag = `<mediasock value="com.example" title="Example" version="1.4">`
	apisTag = `<apis value="mediasock.handshake;mediasock.auth.signout;mediasock.media.append;mediasock.media.update;mediasock.taxa.list;mediasock.taxa.append"/>`
	sockTag = `<sock value="prot.res;auth.hsc;type.img;resp.xml;resp.json;feat.cmc"/>`
	userTag = `<user value="17" home="http://example.com/~ann" conf=""/>`
)

func wrap(method string, lines ...string) string {
	all := append([]string{`<?xml version="1.0"?>`, rootTag, "<" + method + ">"}, lines...)
	return strings.Join(append(all, "</"+method+">", "</mediasock>", ""), "\n")
}

func handshake(state string, more ...string) string {
	stat := `<stat value="` + state + `" message="" resource="" serial="7"/>`
	return wrap("handshake", append([]string{stat}, append(more, apisTag, sockTag)...)...)
}

func stat(code string) string { return `<stat value="` + code + `" message="" resource=""/>` }

func item(attrs string) string { return "<item " + attrs + "/>" }

const oldAlbum = `value="1" append="media" title="Old" parents="" caption="" resource="" note="" icon=""`

func newCanned() *canned {
	bare := `<?xml version="1.0"?>` + "\n" + rootTag + "\n" + stat("7") + "\n</mediasock>\n"
	return &canned{
		cookie: true, asked: map[string]int{}, kinds: map[string]string{}, status: map[string]int{},
		answers: map[string]string{
			"discovery": handshake("1"), "query": handshake("1"), "bad": handshake("2"), "mechanism": handshake("3"),
			"login": handshake("0", userTag), "unknown": bare, "json": `{"mediasock":{"value":"com.example"}}`,
			"combined": strings.Replace(handshake("1"), "</mediasock>\n", "<taxa.list>\n"+stat("1")+"\n</taxa.list>\n</mediasock>\n", 1),
			"list":     wrap("taxa.list", stat("0"), item(oldAlbum), "ALBUM"),
			"album":    wrap("taxa.append", stat("0"), item(`value="2" append="media" title="TITLE"`)),
			"append":   wrap("media.append", stat("0"), item(`value="3" resource="http://example.com/3"`)),
			"again":    wrap("media.append", stat("20"), item(`value="3" resource="http://example.com/3"`)),
			"update":   wrap("media.update", stat("0"), item(`value="3" resource="http://example.com/3"`)),
			"astray":   wrap("media.append", stat("7")), "orphan": wrap("media.append", stat("7")),
			"signout":       wrap("auth.signout", stat("0")),
			"deny.list":     wrap("taxa.list", stat("1")),
			"deny.append":   wrap("media.append", stat("1")),
			"deny.update":   wrap("media.update", stat("1")),
			"deny.album":    wrap("taxa.append", stat("1")),
			"deny.signout":  wrap("auth.signout", stat("1")),
			"deny.anything": bare,
		},
	}
}

// in replaces text in the answers named, in all if none is. A text that is
// nowhere fails the test.
func (c *canned) in(t *testing.T, names []string, old, with string) {
	t.Helper()
	if len(names) == 0 {
		for name := range c.answers {
			names = append(names, name)
		}
	}
	found := false
	for _, name := range names {
		found = found || strings.Contains(c.answers[name], old)
		c.answers[name] = strings.ReplaceAll(c.answers[name], old, with)
	}
	if !found {
		t.Fatalf("%q stands in none of %q", old, names)
	}
}

func (c *canned) serve(t *testing.T) string {
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	return server.URL
}

func (c *canned) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.URL.Path != "/mediasock/" && !c.any {
		http.NotFound(w, r)
		return
	}
	if r.Method == http.MethodHead && c.head != nil {
		c.head(w, r)
		return
	}
	name := c.name(r)
	if name == "login" && c.live && c.cookie {
		http.SetCookie(w, &http.Cookie{Name: "s", Value: "live", Path: "/"})
	}
	kind, ok := c.kinds[name]
	if !ok {
		kind = map[bool]string{true: "text/javascript; charset=utf-8", false: "text/xml; charset=utf-8"}[name == "json"]
	}
	w.Header()["Content-Type"] = []string{kind}
	body := strings.ReplaceAll(c.answers[name], "HOST", r.Host)
	shown := ""
	if c.album != "" {
		shown = item(strings.NewReplacer(`"1"`, `"2"`, "Old", c.album).Replace(oldAlbum))
	}
	body = strings.NewReplacer("TITLE", c.album, "ALBUM\n", map[bool]string{true: shown + "\n"}[shown != ""]).Replace(body)
	c.asked[name]++
	if c.change != nil {
		body = c.change(name, c.asked[name], body)
	}
	if code := c.status[name]; code != 0 {
		w.WriteHeader(code)
	}
	_, _ = io.WriteString(w, body)
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "--", "-&#45;")

// name tells what a request asks for, and does it.
func (c *canned) name(r *http.Request) string {
	_ = r.ParseMultipartForm(1 << 20)
	if c.form && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") && r.FormValue("username") != "" {
		return "discovery"
	}
	if r.FormValue("sock") == "resp.json" {
		return "json"
	}
	key, _ := r.Cookie("s")
	in := c.live && key != nil && key.Value == "live"
	short := map[string]string{
		"mediasock.taxa.list": "list", "mediasock.taxa.append": "album", "mediasock.media.append": "append",
		"mediasock.media.update": "update", "mediasock.auth.signout": "signout",
	}[r.FormValue("method")]
	switch {
	case short == "":
		return c.handshake(r)
	case !in:
		return "deny." + short
	case short == "signout":
		c.live = c.keep
	case short == "album":
		c.album = escape.Replace(r.FormValue("taxon.title"))
	case short == "append":
		return c.append(r)
	}
	return short
}

func (c *canned) handshake(r *http.Request) string {
	switch method := r.FormValue("method"); {
	case method == "":
		return "discovery"
	case method == "mediasock.handshake;mediasock.taxa.list":
		return "combined"
	case method != "mediasock.handshake":
		return "unknown"
	case r.Method == http.MethodGet:
		return "query"
	case r.FormValue("username") == "ann" && r.FormValue("password") == "pw":
		c.live = true
		return "login"
	case r.FormValue("username") != "":
		return "bad"
	case r.FormValue("sock") == "auth.none":
		return "mechanism"
	}
	return "discovery"
}

func (c *canned) append(r *http.Request) string {
	switch parent := r.FormValue("media.parents"); {
	case parent == "" && c.amp:
		return "orphan"
	case parent != "" && parent != "2":
		return "astray"
	case c.asked["append"] > 0:
		return "again"
	}
	return "append"
}
