package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
)

// An oldSite is a web site of 2006 that knows nothing of MediaSock but the
// blocks that its owner pasted into two pages: a login page and an upload page,
// with session cookies (MS-220 to MS-227).
type oldSite struct {
	mu       sync.Mutex
	albums   map[string]string // id to title
	uploads  []map[string]string
	logins   int
	posts    int    // login forms that were posted
	multi    bool   // reads multipart login forms too
	redirect bool   // a login leads to a home page
	expire   bool   // forgets the next session that it sees
	session  string // the live cookie
}

const loginPage = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">
<html><head><title>Old &amp; Faithful</title>
<!--
<mediasock value="com.example.old" title="Old &amp; Faithful" version="1.4">
<handshake>
<stat value="%d" message="%s" resource="" serial="1"/>
<apis value="mediasock.handshake;mediasock.media.append:%s/upload.php?a=1&b=2;mediasock.taxa.list:%[3]s/albums.php"/>
<sock value="auth.hsc;feat.amp;type.img;type.image/jpeg"/>
</handshake>
</mediasock>
-->
</head><body><form method=post><input name=username><input name=password type=password></form></body></html>`

func (o *oldSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
	base := "http://" + r.Host
	switch r.URL.Path {
	case "/mediasock/":
		http.Redirect(w, r, "/login.php", http.StatusFound)
	case "/login.php":
		o.login(w, r, base)
	case "/home.php":
		fmt.Fprintf(w, loginPage, o.code(r), "welcome", base)
	case "/albums.php":
		o.list(w, r)
	case "/upload.php":
		o.upload(w, r, base)
	default:
		http.NotFound(w, r)
	}
}

func (o *oldSite) code(r *http.Request) int {
	cookie, err := r.Cookie("PHPSESSID")
	if err == nil && cookie.Value == o.session && o.session != "" {
		return 0
	}
	return 1
}

func (o *oldSite) login(w http.ResponseWriter, r *http.Request, base string) {
	if r.Method == http.MethodPost {
		o.posts++
	}
	if o.multi {
		_ = r.ParseMultipartForm(1 << 20)
	} else {
		_ = r.ParseForm() // multipart is not read
	}
	switch name, password := r.PostForm.Get("username"), r.PostForm.Get("password"); {
	case r.Method == http.MethodGet, name == "" && password == "":
		fmt.Fprintf(w, loginPage, o.code(r), "", base)
	case name == "ann" && password == "pw":
		o.logins++
		o.session = fmt.Sprintf("sess%d", o.logins)
		http.SetCookie(w, &http.Cookie{Name: "PHPSESSID", Value: o.session, Path: "/"})
		http.SetCookie(w, &http.Cookie{Name: "lang", Value: "en"})
		if o.redirect {
			http.Redirect(w, r, "/home.php", http.StatusFound)
			return
		}
		fmt.Fprintf(w, loginPage, 0, "2048 MB available", base)
	default:
		fmt.Fprintf(w, loginPage, 2, "Who are you?", base)
	}
}

func (o *oldSite) list(w http.ResponseWriter, r *http.Request) {
	if o.code(r) != 0 {
		http.Redirect(w, r, "/login.php", http.StatusFound)
		return
	}
	fmt.Fprint(w, "<html><body><mediasock value='com.example.old' title='Old' version='1.4'>\n<taxa.list>\n<stat value='0'/>\n")
	for id, title := range o.albums {
		fmt.Fprintf(w, "<item value=%q append=\"media,taxa\" title=%q\n parents=\"\"/>\n", id, title)
	}
	fmt.Fprint(w, "</taxa.list>\n</mediasock></body></html>")
}

func (o *oldSite) upload(w http.ResponseWriter, r *http.Request, base string) {
	if o.expire {
		o.expire, o.session = false, ""
	}
	if o.code(r) != 0 {
		_, _ = io.Copy(io.Discard, r.Body)
		fmt.Fprintf(w, loginPage, 1, "", base)
		return
	}
	if r.URL.RawQuery != "a=1&b=2" {
		http.Error(w, "which form?", http.StatusBadRequest)
		return
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	got := map[string]string{}
	for name, values := range r.MultipartForm.Value {
		got[name] = values[0]
	}
	file, header, err := r.FormFile("media.data")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	content, _ := io.ReadAll(file)
	got["file"], got["content"] = header.Filename, string(content)
	stat, id := 7, ""
	if o.albums[got["media.parents"]] != "" {
		o.uploads = append(o.uploads, got)
		stat, id = 0, fmt.Sprint(122+len(o.uploads))
	}
	fmt.Fprintf(w, "<html><head><!--\n<mediasock value=\"com.example.old\" title=\"Old\" version=\"1.4\">\n<media.append>\n<stat value=\"%d\"/>\n<item value=%q/>\n</media.append>\n</mediasock>\n--></head><body>Thanks for <mediasock>!</body></html>", stat, id)
}

// TestReferenceConversation_MS220_MS228 uploads with auth.hsc and feat.amp to
// pages that know only cookies, whichever forms they read and wherever a login
// leads. The pages' fields have the names of MediaSock (MS-221, MS-223), a list of
// albums is a page too (MS-225), and blocks and cookies are all that the client
// knows of them (MS-227).
func TestReferenceConversation_MS220_MS228(t *testing.T) {
	for _, site := range []*oldSite{{}, {multi: true}, {redirect: true}, {multi: true, redirect: true}} {
		t.Run(fmt.Sprintf("multipart %t redirect %t", site.multi, site.redirect), func(t *testing.T) {
			site.albums = map[string]string{"12": "Holiday"}
			server, c := listen(t, site, false)
			found := discover(t, c, server.URL)
			if got, want := found.Endpoint(), server.URL+"/login.php"; got != want {
				t.Errorf("Endpoint() = %q, want %q (MS-220)", got, want)
			}
			offer := found.Offer()
			if !offer.Sock.Has("feat.amp") || offer.Service.Title != "Old & Faithful" || offer.Stat.Code != mediasock.CodeAuth {
				t.Errorf("Offer() = %+v, want feat.amp, the title and state 1 (MS-222)", offer)
			}
			converse(t, site, found)
		})
	}
}

func converse(t *testing.T, site *oldSite, found *client.Site) {
	t.Helper()
	_, err := found.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "no"})
	if !errors.Is(err, mediasock.ErrCredentials) || !strings.Contains(err.Error(), "Who are you?") {
		t.Errorf("wrong password: %v, want state 2 with the site's message (MS-136)", err)
	}
	signIn(t, found, "ann", "pw")
	posts := site.posts
	s := signIn(t, found, "ann", "pw")
	if site.posts != posts+1 {
		t.Errorf("a later sign-in posts %d forms, want 1: what the site reads is remembered (A-81)", site.posts-posts)
	}
	taxa := taxaOf(t, s)
	if len(taxa) != 1 || taxa[0].ID != "12" || !taxa[0].Append.Has("media") {
		t.Fatalf("TaxaList() = %+v, want album 12 that takes media (MS-165, A-5)", taxa)
	}
	media := &mediasock.Media{Title: "Pier", Parents: mediasock.List{"12"}, Keywords: mediasock.List{"sea", "night"}}
	item, err := s.MediaAppend(t.Context(), media, &bytesData{name: "pier.jpg", content: []byte("\xff\xd8\xff\xd9")})
	if err != nil || item.ID != "123" {
		t.Fatalf("MediaAppend() = %+v, %v, want 123 (MS-224)", item, err)
	}
	got := site.uploads[0]
	if got["media.title"] != "Pier" || got["media.keywords"] != "sea;night" || got["file"] != "pier.jpg" || got["content"] != "\xff\xd8\xff\xd9" {
		t.Errorf("the site got %q", got)
	}
	if got["password"] != "" {
		t.Error("an upload under auth.hsc bears the password")
	}
	if _, err := s.MediaUpdate(t.Context(), &mediasock.Media{ID: "123"}, nil); !errors.Is(err, mediasock.ErrUnsupported) {
		t.Errorf("MediaUpdate = %v, want ErrUnsupported (MS-170)", err)
	}
	site.expire = true
	if _, err := s.MediaAppend(t.Context(), media, text("second")); err != nil {
		t.Errorf("MediaAppend after the session expired: %v, want a new sign-in (A-37)", err)
	}
	media.Parents = mediasock.List{"99"}
	if _, err := s.MediaAppend(t.Context(), media, text("third")); !errors.Is(err, mediasock.ErrUnsupported) {
		t.Errorf("MediaAppend to an unknown album = %v, want state 7 (A-36)", err)
	}
}

func pages(list map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := list[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if strings.HasPrefix(page, "<?xml") || strings.HasPrefix(page, "<mediasock") {
			w.Header().Set("Content-Type", "text/xml")
		} else {
			w.Header().Set("Content-Type", "text/html")
		}
		fmt.Fprint(w, page)
	})
}

const staticBlock = `<mediasock value="com.example" title="Example Service" version="1.4">
<handshake>
<stat value="1" message="" resource="" serial="1"/>
<apis value="flickr.*:http://example.com/services/rest"/>
</handshake>
</mediasock>
`

func TestStaticService_MS11_MS2(t *testing.T) {
	for name, page := range map[string]string{
		"index.xml":              staticBlock,
		"with declaration":       "<?xml version=\"1.0\"?>\n" + staticBlock,
		"index.html in the head": "<html><head>\n<!--\n" + staticBlock + "-->\n</head><body>Hi</body></html>",
		"index.html in the body": "<html><body><div>\n" + staticBlock + "</div></body></html>",
		"MS-25 plain text":       "hello\n" + staticBlock,
	} {
		t.Run(name, func(t *testing.T) {
			server, c := listen(t, pages(map[string]string{"/mediasock/": page}), false)
			site := discover(t, c, server.URL)
			if u, ok := site.Offer().APIs.Lookup("flickr.photosets.create"); !ok || u != "http://example.com/services/rest" {
				t.Errorf("Lookup = %q, %t", u, ok)
			}
			_, err := site.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
			if !errors.Is(err, mediasock.ErrUnsupported) {
				t.Errorf("Handshake at a service that has none = %v, want ErrUnsupported (MS-41)", err)
			}
		})
	}
}

func TestNoService_MS20_MS21_A27(t *testing.T) {
	for name, handler := range map[string]http.Handler{
		"404":                 http.NotFoundHandler(),
		"A-27 soft 404":       pages(map[string]string{"/mediasock/": "<html>Sorry, not found</html>"}),
		"A-27 empty":          pages(map[string]string{"/mediasock/": ""}),
		"an empty block":      pages(map[string]string{"/mediasock/": "<mediasock value='x' title='' version='1.4'></mediasock>"}),
		"the word in a text":  pages(map[string]string{"/mediasock/": "<p>We do not speak &lt;mediasock&gt;</p>"}),
		"a redirect to a 404": http.RedirectHandler("/nowhere", http.StatusFound),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "a redirect to a 404" {
				mux := http.NewServeMux()
				mux.Handle("/mediasock/", handler)
				handler = mux
			}
			server, c := listen(t, handler, false)
			_, err := c.Discover(t.Context(), server.URL)
			if !errors.Is(err, client.ErrNoService) {
				t.Errorf("Discover = %v, want ErrNoService", err)
			}
			ok, err := c.Supports(t.Context(), server.URL)
			if ok || err != nil {
				t.Errorf("Supports = %t, %v, want false, nil (A-15)", ok, err)
			}
		})
	}
}

func TestTypedPageThenEndpoint_A17(t *testing.T) {
	server, c := listen(t, pages(map[string]string{"/about": "<html>about us</html>", "/mediasock/": staticBlock}), false)
	site := discover(t, c, server.URL+"/about")
	if got, want := site.Endpoint(), server.URL+"/mediasock/"; got != want {
		t.Errorf("Endpoint() = %q, want %q", got, want)
	}
}

// TestPlantedBlock_XS5: what other users wrote on a page is not taken for the
// site's own word.
func TestPlantedBlock_XS5(t *testing.T) {
	evil := strings.ReplaceAll(staticBlock, "example.com", "evil.example")
	t.Run("the head wins", func(t *testing.T) {
		page := "<html><head><!--\n" + staticBlock + "--></head><body>" + evil + evil + "</body></html>"
		server, c := listen(t, pages(map[string]string{"/mediasock/": page}), false)
		if u, _ := discover(t, c, server.URL).Offer().APIs.Lookup("flickr.x"); strings.Contains(u, "evil") {
			t.Errorf("Lookup = %q, a planted block's", u)
		}
	})
	t.Run("two in the body", func(t *testing.T) {
		page := "<html><head></head><body>" + evil + staticBlock + "</body></html>"
		server, c := listen(t, pages(map[string]string{"/mediasock/": page}), false)
		if site, err := c.Discover(t.Context(), server.URL); err == nil {
			t.Errorf("Discover = %v, want a refusal of the ambiguous page", site.Offer().APIs)
		}
	})
}

func TestFaultIsTold_A16(t *testing.T) {
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
	}), false)
	_, err := c.Discover(t.Context(), server.URL)
	if !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("Discover = %v, want state 6 (A-33)", err)
	}
}

func TestEndlessRedirect(t *testing.T) {
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	}), false)
	if _, err := c.Discover(t.Context(), server.URL); err == nil {
		t.Error("Discover follows redirects without end")
	}
}

func TestHugePage(t *testing.T) {
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		junk := []byte(strings.Repeat("x", 1<<16))
		for range 160 {
			if _, err := w.Write(junk); err != nil {
				return
			}
		}
		fmt.Fprint(w, staticBlock)
	}), false)
	if _, err := c.Discover(t.Context(), server.URL); err == nil {
		t.Error("Discover reads a page beyond the limit")
	}
}
