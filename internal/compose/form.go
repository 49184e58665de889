package compose

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// ownName is the writer's own library among the names of places.
const ownName = "own"

// A form is what a writer asks for.
type form struct {
	Terms  string
	In     []string // names of places
	Domain string
	Sell   bool // the text will be used commercially
	Change bool // the media will be changed
	Edge   int  // longer edge of pictures in the text
}

// Has reports whether a place is asked.
func (f form) Has(name string) bool { return slices.Contains(f.In, name) }

// maxTerms bounds the terms, in bytes.
const maxTerms = 500

// edges are the sizes of pictures to choose from.
func edges() []int { return []int{320, 640, 1024, 1600} }

// read reads the form. One that was not sent yet asks in all places, one that
// names none in the writer's own.
func (d *Desk) read(r *http.Request) form {
	v := r.URL.Query()
	if r.Method == http.MethodPost {
		v = r.PostForm
	}
	f := form{
		Terms: strings.TrimSpace(v.Get("q")), In: v["in"], Domain: strings.TrimSpace(v.Get("domain")),
		Sell: v.Get("sell") != "", Change: v.Get("change") != "",
	}
	if !v.Has("q") {
		f.In = []string{ownName}
		for _, p := range d.Places {
			f.In = append(f.In, p.Name)
		}
	} else if len(f.In) == 0 && f.Domain == "" {
		f.In = []string{ownName} // a search nowhere finds nothing
	}
	f.Terms, f.Domain = f.Terms[:min(len(f.Terms), maxTerms)], f.Domain[:min(len(f.Domain), 253+8)]
	if f.Edge, _ = strconv.Atoi(v.Get("edge")); !slices.Contains(edges(), f.Edge) {
		f.Edge = 640
	}
	return f
}
