package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
)

// bytesData is a file in memory under any name.
type bytesData struct {
	name string
	data []byte
}

var _ mediasock.Data = bytesData{}

func (d bytesData) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d.data)), nil }
func (d bytesData) Size() int64                  { return int64(len(d.data)) }
func (d bytesData) Name() string                 { return d.name }
func (d bytesData) Type() string                 { return "image/jpeg" }

// hostileNames would lead out of a folder, command a terminal, or end a markup
// where one is written without care.
var hostileNames = []string{
	"../../../etc/passwd.jpg", `..\..\windows\system32\evil.jpg`, "/etc/passwd", "C:\\boot.ini", "..", ".", "...", ".hidden.jpg",
	"a\x00b.jpg", "a\r\nSet-Cookie: a=b\r\n.jpg", "a\x1b[2J.jpg", "a\tb.jpg", "\u202egpj.exe",
	`--> <script>alert(1)</script>.jpg`, `a"b'c.jpg`, "a;b,c=d.jpg", "%2e%2e%2fa.jpg", "a?b#c.jpg", "CON.jpg", " .jpg", "*|<>:.jpg",
	strings.Repeat("x", 10_000) + ".jpg", strings.Repeat("é", 5_000) + ".jpg", "\xff\xfe.jpg", "",
}

// Hostile names are only names: each file comes back whole, under a name that
// stays in its folder, and the answers stay well formed.
func TestHostileNames_XS6(t *testing.T) {
	h := newHouse(t)
	c := h.connect()
	sent := make(map[[sha256.Size]byte]bool)
	for i, name := range hostileNames {
		data := mediatest.Photo(mediatest.PhotoOptions{Width: 32, Height: 24, Comment: fmt.Sprint(i)})
		m := &mediasock.Media{Caption: name, Keywords: mediasock.List{name + "!"}}
		item, err := c.session.MediaAppend(t.Context(), m, bytesData{name, data})
		if err != nil {
			t.Errorf("MediaAppend of %.40q: %v", name, err)
			continue
		}
		sent[sha256.Sum256(data)] = true
		page := string(get(t, c.session.HTTPClient(), c.site.Origin()+"/i/"+item.ID))
		if strings.Contains(page, "<script>alert") || !strings.Contains(page, "</html>") {
			t.Errorf("the page of %.40q is not well formed", name)
		}
	}
	for range c.session.TaxaList(t.Context()) {
		t.Error("a name has become an album")
	}
	h.checkDownloads(sent)
}

// checkDownloads downloads everything, and compares it with what was sent: as
// many files, the same bytes, nothing outside the folder.
func (h *house) checkDownloads(sent map[[sha256.Size]byte]bool) {
	t := h.t
	t.Helper()
	root := t.TempDir()
	into := filepath.Join(root, "a", "b")
	h.must("", "download", "", "--into", into)
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if sum := sha256.Sum256(data); filepath.Dir(name) != into || !sent[sum] {
			t.Errorf("download has written %q", name)
		} else {
			delete(sent, sum)
		}
		if base := filepath.Base(name); strings.HasPrefix(base, ".") || !utf8.ValidString(base) || strings.ContainsAny(base, "\x00\r\n\x1b") {
			t.Errorf("download has named a file %q", base)
		}
		return err
	})
	if err != nil || len(sent) > 0 {
		t.Errorf("%v; %d files have not come back", err, len(sent))
	}
}

// Broken files and files that lie are kept as they are or refused in words; no
// page, preview or search breaks on them.
func TestHostileFiles(t *testing.T) {
	h := newHouse(t)
	c := h.connect()
	sent := make(map[[sha256.Size]byte]bool)
	for _, f := range mediatest.Hostile() {
		item, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{f.Name, f.Data})
		if err != nil {
			if stat := mediasock.StatOf(err); stat.Code != mediasock.CodeUnsupported || stat.Message == "" {
				t.Errorf("MediaAppend of %s: %v, want it taken, or state 7 with a reason", f.Name, err)
			}
			continue
		}
		sent[sha256.Sum256(f.Data)] = true
		h.checkShown(c, f, item.ID)
	}
	h.checkDownloads(sent)
	h.must("ada", "user", "list", "--data", h.data)
}

// checkShown asks for all that shows an item.
func (h *house) checkShown(c *connection, f mediatest.File, id string) {
	t := h.t
	t.Helper()
	web, origin := c.session.HTTPClient(), c.site.Origin()
	get(t, web, origin+"/i/"+id)
	get(t, web, origin+"/atom/"+id)
	for path, dangerous := range map[string]bool{"/media/" + id: f.Type == "text/html" || f.Type == "image/svg+xml", "/thumb/" + id: false} {
		response, err := web.Get(origin + path)
		if err != nil {
			t.Errorf("%s: GET %s: %v", f.Name, path, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s: GET %s: %s", f.Name, path, response.Status)
		}
		if inline := strings.HasPrefix(response.Header.Get("Content-Disposition"), "inline"); dangerous && inline {
			t.Errorf("%s: GET %s is shown inline as %s", f.Name, path, response.Header.Get("Content-Type"))
		}
	}
}
