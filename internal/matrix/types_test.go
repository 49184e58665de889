package matrix

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/server"
)

// TestTypes_A55_MS214_MS218: a service takes by content what it announces, and a
// client can tell before it sends.
func TestTypes_A55_MS214_MS218(t *testing.T) {
	const (
		jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
		png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
		text = "only words"
		html = "<!DOCTYPE html><html><body>words</body></html>"
		pdf  = "%PDF-1.4\n"
		flac = "fLaC\x00\x00\x00\x22"
	)
	names := map[string]string{jpeg: "image/jpeg", png: "image/png", text: "text/plain", html: "text/html", pdf: "application/pdf", flac: "audio/flac"}
	v := enter(t, nil)
	for _, tt := range []struct {
		name  string
		types []string
		takes []string
	}{
		{"MS-215 none", nil, []string{jpeg, png, text, html, pdf, flac}},
		{"MS-215 any", []string{"type.any"}, []string{jpeg, png, text, html, pdf, flac}},
		{"A-55 a class", []string{"type.img"}, []string{jpeg, png}},
		{"A-55 a class with a format of it", []string{"type.img", "type.image/jpeg"}, []string{jpeg}},
		{"A-55 a format alone", []string{"type.image/png"}, []string{png}},
		{"A-55 a format of one class and another class", []string{"type.image/png", "type.aud"}, []string{png, flac}},
		{"A-55 a wildcard", []string{"type.image/*"}, []string{jpeg, png}},
		{"MS-219 classes of text", []string{"type.txt", "type.rtf"}, []string{text, html}},
		{"MS-219 documents", []string{"type.doc"}, []string{pdf}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := enterAs(v, func(h *server.Handler) {
				h.Types, h.Backend = tt.types, anyType{h.Backend}
			})
			for content, mediaType := range names {
				want, sock := mediasock.CodeUnsupported, w.Offer().Sock
				if slices.Contains(tt.takes, content) {
					want = mediasock.CodeSuccess
				}
				_, err := w.MediaAppend(t.Context(), &mediasock.Media{}, file{content + strings.Repeat(" ", 20) + tt.name})
				state(t, "MediaAppend of "+mediaType, err, want)
				if accepts := sock.Accepts(mediaType); accepts != (want == mediasock.CodeSuccess) {
					t.Errorf("MS-218 Accepts(%q) = %v of %v, but the service answers state %d", mediaType, accepts, sock, want)
				}
			}
		})
	}
}

// anyType hides what the library's sessions say of media types themselves.
type anyType struct{ server.Backend }

func (a anyType) Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error) {
	s, err := a.Backend.Session(ctx, u)
	if err != nil {
		return nil, err
	}
	return untyped{s}, nil
}

type untyped struct{ mediasock.Session }

func (u untyped) Offer() *mediasock.Handshake {
	o := *u.Session.Offer()
	o.Sock = slices.DeleteFunc(slices.Clone(o.Sock), func(token string) bool { return strings.HasPrefix(token, "type.") })
	return &o
}
