package immich

import (
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/mediasock/mediasock"
)

// The edges of previews, in pixels.
var edges = map[string]int{"": 320, "thumbnail": 320, "preview": 1600, "fullsize": 1600, "original": 1600}

// thumbnail shows an item.
func (x *exchange) thumbnail() (any, error) {
	m, err := x.item(x.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	edge, ok := edges[x.r.URL.Query().Get("size")]
	if !ok {
		return nil, &refusal{http.StatusBadRequest, "there is no such size"}
	}
	none := &refusal{http.StatusNotFound, "the asset has no picture"}
	if x.Preview == nil {
		return nil, none
	}
	content, err := x.Preview(x.r.Context(), x.user, m.ID, edge)
	if err == error(mediasock.ErrUnsupported) {
		err = none
	}
	if err != nil {
		return nil, err
	}
	defer x.close(content)
	x.w.Header().Set("Content-Type", "image/jpeg")
	x.w.Header().Set("Cache-Control", "private, max-age=86400")
	http.ServeContent(x.w, x.r, "", m.File.Updated, content)
	return written{}, nil
}

// original sends the bytes of an item, whole or in ranges: as a download, for
// nothing that somebody has uploaded is run or shown here.
func (x *exchange) original() (any, error) {
	m, err := x.item(x.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	d, err := mediasock.OpenMedia(x.r.Context(), x.session, m.ID)
	if err != nil {
		return nil, err
	}
	content, err := d.Open()
	if err != nil {
		return nil, err
	}
	defer x.close(content)
	h := x.w.Header()
	h.Set("Content-Type", m.File.Type)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": m.File.Name}))
	x.send(content, d.Size(), m.File.Updated)
	return written{}, nil
}

// send sends content.
func (x *exchange) send(content io.Reader, size int64, changed time.Time) {
	if seeker, ok := content.(io.ReadSeeker); ok {
		http.ServeContent(x.w, x.r, "", changed, seeker)
		return
	}
	if size >= 0 {
		x.w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	}
	if _, err := io.Copy(x.w, content); err != nil {
		panic(http.ErrAbortHandler) // an answer that ended well would pass for the whole
	}
}

// close closes what was read.
func (x *exchange) close(c io.Closer) {
	if err := c.Close(); err != nil {
		x.Logger().LogAttrs(x.r.Context(), slog.LevelWarn, "immich: a file is not closed well", slog.Any("error", err))
	}
}
