package metadata

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// epubPart is how much of a document in a book is read.
const epubPart = 1 << 20

const dublinCore = "http://purl.org/dc/elements/1.1/"

// readEPUB reads what the package document of a book says of it (OM-12): the file
// that the container names, in its elements of the Dublin Core.
func readEPUB(s *source, c *claims) error {
	z, err := zip.NewReader(io.NewSectionReader(s, 0, s.size), s.size)
	if err != nil {
		return err
	}
	var document string
	err = s.elements(z, "META-INF/container.xml", func(_ *xml.Decoder, e *xml.StartElement) error {
		for _, a := range e.Attr {
			if e.Name.Local == "rootfile" && a.Name.Local == "full-path" && document == "" {
				document = a.Value
			}
		}
		return nil
	})
	if err != nil || document == "" {
		return err
	}
	said := map[string][]string{}
	err = s.elements(z, document, func(d *xml.Decoder, e *xml.StartElement) error {
		if e.Name.Space != dublinCore || len(said[e.Name.Local]) >= s.options.MaxList {
			return nil
		}
		var text string
		err := d.DecodeElement(&text, e)
		said[e.Name.Local] = append(said[e.Name.Local], strings.TrimSpace(text))
		return err
	})
	c.book(said)
	return err
}

// book takes what the Dublin Core says. A description is HTML as often as not, and is
// taken where it is not.
func (c *claims) book(said map[string][]string) {
	for name, f := range map[string]field{"title": title, "description": caption, "rights": copyright} {
		if all := said[name]; len(all) > 0 && (name != "description" || !strings.Contains(all[0], "<")) {
			c.say(f, inFile, all[0])
		}
	}
	c.say(author, inFile, strings.Join(said["creator"], ", "))
	c.keywords[inFile] = append(c.keywords[inFile], said["subject"]...)
}

// ReadAt implements io.ReaderAt under the limits of s.
func (s *source) ReadAt(p []byte, off int64) (int, error) {
	b, err := s.at(off, int64(len(p)))
	return copy(p, b), err
}

// elements shows the start of each element of a document in an archive.
func (s *source) elements(z *zip.Reader, name string, show func(*xml.Decoder, *xml.StartElement) error) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, epubPart+1))
	if err == nil && len(b) > epubPart {
		err = fmt.Errorf("%w: %q is longer than %d bytes", ErrLimit, name, epubPart)
	}
	if err == nil {
		err = s.spend(int64(len(b)))
	}
	if err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.step()
		}
		if e, ok := t.(xml.StartElement); ok && err == nil {
			err = show(d, &e)
		}
		if err != nil {
			return err
		}
	}
}
