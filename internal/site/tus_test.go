package site_test

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/library"
)

// Uploads in parts are announced, and take the sign-in that every URL takes.
func TestTus_MS28(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b := h.signedIn("ada")
	b.get("/mediasock/").want(t, "the handshake", http.StatusOK, "tus.*:"+h.url+"/tus/")
	data := photo()
	header := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {"5"}}
	if r := h.browser().do("POST", "/tus/", header, nil); r.status != http.StatusUnauthorized || len(r.header.Values("WWW-Authenticate")) == 0 {
		t.Errorf("a stranger's POST: %d %v, want 401 with a challenge", r.status, r.header)
	}
	foreign := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {"5"}, "Sec-Fetch-Site": {"cross-site"}}
	b.do("POST", "/tus/", foreign, nil).want(t, "a POST that another site makes", http.StatusForbidden)
	header = http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {strconv.Itoa(len(data))}, "Content-Type": {"application/offset+octet-stream"}}
	r := b.do("POST", "/tus/", header, bytes.NewReader(data))
	r.want(t, "a POST with the whole file", http.StatusCreated)
	if location := r.header.Get("Location"); !strings.HasPrefix(location, h.url+"/tus/") {
		t.Errorf("Location = %q, want one below %s/tus/", location, h.url)
	}
	n, _ := library.ParseID(r.header.Get("X-Mediasock-Item"))
	m, err := h.library.Media(t.Context(), library.ViewerOf(h.find("ada")), n)
	h.must(err)
	if m.Size != int64(len(data)) || m.Type != "image/jpeg" || m.Visibility != library.Private {
		t.Errorf("the item is %+v", m)
	}
}

// An upload that does not fit into the user's quota is refused when it is
// announced, before its first byte, in words.
func TestTus_Quota(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	id, _ := library.ParseID(u.ID)
	h.must(h.accounts.SetQuota(t.Context(), id, 5000))
	header := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {"5001"}}
	b := h.signedIn("ada")
	b.do("POST", "/tus/", header, nil).want(t, "a POST beyond the quota", http.StatusServiceUnavailable, "does not fit")
	header.Set("Upload-Length", "5000")
	b.do("POST", "/tus/", header, nil).want(t, "a POST within the quota", http.StatusCreated)
}
