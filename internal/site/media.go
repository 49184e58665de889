package site

import (
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// original serves the bytes of an item as they came, whole or in ranges.
func (s *Site) original(w http.ResponseWriter, r *http.Request) error {
	id, ok := library.ParseID(r.PathValue("id"))
	if !ok {
		return mediasock.ErrUnknownItem
	}
	m, content, err := s.Library.OpenOriginal(r.Context(), viewer(r), id)
	if errors.Is(err, library.ErrConcealed) {
		return s.standIn(w, r, m, err)
	}
	if err != nil {
		return err
	}
	defer content.Close()
	tag := hex.EncodeToString(m.Digest[:])
	if m.Concealed() {
		tag += "-bare"
	}
	s.serveOriginal(w, r, m, tag, content)
	return nil
}

// standIn serves the film that was made of one, or the largest preview of a
// picture, whose file cannot be given because of what it says; concealed is why.
func (s *Site) standIn(w http.ResponseWriter, r *http.Request, m *library.Media, concealed error) error {
	if m.Kind == "video" && s.previews.streamed(r.Context(), m) {
		return s.play(w, r)
	}
	if m.Kind != "image" {
		return concealed
	}
	size := library.PreviewEdges()[len(library.PreviewEdges())-1]
	content, err := s.previews.open(r.Context(), m, size)
	if undecodable(err) {
		return concealed
	}
	if err != nil {
		return err
	}
	defer content.Close()
	shown := *m
	shown.Type, shown.Name = "image/jpeg", withEnding(m.Name, ".jpg")
	s.serveOriginal(w, r, &shown, hex.EncodeToString(m.Digest[:])+"-"+strconv.Itoa(size), content)
	return nil
}

// withEnding returns a file's name with another ending.
func withEnding(name, ending string) string {
	return strings.TrimSuffix(name, path.Ext(name)) + ending
}

// serveOriginal serves bytes as what m is.
func (s *Site) serveOriginal(w http.ResponseWriter, r *http.Request, m *library.Media, tag string, content io.ReadSeeker) {
	h := w.Header()
	h.Set("Content-Type", m.Type)
	h.Set("Content-Disposition", disposition(m))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", `"`+tag+`"`)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Authorization, X-WSSE")
	shareable(r, h)
	http.ServeContent(w, r, "", m.Updated, content)
}

// shown are the types that a browser may show by itself: pictures, films and
// sound that cannot carry a script. All else is a download, SVG and HTML above
// all (XS-6).
var shown = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "image/avif": true,
	"image/bmp": true, "video/mp4": true, "video/webm": true, "video/quicktime": true,
	"audio/mpeg": true, "audio/mp4": true, "audio/ogg": true, "audio/flac": true, "audio/wav": true, "audio/x-wav": true,
}

// disposition says how a browser takes an original, and under which name.
func disposition(m *library.Media) string {
	kind := "attachment"
	if shown[m.Type] {
		kind = "inline"
	}
	if value := mime.FormatMediaType(kind, map[string]string{"filename": m.Name}); value != "" {
		return value
	}
	return kind
}

// shareable lets pages of other sites show what a stranger is given, as the texts
// of /compose and readers of feeds do. What is shown to one who signed in stays
// where it is.
func shareable(r *http.Request, h http.Header) {
	if userOf(r.Context()) == nil {
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
}
