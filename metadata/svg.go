package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxSVG bounds what is read of a drawing; its size and title come first.
const maxSVG = 256 << 10

// readSVG reads the size and the title of a drawing. Entities that it
// defines are not expanded (XS-1).
func readSVG(s *source, c *claims) error {
	b, err := s.upTo(0, maxSVG)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	inside := ""
	for depth := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.step()
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			inside = t.Name.Local
			if depth == 1 {
				w, h := svgSize(t.Attr)
				c.dimensions(w, h)
			}
			if depth > 2 || depth == 2 && inside != "title" && inside != "desc" && inside != "metadata" {
				return nil // drawing begins
			}
		case xml.EndElement:
			depth, inside = depth-1, ""
		case xml.CharData:
			svgWord(inside, string(t), c)
		}
	}
}

func svgWord(inside, text string, c *claims) {
	switch inside {
	case "title":
		c.say(title, inFile, strings.TrimSpace(text))
	case "desc":
		c.say(caption, inFile, strings.TrimSpace(text))
	}
}

// svgSize takes width and height where they are plain or in pixels, else the
// box that is viewed.
func svgSize(attributes []xml.Attr) (w, h int64) {
	var box []string
	for _, a := range attributes {
		switch a.Name.Local {
		case "width":
			w = pixels(a.Value)
		case "height":
			h = pixels(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
		}
	}
	if (w == 0 || h == 0) && len(box) == 4 {
		return pixels(box[2]), pixels(box[3])
	}
	return w, h
}

func pixels(s string) int64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(v > 0 && v < 1e9) {
		return 0
	}
	return int64(v + 0.5)
}
