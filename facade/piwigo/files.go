package piwigo

import (
	"errors"
	"mime"
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// sizes are Piwigo's derivatives by their longest edge.
var sizes = []struct {
	name string
	edge int
}{
	{"square", 120}, {"thumb", 144}, {"2small", 240}, {"xsmall", 432}, {"small", 576}, {"medium", 792},
	{"large", 1008}, {"xlarge", 1224}, {"xxlarge", 1656}, {"3xlarge", 2268}, {"4xlarge", 3000},
}

func sizeNames() list {
	l := list{item: "item"}
	for _, s := range sizes {
		l.values = append(l.values, s.name)
	}
	return l
}

// thumb returns the address of a small picture of an image.
func (c *call) thumb(id string) string { return c.picture(id, "thumb") }

func (c *call) picture(id, size string) string {
	return c.Base(c.r) + "/i.php?" + url.Values{"id": {id}, "size": {size}}.Encode()
}

// derivatives tells of the smaller pictures of an image.
func (c *call) derivatives(m *mediasock.Media) object {
	var o object
	for _, s := range sizes {
		w, h := fit(m.File.Width, m.File.Height, s.edge)
		o = append(o, field{s.name, object{{"url", c.picture(m.ID, s.name)}, {"width", w}, {"height", h}}})
	}
	return o
}

// fit returns the size of a picture within an edge.
func fit(w, h, edge int) (int, int) {
	longest := max(w, h)
	if longest <= edge {
		return w, h
	}
	return max(1, w*edge/longest), max(1, h*edge/longest)
}

// open opens a call that is answered by a file, as a caller who may read.
func (g *gallery) open(w http.ResponseWriter, r *http.Request) (*call, string, error) {
	c := &call{gallery: g, w: w, r: r, method: r.URL.Path}
	if err := c.identify(); err != nil {
		return nil, "", err
	}
	query, err := parseForm(r.URL.RawQuery)
	if err != nil {
		return nil, "", err
	}
	c.args = query
	return c, query.get("id"), nil
}

// original serves the bytes of an image as they came.
func (g *gallery) original(w http.ResponseWriter, r *http.Request) {
	if err := g.sendOriginal(w, r); err != nil {
		g.refuse(w, r, err)
	}
}

func (g *gallery) sendOriginal(w http.ResponseWriter, r *http.Request) error {
	c, id, err := g.open(w, r)
	if err != nil {
		return err
	}
	s, err := c.session()
	if err != nil {
		return err
	}
	d, err := mediasock.OpenMedia(r.Context(), s, id)
	if err != nil {
		return err
	}
	content, err := d.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	private(w.Header(), d.Type())
	if value := mime.FormatMediaType("attachment", map[string]string{"filename": d.Name()}); value != "" {
		w.Header().Set("Content-Disposition", value)
	}
	facade.Send(w, r, content, d.Size(), g.Time())
	return nil
}

// derivative serves a picture of an image.
func (g *gallery) derivative(w http.ResponseWriter, r *http.Request) {
	if err := g.sendDerivative(w, r); err != nil {
		g.refuse(w, r, err)
	}
}

func (g *gallery) sendDerivative(w http.ResponseWriter, r *http.Request) error {
	c, id, err := g.open(w, r)
	switch {
	case err != nil:
		return err
	case g.Preview == nil:
		return mediasock.ErrUnsupported
	}
	edge := 144
	for _, s := range sizes {
		if s.name == c.args.get("size") {
			edge = s.edge
		}
	}
	content, err := g.Preview(r.Context(), c.user, id, edge)
	if err != nil {
		return err
	}
	defer content.Close()
	private(w.Header(), "image/jpeg")
	http.ServeContent(w, r, "", g.Time(), content)
	return nil
}

// private labels bytes that are the caller's alone and never run.
func private(h http.Header, mediaType string) {
	facade.Sandbox(h, mediaType)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Authorization, X-PIWIGO-API")
}

// refuse answers a request for a file.
func (g *gallery) refuse(w http.ResponseWriter, r *http.Request, err error) {
	(&call{gallery: g, w: w, r: r, method: r.URL.Path}).note(err)
	f := faultOf(err)
	status := f.code
	switch {
	case errors.Is(err, mediasock.ErrUnsupported), status < 400 || status > 599:
		status = http.StatusNotFound
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, f.text, status)
}
