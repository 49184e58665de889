package immich

import (
	"io"
	"log/slog"
	"mime"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
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
	facade.Sandbox(h, m.File.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": m.File.Name}))
	facade.Send(x.w, x.r, content, d.Size(), m.File.Updated)
	return written{}, nil
}

// close closes what was read.
func (x *exchange) close(c io.Closer) {
	if err := c.Close(); err != nil {
		x.Logger().LogAttrs(x.r.Context(), slog.LevelWarn, "immich: a file is not closed well", slog.Any("error", err))
	}
}
