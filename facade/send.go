package facade

import (
	"io"
	"net/http"
	"strconv"
	"time"
)

// Sandbox labels bytes that somebody has uploaded: where a browser shows them,
// nothing in them runs.
func Sandbox(h http.Header, mediaType string) {
	h.Set("Content-Type", mediaType)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}

// Send answers with content of a size, -1 if that is unknown: in ranges where it can
// be sought. Where it breaks off, so does the connection: an answer that ended well
// would pass for the whole.
func Send(w http.ResponseWriter, r *http.Request, content io.Reader, size int64, changed time.Time) {
	if seeker, ok := content.(io.ReadSeeker); ok {
		http.ServeContent(w, r, "", changed, seeker)
		return
	}
	if size >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	}
	if _, err := io.Copy(w, content); err != nil {
		panic(http.ErrAbortHandler)
	}
}
