package gallery

import (
	"io"
	"net/http"
)

// Head writes the beginning of a page whose content another package writes, as far
// as the content.
func (g *Gallery) Head(w io.Writer, r *http.Request, heading, here string) error {
	return g.pages["message"].ExecuteTemplate(w, "head", g.frame(r, heading, here))
}

// Foot writes what comes after the content of such a page.
func (g *Gallery) Foot(w io.Writer, r *http.Request) error {
	return g.pages["message"].ExecuteTemplate(w, "foot", g.frame(r, "", ""))
}
