package site_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock"
)

// A form of which the end is missing changes nothing: the fields that did not
// arrive are not empty.
func TestFormThatIsCutOffChangesNothing(t *testing.T) {
	h := newHouse(t, nil)
	id := h.add(h.user("ada"), "pier.jpg", photo(), mediasock.Media{Title: "Kept", Caption: "kept too"})
	b := h.signedIn("ada")
	server, err := url.Parse(h.url)
	h.must(err)
	conn, err := net.Dial("tcp", server.Host)
	h.must(err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST /i/%s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\ntitle=Ne",
		id, server.Host, b.http.Jar.Cookies(server)[0])
	h.must(conn.(*net.TCPConn).CloseWrite())
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	h.must(err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a form that was cut off answers %d, want 400", answer.StatusCode)
	}
	b.get("/i/"+id).want(t, "the item", http.StatusOK, "Kept", "kept too")
}

// A form without a field leaves it alone; an empty one clears it.
func TestFormLeavesMissingFieldsAlone(t *testing.T) {
	h := newHouse(t, nil)
	id := h.add(h.user("ada"), "pier.jpg", photo(), mediasock.Media{Title: "Old", Caption: "a caption"})
	b := h.signedIn("ada")
	b.post("/i/"+id, url.Values{"title": {"New"}}).want(t, "a form with a title alone", http.StatusSeeOther)
	b.get("/i/"+id).want(t, "the item", http.StatusOK, "New", "a caption")
	b.post("/i/"+id, url.Values{"caption": {""}}).want(t, "a form with an empty caption", http.StatusSeeOther)
	if page := b.get("/i/" + id); strings.Contains(page.body, "a caption") {
		t.Errorf("the caption was not cleared: %.300s", page.body)
	}
}

// What a stranger sends to a page is not read beyond the size of a form, and
// files in it not at all.
func TestStrangersLeaveNoFiles(t *testing.T) {
	h := newHouse(t, nil)
	const head = "--b\r\nContent-Disposition: form-data; name=\"username\"; filename=\"big\"\r\n\r\n"
	for _, method := range []string{"GET", "POST"} {
		sent := &counted{r: io.MultiReader(strings.NewReader(head), io.LimitReader(endless{}, 128<<20))}
		request, err := http.NewRequestWithContext(t.Context(), method, h.url+"/signin", sent)
		h.must(err)
		request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		if answer, err := http.DefaultClient.Do(request); err == nil {
			answer.Body.Close()
		}
		if n := sent.n.Load(); n > 32<<20 {
			t.Errorf("%s /signin: %d bytes of a stranger's file were taken", method, n)
		}
	}
}

// Pages that show a secret are kept by no cache.
func TestPagesWithSecretsAreNotKept(t *testing.T) {
	h := newHouse(t, nil)
	token, err := h.accounts.SetupToken(t.Context())
	h.must(err)
	setup := h.browser().get("/setup?token=" + token)
	h.user("ada")
	made := h.signedIn("ada").post("/account/app-password", url.Values{"label": {"phone"}, "scope": {"read"}})
	for what, r := range map[string]result{"the setup page": setup, "a new app password": made} {
		if got := r.header.Get("Cache-Control"); r.status != http.StatusOK || got != "no-store" {
			t.Errorf("%s: status %d, Cache-Control %q, want 200, no-store", what, r.status, got)
		}
	}
}

// What depends on who asks, and in which form, says so to caches.
func TestAnswersVary(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b := h.signedIn("ada")
	for path, names := range map[string][]string{
		"/":                     {"Cookie", "Authorization", "X-WSSE"},
		"/search?q=":            {"Cookie", "Authorization", "X-WSSE", "Accept"},
		"/search?q=&format=rss": {"Cookie", "Authorization", "X-WSSE", "Accept"},
	} {
		r := b.do("GET", path, http.Header{"Accept": {"text/html"}}, nil)
		vary := strings.Split(strings.Join(r.header.Values("Vary"), ", "), ", ")
		for _, name := range names {
			if !slices.Contains(vary, name) {
				t.Errorf("GET %s: Vary is %q, want %s in it", path, vary, name)
			}
		}
	}
}

// endless reads as zeros.
type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// counted counts what is read of r.
type counted struct {
	r io.Reader
	n atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}
