package openmedia

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// document is an answer that is whole before it is sent.
type document struct {
	mediaType string
	body      []byte
}

// private marks an answer that depends on who asks (OA-13). It is checked anew
// each time it is shown; the conditional request makes that cheap.
func private(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Add("Vary", strings.Join(varying, ", "))
	if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" || r.Header.Get("X-WSSE") != "" {
		header.Set("Cache-Control", "private, no-cache")
		return
	}
	if header.Get("Cache-Control") == "" { // or who serves the request knows better
		header.Set("Cache-Control", "no-cache")
	}
}

// write sends the document: compressed where that is accepted and worth it,
// under a strong ETag, or as 304 where the client has it already (AT-17).
func (h *Handler) write(w http.ResponseWriter, r *http.Request, doc document) {
	header := w.Header()
	header.Set("Content-Type", doc.mediaType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Add("Vary", "Accept-Encoding")
	sum := sha256.Sum256(doc.body)
	tag := hex.EncodeToString(sum[:16])
	now := h.now()
	since := h.lasting.since(r, tag, now)
	compress := len(doc.body) > 1024 && acceptsGzip(r.Header.Get("Accept-Encoding"))
	if compress {
		tag += "-gzip" // a strong tag names bytes, so each coding has its own
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("ETag", `"`+tag+`"`)
	if !since.After(now) {
		header.Set("Last-Modified", since.UTC().Format(http.TimeFormat))
	}
	if unchanged(r, tag, since) {
		header.Del("Content-Type")
		header.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := doc.body
	if compress {
		body = h.compress(body)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		w.Write(body) //nolint:errcheck // a client that went away is no fault of ours
	}
}

// unchanged reports whether the client has the document, by its tag, else, if
// it sent none, by the date since which it is what it is.
func unchanged(r *http.Request, tag string, since time.Time) bool {
	if list := r.Header.Get("If-None-Match"); list != "" {
		for t := range strings.SplitSeq(list, ",") {
			t = strings.TrimPrefix(strings.TrimSpace(t), "W/")
			if t == "*" || t == `"`+tag+`"` {
				return true
			}
		}
		return false
	}
	has, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !since.After(has)
}

func (h *Handler) compress(body []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(body) / 4)
	z, ok := h.gzip.Get().(*gzip.Writer)
	if !ok {
		z, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed)
	}
	z.Reset(&b)
	z.Write(body) //nolint:errcheck // a bytes.Buffer takes everything
	z.Close()     //nolint:errcheck
	h.gzip.Put(z)
	return b.Bytes()
}

// acceptsGzip reads an Accept-Encoding header; q=0 refuses.
func acceptsGzip(header string) bool {
	for coding := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, "gzip") && name != "*" {
			continue
		}
		_, q, weighted := strings.Cut(weight, "=")
		n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !weighted || err == nil && n > 0
	}
	return false
}
