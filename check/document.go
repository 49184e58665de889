package check

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A document is an answer's body and the block in it, with the place of each
// element.
type document struct {
	body       []byte
	start, end int  // of the block
	embedded   bool // in something else than a document of its own
	comment    bool // in an HTML comment
	declared   bool // an XML declaration stands before the block
	blocks     int  // how many there are
	head       bool // the block is in the head of a page
	tags       []tag
	root       *node
	faults     []fault
}

var opening = regexp.MustCompile(`(?i)<mediasock[\s>]`)

// parse finds the block that a client would take and reads it. It returns nil
// if there is none.
func parse(body []byte) *document {
	var best *document
	blocks, lower := 0, bytes.ToLower(body)
	for from := 0; blocks < 100; blocks++ {
		m := opening.FindIndex(body[from:])
		if m == nil {
			break
		}
		d := parseAt(body, lower, from+m[0])
		if best == nil || !best.head && d.head {
			best = d
		}
		from = max(d.end, from+m[1])
	}
	if best != nil {
		best.blocks = blocks
	}
	return best
}

func parseAt(body, lower []byte, start int) *document {
	d := &document{body: body, start: start}
	before := body[:start]
	d.declared = declared(before)
	prolog := bytes.TrimSpace(bytes.TrimPrefix(before, []byte("\ufeff")))
	if bytes.HasPrefix(prolog, []byte("<?xml")) {
		_, prolog, _ = bytes.Cut(prolog, []byte("?>"))
	}
	d.embedded = len(bytes.TrimSpace(prolog)) > 0
	d.comment = bytes.LastIndex(before, []byte("<!--")) > bytes.LastIndex(before, []byte("-->"))
	lower = lower[:min(start, len(lower))]
	d.head = bytes.Contains(lower, []byte("<head")) && !bytes.Contains(lower, []byte("</head")) && !bytes.Contains(lower, []byte("<body"))
	d.read()
	d.text()
	return d
}

// declared reports whether what stands before a block ends in an XML declaration.
func declared(before []byte) bool {
	before = bytes.TrimSpace(before)
	i := bytes.LastIndex(before, []byte("<?"))
	return i >= 0 && bytes.HasSuffix(before, []byte("?>")) && bytes.HasPrefix(before[i:], []byte("<?xml"))
}

// read builds the tree up to the root's end tag.
func (d *document) read() {
	l := &lexer{body: d.body, at: d.start}
	var open *node
	for len(d.tags) < maxTags {
		t, ok := l.next()
		if !ok {
			l.fault("MS-22", d.start, "the root element is not closed")
			break
		}
		d.tags = append(d.tags, t)
		if t.closing {
			if open, ok = d.close(l, open, t); !ok {
				break
			}
			continue
		}
		n := &node{tag: t, parent: open}
		if open == nil {
			d.root = n
		} else {
			open.children = append(open.children, n)
		}
		if !t.leaf && depth(n) < maxDepth {
			open = n
		} else if open == nil {
			break // a root that is empty
		}
	}
	d.end, d.faults = l.at, append(d.faults, l.faults...)
}

// close closes the element that an end tag names, and those in it that were
// left open. It reports false at the root's end.
func (d *document) close(l *lexer, open *node, t tag) (*node, bool) {
	for n := open; n != nil; n = n.parent {
		if !strings.EqualFold(n.name, t.name) {
			continue
		}
		for inner := open; inner != n; inner = inner.parent {
			l.fault("MS-22", inner.at, "<"+inner.name+"> is not closed")
		}
		if n.name != t.name {
			l.fault("MS-22", t.at, "</"+t.name+"> does not close <"+n.name+">")
		}
		return n.parent, n.parent != nil
	}
	l.fault("MS-22", t.at, "</"+t.name+"> closes nothing")
	return open, true
}

// text notes bytes that are no text of XML, and raw characters in values that
// must be written as entities.
func (d *document) text() {
	block := d.body[d.start:d.end]
	if !utf8.Valid(block) {
		at := 0
		for at < len(block) {
			r, size := utf8.DecodeRune(block[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		d.faults = append(d.faults, fault{"MS-79", d.start + at, "this byte is not UTF-8"})
	}
	if i := bytes.IndexFunc(block, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }); i >= 0 {
		d.faults = append(d.faults, fault{"MS-22", d.start + i, "a control character that XML does not allow"})
	}
	for _, t := range d.tags {
		for _, a := range t.attrs {
			d.value(a)
		}
	}
}

var entity = regexp.MustCompile(`^&(amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);`)

func (d *document) value(a attr) {
	if i := strings.IndexByte(a.raw, '<'); i >= 0 {
		d.faults = append(d.faults, fault{"MS-22", a.in + i, `a raw "<" in the value of ` + a.name})
	}
	for i := range len(a.raw) {
		if a.raw[i] == '&' && !entity.MatchString(a.raw[i:]) {
			d.faults = append(d.faults, fault{"MS-22", a.in + i, `a raw "&" in the value of ` + a.name})
			break
		}
	}
	if i := strings.Index(a.value, "\r"); i >= 0 {
		d.faults = append(d.faults, fault{"MS-80", a.in, "a carriage return in the value of " + a.name})
	}
}
