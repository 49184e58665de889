package site_test

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

func TestOriginalIsServedAsItCame(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	want := photo()
	id := h.add(u, "pier.jpg", want, mediasock.Media{})
	b := h.signedIn("ada")
	whole := b.get("/media/" + id)
	if whole.status != http.StatusOK || whole.body != string(want) {
		t.Errorf("GET /media/ answers %d and %d bytes, want 200 and the %d that came", whole.status, len(whole.body), len(want))
	}
	part := b.do("GET", "/media/"+id, http.Header{"Range": {"bytes=100-199"}}, nil)
	if part.status != http.StatusPartialContent || part.body != string(want[100:200]) {
		t.Errorf("a range answers %d and %d bytes, want 206 and bytes 100 to 199", part.status, len(part.body))
	}
	b.do("GET", "/media/"+id, http.Header{"Range": {"bytes=9999999-"}}, nil).want(t, "a range past the end", http.StatusRequestedRangeNotSatisfiable)
	b.do("GET", "/media/"+id, http.Header{"If-None-Match": {whole.header.Get("ETag")}}, nil).want(t, "a second visit", http.StatusNotModified)
	if head := b.do("HEAD", "/media/"+id, nil, nil); head.status != http.StatusOK || head.header.Get("Content-Length") != whole.header.Get("Content-Length") {
		t.Errorf("HEAD answers %d, %v", head.status, head.header)
	}
}

// What could run in the site's name is a download in a sandbox (XS-6).
func TestActiveContentIsADownload_XS6(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	b := h.signedIn("ada")
	for name, data := range map[string][]byte{
		"drawing.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"page.html":   []byte(`<!DOCTYPE html><html><script>alert(1)</script></html>`),
		"page.jpg":    []byte(`<!DOCTYPE html><html><body>named as a photograph</body></html>`),
		"data.xml":    []byte(`<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>1</script></x>`),
	} {
		r := b.get("/media/" + h.add(u, name, data, mediasock.Media{}))
		if !strings.HasPrefix(r.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: Content-Disposition %q, want attachment", name, r.header.Get("Content-Disposition"))
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(r.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: headers %v, want nosniff and a sandbox", name, r.header)
		}
	}
}

func TestHostileFileNamesStayInTheHeader(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	b := h.signedIn("ada")
	for i, name := range []string{"a\r\nX-Evil: 1.jpg", `"quoted".jpg`, "../../etc/passwd", "--> <script>.jpg", strings.Repeat("n", 10_000) + ".jpg", "übung 写真.jpg"} {
		data := mediatest.Photo(mediatest.PhotoOptions{Title: strings.Repeat("x", i+1)})
		r := b.get("/media/" + h.add(u, name, data, mediasock.Media{}))
		if r.status != http.StatusOK || r.header.Get("X-Evil") != "" || r.body != string(data) {
			t.Errorf("name %.20q: %d, header %v", name, r.status, r.header)
		}
		if d := r.header.Get("Content-Disposition"); strings.Contains(d, "/etc") || strings.ContainsAny(d, "\r\n") {
			t.Errorf("name %.20q: Content-Disposition %q", name, d)
		}
	}
}

func TestPreviewsAreMadeWhenAskedFor(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	b := h.signedIn("ada")
	id := h.add(u, "big.jpg", mediatest.Photo(mediatest.PhotoOptions{Width: 800, Height: 1200, Orientation: 6}), mediasock.Media{})
	for wish, edge := range map[string]int{"": 640, "?size=1": 320, "?size=320": 320, "?size=321": 640, "?size=99999": 1200, "?size=x": 640} {
		r := b.get("/thumb/" + id + wish)
		config, err := jpeg.DecodeConfig(strings.NewReader(r.body))
		if err != nil || r.status != http.StatusOK || config.Height != edge || config.Width >= config.Height {
			t.Errorf("/thumb%s answers %d, %+v (%v), want an upright picture %d high", wish, r.status, config, err, edge)
		}
	}
	tag := b.get("/thumb/" + id).header.Get("ETag")
	b.do("GET", "/thumb/"+id, http.Header{"If-None-Match": {tag}}, nil).want(t, "a second visit", http.StatusNotModified)
	note := h.add(u, "note.txt", []byte("a note"), mediasock.Media{})
	b.get("/thumb/"+note).want(t, "the preview of a note", http.StatusNotFound, "<svg")
	broken := h.add(u, "broken.jpg", bytes.Repeat([]byte{0xff, 0xd8, 0xff, 0xe0}, 9), mediasock.Media{})
	b.get("/thumb/"+broken).want(t, "the preview of a broken picture", http.StatusNotFound, "<svg")
}

// A preview of which a power cut left a part, or none of its bytes, is made anew.
func TestPreviewsThatAreNotWholeAreMadeAnew(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	b := h.signedIn("ada")
	id := h.add(u, "pier.jpg", photo(), mediasock.Media{})
	n, _ := library.ParseID(id)
	m, err := h.library.Media(t.Context(), library.ViewerOf(u), n)
	h.must(err)
	whole := b.get("/thumb/" + id).body
	for name, left := range map[string]string{
		"nothing": "", "a byte": whole[:1], "a half": whole[:len(whole)/2], "zeros": strings.Repeat("\x00", len(whole)),
	} {
		h.must(h.library.Previews().PutPreview(t.Context(), m.Digest, library.ThumbEdge, strings.NewReader(left)))
		if got := b.get("/thumb/" + id); got.status != http.StatusOK || got.body != whole {
			t.Errorf("%s left of a preview: status %d, %d bytes, want 200 and the %d of the whole", name, got.status, len(got.body), len(whole))
		}
	}
}

func TestStrangersAreAskedToSignIn(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	id := h.add(u, "pier.jpg", photo(), mediasock.Media{})
	stranger := h.browser()
	for _, path := range []string{"/media/" + id, "/thumb/" + id, "/atom/" + id, "/media/1"} {
		r := stranger.get(path)
		if r.status != http.StatusUnauthorized || len(r.header.Values("WWW-Authenticate")) == 0 {
			t.Errorf("%s answers a stranger %d with challenges %q, want 401 with some", path, r.status, r.header.Values("WWW-Authenticate"))
		}
	}
	h.show(u, id, library.Public)
	for _, path := range []string{"/media/" + id, "/thumb/" + id, "/atom/" + id, "/i/" + id} {
		stranger.get(path).want(t, path+" when it is public", http.StatusOK)
	}
}

func TestHealth(t *testing.T) {
	h := newHouse(t, nil)
	b := h.browser()
	b.get("/healthz").want(t, "/healthz", http.StatusOK, "ok")
	b.get("/readyz").want(t, "/readyz", http.StatusOK, "ok")
	b.get("/metrics").want(t, "/metrics", http.StatusOK, "mediasock_requests_total", `route="GET /healthz"`, "mediasock_jobs_waiting")
}

func TestLogHoldsNoSecrets_XS4(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	b := h.signedIn("ada")
	m := h.show(u, h.add(u, "pier.jpg", photo(), mediasock.Media{}), library.Link)
	b.get("/i/" + m.ID.String() + "?link=" + m.Link)
	h.browser().do("GET", "/account", basicAuth("ada", "not-the-password"), nil)
	for _, secret := range []string{password, m.Link, "not-the-password"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(h.log.String(), "path=/i/"+m.ID.String()) {
		t.Errorf("the log lacks the request: %s", h.log)
	}
}
