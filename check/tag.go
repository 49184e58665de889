package check

import (
	"bytes"
	"html"
	"strings"
)

// A tag is a tag as it stands in the bytes.
type tag struct {
	name    string // as it is written
	attrs   []attr
	at, end int // its first byte, and the one after its last
	closing bool
	leaf    bool // ends in "/>"
}

// An attr is an attribute as it stands in the bytes.
type attr struct {
	name  string
	raw   string // between the quotes
	value string // with its entities resolved
	at    int    // of the name
	in    int    // of the value
	quote byte   // 0 if there is none
}

// A fault is what makes a block no XML, or hard to read.
type fault struct {
	rule  string
	at    int
	found string
}

const (
	maxAttrs = 64
	maxDepth = 16
	maxTags  = 200_000
)

// A lexer cuts a block into tags. What is no XML it notes and reads on.
type lexer struct {
	body   []byte
	at     int
	faults []fault
}

func (l *lexer) fault(rule string, at int, found string) {
	if len(l.faults) < 100 {
		l.faults = append(l.faults, fault{rule, at, found})
	}
}

// next returns the next tag; comments and processing instructions are passed
// over. The text before it lies between the end of the last tag and its at.
func (l *lexer) next() (tag, bool) {
	for {
		i := bytes.IndexByte(l.body[l.at:], '<')
		if i < 0 {
			l.at = len(l.body)
			return tag{}, false
		}
		l.at += i
		rest := l.body[l.at:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			l.skip("-->")
		case bytes.HasPrefix(rest, []byte("<?")):
			l.skip("?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			l.fault("XS-1", l.at, "a markup declaration stands in the block")
			l.skip(">")
		case len(rest) > 1 && (isName(rest[1]) || rest[1] == '/'):
			return l.tag(), true
		default:
			l.fault("MS-22", l.at, `a "<" that begins no tag`)
			l.at++
		}
	}
}

func (l *lexer) skip(to string) {
	if i := bytes.Index(l.body[l.at:], []byte(to)); i >= 0 {
		l.at += i + len(to)
		return
	}
	l.at = len(l.body)
}

func (l *lexer) tag() tag {
	t := tag{at: l.at}
	l.at++
	if l.peek() == '/' {
		t.closing = true
		l.at++
	}
	t.name = l.name()
	for l.space(); l.at < len(l.body); l.space() {
		switch c := l.peek(); {
		case c == '>':
			l.at++
			t.end = l.at
			return t
		case c == '/' && l.at+1 < len(l.body) && l.body[l.at+1] == '>':
			t.leaf = true
			l.at += 2
			t.end = l.at
			return t
		case c == '<':
			l.fault("MS-22", t.at, "the tag <"+t.name+"> is not closed")
			t.end = l.at
			return t
		case isName(c) && len(t.attrs) < maxAttrs:
			t.attrs = append(t.attrs, l.attr())
		default:
			l.fault("MS-22", l.at, "a stray "+quoted(string(c))+" in the tag <"+t.name+">")
			l.at++
		}
	}
	l.fault("MS-22", t.at, "the tag <"+t.name+"> is not closed")
	t.end = l.at
	return t
}

func (l *lexer) attr() attr {
	a := attr{at: l.at}
	a.name = l.name()
	l.space()
	if l.peek() != '=' {
		l.fault("MS-22", a.at, "the attribute "+a.name+" has no value")
		return a
	}
	l.at++
	l.space()
	if q := l.peek(); q == '"' || q == '\'' {
		a.quote = q
		l.at++
	}
	a.in = l.at
	a.raw = string(l.value(a))
	a.value = html.UnescapeString(a.raw)
	return a
}

// value reads to the closing quote, or to the end of a bare word.
func (l *lexer) value(a attr) []byte {
	rest := l.body[l.at:]
	if a.quote == 0 {
		l.fault("MS-22", a.at, "the value of "+a.name+" is not quoted")
		n := bytes.IndexAny(rest, " \t\r\n>")
		if n < 0 {
			n = len(rest)
		}
		n -= len(rest[:n]) - len(bytes.TrimSuffix(rest[:n], []byte("/")))
		l.at += n
		return rest[:n]
	}
	n := bytes.IndexByte(rest, a.quote)
	if n < 0 || bytes.Contains(rest[:n], []byte("/>\n<")) {
		l.fault("MS-22", a.in, "the value of "+a.name+" has no closing quote")
		if n = bytes.IndexAny(rest, "\n>"); n < 0 {
			n = len(rest)
		}
		l.at += n
		return rest[:n]
	}
	l.at += n + 1
	return rest[:n]
}

func (l *lexer) name() string {
	start := l.at
	for l.at < len(l.body) && isName(l.body[l.at]) {
		l.at++
	}
	return string(l.body[start:l.at])
}

func (l *lexer) space() {
	for l.at < len(l.body) && strings.IndexByte(" \t\r\n", l.body[l.at]) >= 0 {
		l.at++
	}
}

func (l *lexer) peek() byte {
	if l.at < len(l.body) {
		return l.body[l.at]
	}
	return 0
}

func isName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._-:", c) >= 0 || c >= 0x80
}
