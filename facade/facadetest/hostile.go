package facadetest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock"
)

// heavyPart is from how many bytes on a request carries a part of a file.
const heavyPart = 32 << 10

// cut breaks the connection in the first and in the last request that carries
// the file: soon, in the middle, one byte before its end.
func cut(h *House) {
	s, ctx := h.session(h.T, "ada", mediasock.ScopeManage), h.T.Context()
	h.tap.arm(heavyPart, -1, nil)
	_, err := s.MediaAppend(ctx, &mediasock.Media{Title: "whole"}, h.file(h.o.Size))
	must(h.T, err)
	parts := h.tap.disarm()
	if parts == 0 {
		h.T.Fatalf("no request carries %d bytes of the file", heavyPart)
	}
	for _, at := range []int{0, parts - 1} {
		for _, share := range []float64{0, 0.5, 1} {
			h.cutOnce(s, at, share)
		}
	}
}

// cutOnce cuts an upload, looks that nothing is there, and sends it whole.
func (h *House) cutOnce(s mediasock.Session, at int, share float64) {
	h.T.Helper()
	ctx, file, before := h.T.Context(), h.file(h.o.Size), len(h.Items())
	what := fmt.Sprintf("an upload that is cut in part %d after %g of it", at, share)
	h.tap.arm(heavyPart, at, func(length int64) int64 {
		if length < 0 {
			length = int64(h.o.Size)
		}
		return max(1, int64(share*float64(length))-1)
	})
	item, err := s.MediaAppend(ctx, &mediasock.Media{Title: "cut"}, file)
	h.tap.disarm()
	h.Idle()
	if err == nil {
		h.T.Errorf("%s gives the item %v", what, item)
	}
	if n := len(h.Items()); n != before {
		h.T.Errorf("%s leaves an item", what)
	}
	if item, err = s.MediaAppend(ctx, &mediasock.Media{Title: "whole"}, file); err != nil {
		h.T.Fatalf("after %s: %v", what, err)
	}
	for _, m := range h.Items() {
		if h.told(m.ID.String()) == item.ID && m.Digest != sha256.Sum256(file.bytes) {
			h.T.Errorf("after %s the item has other bytes", what)
		}
	}
}

// told returns what the driver calls an item of the library's.
func (h *House) told(id string) string {
	if h.o.ID == nil {
		return id
	}
	return h.o.ID(id, false)
}

// longWords are taken or refused, and never break anything.
func longWords(h *House) {
	s, ctx := h.session(h.T, "ada", mediasock.ScopeManage), h.T.Context()
	long := strings.Repeat("long ", 400_000)
	many := make(mediasock.List, 20_000)
	for i := range many {
		many[i] = fmt.Sprint("word", i)
	}
	for name, m := range map[string]*mediasock.Media{
		"title": {Title: long}, "caption": {Caption: long}, "note": {Note: long}, "keywords": {Keywords: many},
		"keyword": {Keywords: mediasock.List{long}}, "parents": {Parents: many},
	} {
		before := len(h.Items())
		if item, err := s.MediaAppend(ctx, m, h.file(2000)); err != nil && len(h.Items()) != before {
			h.T.Errorf("MediaAppend with a long %s = %v, %v, and leaves an item", name, item, err)
		}
	}
	for name, t := range map[string]*mediasock.Taxon{"title": {Title: long}, "caption": {Title: "x", Caption: long}} {
		if item, err := s.TaxaAppend(ctx, t); err == nil && name == "title" && len(item.Title) > 100_000 {
			h.T.Errorf("TaxaAppend takes a title of %d bytes", len(item.Title))
		}
	}
}

// changed sends bob's own requests with other bodies and other values: no answer
// is a fault of the service's, and ada's things stay.
func changed(h *House) {
	h.tour("ada")
	before := h.facts("ada")
	requests := h.tour("bob")
	for _, s := range requests {
		for what, body := range hostileBodies(s.header.Get("Content-Type")) {
			r := s.request(h, body)
			h.sound(s.method+" "+s.url.Path+" with "+what, r)
		}
		for _, value := range []string{"", "-1", "0", "987654321", "99999999999999999999999", "../../etc/passwd", "\x00", "%", "'\"<&", strings.Repeat("9", 8000)} {
			r := s.request(h, nil)
			q := r.URL.Query()
			for name := range q {
				q.Set(name, value)
			}
			r.URL.RawQuery = q.Encode()
			h.sound(fmt.Sprintf("%s %s with parameters %.20q", s.method, s.url.Path, value), r)
		}
	}
	for _, q := range h.o.Hostile {
		r, err := http.NewRequestWithContext(h.T.Context(), q.Method, h.URL+q.Path, strings.NewReader(q.Body))
		must(h.T, err)
		r.Header = requests[len(requests)-1].header.Clone()
		r.Header.Set("Content-Type", cmp.Or(q.Type, "application/x-www-form-urlencoded"))
		h.sound(fmt.Sprintf("%s %.60s", q.Method, q.Path), r)
	}
	h.Idle()
	if after := h.facts("ada"); after != before {
		h.T.Errorf("what ada has was\n%sand is, after bob's requests,\n%s", before, after)
	}
}

// sound sends a request and checks that it is no fault.
func (h *House) sound(what string, r *http.Request) {
	h.T.Helper()
	logged := len(h.log.String())
	status, text := h.send(r)
	if strings.Contains(h.log.String()[logged:], "level=ERROR") {
		h.T.Errorf("%s is a fault of the service's: %d %.200s\n%.500s", what, status, text, h.log.String()[logged:])
	}
}

// hostileBodies are bodies that no client sends.
func hostileBodies(mediaType string) map[string][]byte {
	part := "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nv\r\n"
	all := map[string][]byte{
		"an empty body": {}, "a byte": {'{'}, "zeros": make([]byte, 4096),
		"deep arrays": bytes.Repeat([]byte("["), 200_000), "deep objects": bytes.Repeat([]byte(`{"a":`), 50_000),
		"deep elements": bytes.Repeat([]byte("<a>"), 100_000),
		"many fields":   bytes.Repeat([]byte("a=b&"), 50_000),
		"deep names":    []byte("a" + strings.Repeat("[b]", 50_000) + "=c"),
		"a long field":  []byte("name=" + strings.Repeat("x", 3<<20)),
	}
	if strings.HasPrefix(mediaType, "multipart/") {
		boundary := mediaType[strings.LastIndex(mediaType, "=")+1:]
		part = strings.ReplaceAll(part, "--x", "--"+boundary)
		all["many parts"] = []byte(strings.Repeat(part, 20_000) + "--" + boundary + "--\r\n")
		all["a part without an end"] = []byte(part[:len(part)-5])
		all["no part"] = []byte("--" + boundary + "--\r\n")
	}
	return all
}
