package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"sync"
)

// maxBareSVG bounds a drawing that is made bare.
const maxBareSVG = 8 << 20

// svgPattern finds what drawing programs write into the tags of a drawing.
type svgPattern struct{ attribute, picture *regexp.Regexp }

var svgPatterns = sync.OnceValue(func() *svgPattern {
	return &svgPattern{
		attribute: regexp.MustCompile(`\s(?:(?:inkscape|sodipodi):[\w.-]+|(?:xlink:)?href)\s*=\s*(?:"[^"]*"|'[^']*')`),
		picture:   regexp.MustCompile(`data:(?:image|application)/[\w.+-]+;base64`),
	}
})

// bareSVG leaves out comments, metadata, what drawing programs note of themselves and
// of the files of their users. A drawing that holds photographs is refused: what
// these say is out of sight.
func bareSVG(e *edits) error {
	if e.s.size > maxBareSVG {
		return errors.New("the drawing is too large")
	}
	b, err := e.s.at(0, e.s.size)
	if err != nil {
		return err
	}
	if svgPatterns().picture.Match(b) {
		return errors.New("a picture in a drawing")
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return (&svgCutter{edits: e, text: b}).walk(d)
}

// An svgCutter drops parts of a drawing.
type svgCutter struct {
	*edits
	text   []byte
	inside int   // how deep in what is dropped
	from   int64 // where that begins
}

func (c *svgCutter) walk(d *xml.Decoder) error {
	for {
		start := d.InputOffset()
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && c.inside == 0 {
			return nil
		}
		if err == nil {
			err = c.s.step()
		}
		if err != nil {
			return err
		}
		c.token(token, start, d.InputOffset())
	}
}

func (c *svgCutter) token(token xml.Token, start, end int64) {
	switch t := token.(type) {
	case xml.StartElement:
		switch {
		case c.inside > 0:
			c.inside++
		case saysOfItself(t.Name):
			c.inside, c.from = 1, start
		default:
			c.attributes(start, end)
		}
	case xml.EndElement:
		if c.inside > 0 {
			if c.inside--; c.inside == 0 {
				c.drop(c.from, end-c.from)
			}
		}
	case xml.Comment:
		if c.inside == 0 {
			c.drop(start, end-start)
		}
	case xml.ProcInst:
		if c.inside == 0 && t.Target != "xml" && t.Target != "xml-stylesheet" {
			c.drop(start, end-start)
		}
	}
}

// saysOfItself names the elements that are no drawing: metadata in RDF, the window
// of Inkscape, the private data of Illustrator.
func saysOfItself(n xml.Name) bool {
	switch n.Local {
	case "metadata", "namedview", "RDF", "xmpmeta", "pgf", "aipgf", "aipgfRef":
		return true
	}
	return false
}

// attributes drops those of a tag that programs write for themselves, and addresses
// of files of the user's.
func (c *svgCutter) attributes(start, end int64) {
	for _, at := range svgPatterns().attribute.FindAllIndex(c.text[start:end], -1) {
		found := c.text[start+int64(at[0]) : start+int64(at[1])]
		if bytes.Contains(found, []byte("href")) && !bytes.Contains(found, []byte("file:")) {
			continue
		}
		c.drop(start+int64(at[0]), int64(at[1]-at[0]))
	}
}
