package metadata

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
)

// How much of a PDF is held at a time.
const (
	pdfBlock = 64 << 10
	maxDict  = 1 << 20
	maxTable = 8 << 20 // between two objects, which tables of offsets are
)

// A pdfCutter walks the objects of a PDF from the first byte on, those of earlier
// versions of the document too, and overwrites what they say of it. No byte moves,
// so that all offsets stay right.
type pdfCutter struct {
	*edits
	infos map[int]bool      // numbers of the dictionaries that are called Info
	dicts map[int][]pdfDict // objects that could be one, or a text in one
}

// A pdfDict is a dictionary, or a text, where it stands.
type pdfDict struct {
	off  int64
	text []byte
}

// barePDF blanks the Info dictionary, the packets of XMP and what cameras wrote
// into photographs. It refuses what it could not keep whole or does not see into:
// encrypted and signed documents, attached files, an Info in a compressed object.
func barePDF(e *edits) error {
	c := &pdfCutter{edits: e, infos: map[int]bool{}, dicts: map[int][]pdfDict{}}
	if err := c.walk(); err != nil {
		return err
	}
	texts := map[int]bool{} // that Info dictionaries refer to
	for number := range c.infos {
		if err := c.blankObject(number, texts); err != nil {
			return err
		}
	}
	for number := range texts {
		if !c.infos[number] {
			if err := c.blankObject(number, map[int]bool{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// blankObject blanks an object in all its versions, and notes to which it refers.
func (c *pdfCutter) blankObject(number int, refers map[int]bool) error {
	if len(c.dicts[number]) == 0 {
		return errors.New("the Info dictionary is not in sight")
	}
	for _, d := range c.dicts[number] {
		c.blankWords(d, refers)
	}
	return nil
}

func (c *pdfCutter) walk() error {
	for at := int64(0); ; {
		next, err := c.find("obj", at)
		if err != nil {
			return err
		}
		if err := c.between(at, next); err != nil || next == c.s.size {
			return err
		}
		if at, err = c.object(next); err != nil {
			return err
		}
	}
}

// find returns where a text stands next, or the end of the file.
func (c *pdfCutter) find(text string, from int64) (int64, error) {
	for from < c.s.size {
		b, err := c.s.upTo(from, pdfBlock)
		if err != nil {
			return 0, err
		}
		if i := bytes.Index(b, []byte(text)); i >= 0 {
			return from + int64(i), nil
		}
		if from += int64(len(b) - len(text) + 1); len(b) < pdfBlock {
			break
		}
	}
	return c.s.size, nil
}

// between looks at what stands between two objects: trailers name the Info.
func (c *pdfCutter) between(from, to int64) error {
	if to-from > maxTable {
		return errors.New("a table is too long")
	}
	b, err := c.s.at(from, to-from)
	if err != nil {
		return err
	}
	return c.named(b)
}

// named notes the Info that a trailer names, and refuses what it tells of the whole.
func (c *pdfCutter) named(b []byte) error {
	for _, m := range pdfPatterns().info.FindAllSubmatch(b, 64) {
		number, err := strconv.Atoi(string(m[1]))
		if err != nil {
			return err
		}
		c.infos[number] = true
	}
	if pdfPatterns().closed.Match(b) {
		return errors.New("encrypted, signed or with attached files")
	}
	return nil
}

// object reads the object whose keyword stands at a place, and returns where the
// next may begin.
func (c *pdfCutter) object(at int64) (next int64, err error) {
	next = at + 3
	head, err := c.s.at(max(0, at-24), min(24, at))
	if err != nil {
		return 0, err
	}
	m := pdfPatterns().number.FindSubmatch(head)
	if m == nil {
		return next, nil // the end of one
	}
	number, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0, err
	}
	d, err := c.value(next)
	if err != nil || d == nil {
		return next, err
	}
	next = d.off + int64(len(d.text))
	if len(d.text) < 64<<10 && len(c.dicts) < 1<<20 {
		c.dicts[number] = append(c.dicts[number], *d)
	}
	if err := c.named(d.text); err != nil {
		return 0, err
	}
	return c.stream(d, next)
}

// value reads the dictionary or the text that follows, nil if something else does.
func (c *pdfCutter) value(from int64) (*pdfDict, error) {
	for size := int64(4 << 10); ; size *= 16 {
		b, err := c.s.upTo(from, size)
		if err != nil {
			return nil, err
		}
		start := len(b) - len(bytes.TrimLeft(b, pdfSpace))
		end, known := pdfValueEnd(b[start:])
		switch {
		case !known:
			return nil, nil
		case end > 0:
			return &pdfDict{from + int64(start), b[start : start+end]}, nil
		case int64(len(b)) < size || size > maxDict:
			return nil, errors.New("an object has no end")
		}
	}
}

const pdfSpace = " \t\r\n\f\x00"

// stream reads the stream that may follow a dictionary.
func (c *pdfCutter) stream(d *pdfDict, from int64) (next int64, err error) {
	b, err := c.s.upTo(from, 64)
	if err != nil {
		return 0, err
	}
	rest := bytes.TrimLeft(b, pdfSpace)
	if !bytes.HasPrefix(rest, []byte("stream")) {
		return from, nil
	}
	body := from + int64(len(b)-len(rest)+len("stream"))
	switch rest = rest[len("stream"):]; {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		body += 2
	case bytes.HasPrefix(rest, []byte("\n")), bytes.HasPrefix(rest, []byte("\r")):
		body++
	}
	size, err := c.length(d, body)
	if err != nil {
		return 0, err
	}
	return body + size, c.blankStream(d, body, size)
}

// length returns the length of a stream: as its dictionary says where that is right,
// else up to the keyword that ends it.
func (c *pdfCutter) length(d *pdfDict, body int64) (int64, error) {
	if m := pdfPatterns().length.FindSubmatch(d.text); m != nil && !pdfPatterns().indirect.Match(d.text) {
		size, err := strconv.ParseInt(string(m[1]), 10, 64)
		if err == nil && size < c.s.size-body {
			b, err := c.s.upTo(body+size, 32)
			if err != nil {
				return 0, err
			}
			if bytes.HasPrefix(bytes.TrimLeft(b, pdfSpace), []byte("endstream")) {
				return size, nil
			}
		}
	}
	end, err := c.find("endstream", body)
	if err == nil && end == c.s.size {
		err = errors.New("a stream has no end")
	}
	return end - body, err
}

// pdfPattern are the patterns of a PDF's syntax.
type pdfPattern struct {
	info, closed, number, length, indirect *regexp.Regexp
	packet, photo, filter, layered, word   *regexp.Regexp
}
