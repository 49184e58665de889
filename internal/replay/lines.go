package replay

import (
	"fmt"
	"strings"

	"github.com/mediasock/mediasock/atom"
)

// Lines returns what tests of drivers compare: a block of lines for each entry,
// one a fact, and before them what is told of the search.
func Lines(f *atom.Feed) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: total %d, start %d, page %d\n", f.Title, f.Search.TotalResults, f.Search.StartIndex, f.Search.ItemsPerPage)
	for i := range f.Entries {
		b.WriteString("\n" + EntryLines(&f.Entries[i]))
	}
	return b.String()
}

// EntryLines returns the lines of an entry.
func EntryLines(e *atom.Entry) string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		if s := strings.Trim(fmt.Sprintf(format, args...), " "); s != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, s)
		}
	}
	line("id", "%s", e.ID)
	line("title", "%s", e.Title)
	for _, a := range e.Authors {
		line("author", "%s %s", a.Name, a.URI)
	}
	line("published", "%s", e.Published.UTC().Format("2006-01-02T15:04:05Z"))
	line("page", "%s", e.Page())
	line("text", "%s", e.Content.Body)
	for _, l := range e.Licenses(nil) {
		line("licence", "%s", l)
	}
	for _, c := range e.Categories {
		line("tag", "%s", c.Term)
	}
	for _, l := range e.Links {
		if l.Is(atom.RelEnclosure) {
			line("original", "%s %s %d", l.Href, l.Type, l.Length)
		}
	}
	for _, c := range e.Media.Resolve(nil) {
		line("file", "%s %s %s %d bytes %dx%d %gs default %v", c.URL, c.Medium, c.Type, c.FileSize, c.Width, c.Height, c.Duration, c.IsDefault)
		for _, h := range c.Hashes {
			line("hash", "%s %s", h.Algo, h.Value)
		}
	}
	for _, t := range e.Media.Thumbnails {
		line("thumbnail", "%s %dx%d", t.URL, t.Width, t.Height)
	}
	if p := e.Media.Player; p != nil {
		line("player", "%s %dx%d", p.URL, p.Width, p.Height)
	}
	if p := e.Media.Location; p != nil {
		line("place", "%s", p)
	}
	if e.Media.Adult() {
		line("rating", "adult")
	}
	return b.String()
}

// Sound fails the test where an entry lacks what every driver must tell: so a
// conversation seen live is tested, whose words nobody knows before.
func (r *Recorder) Sound(f *atom.Feed) {
	r.t.Helper()
	for i := range f.Entries {
		e := &f.Entries[i]
		if e.ID == "" || e.Title.String() == "" || len(e.Authors) == 0 || e.Authors[0].Name == "" || e.Page() == "" {
			r.t.Errorf("entry %d lacks id, title, author or page:\n%s", i, EntryLines(e))
		}
	}
	for _, req := range r.Requests() {
		if ua := req.UserAgent(); !strings.HasPrefix(ua, "mediasock/") || !strings.Contains(ua, "(+https://") {
			r.t.Errorf("%s: User-Agent %q names no program and contact", req.URL, ua)
		}
	}
}

// Golden compares lines with a file, unless the test records: then, and where
// update is true, the file is written.
func (r *Recorder) Golden(file, got string, update bool) {
	r.t.Helper()
	golden(r.t, file, got, update || *record)
}
