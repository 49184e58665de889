package wire

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// An xmlText reads the decoded text up to the next tag, which it leaves. A "<"
// that no tag can begin with is text, and so is a "&" that begins no entity:
// there are clients that escape neither.
type xmlText struct {
	x     *xmlReader
	rest  []byte // decoded, not yet returned
	cdata bool
	done  bool
}

// Read returns as many bytes as can be had at once.
func (t *xmlText) Read(p []byte) (int, error) {
	for {
		if len(t.rest) > 0 {
			n := copy(p, t.rest)
			t.rest = t.rest[n:]
			return n, nil
		}
		if t.done {
			return 0, io.EOF
		}
		window, err := buffered(t.x.r)
		if err != nil {
			return 0, err
		}
		if n := copy(p, window[:t.plain(window)]); n > 0 {
			_, _ = t.x.r.Discard(n) // buffered
			return n, nil
		}
		if err := t.special(window[0]); err != nil {
			return 0, err
		}
	}
}

// buffered returns what r holds in its buffer, filled if it is empty.
func buffered(r *bufio.Reader) ([]byte, error) {
	window, err := r.Peek(max(r.Buffered(), 1))
	if len(window) > 0 {
		return window, nil
	}
	return nil, unexpected(err)
}

// plain returns how many bytes at the begin of window stand for themselves.
func (t *xmlText) plain(window []byte) int {
	stop := func(c byte) {
		if n := bytes.IndexByte(window, c); n >= 0 {
			window = window[:n]
		}
	}
	if t.cdata {
		stop(']')
	} else {
		stop('<')
		stop('&')
	}
	if t.x.latin1 {
		if n := bytes.IndexFunc(window, func(r rune) bool { return r >= utf8.RuneSelf }); n >= 0 {
			window = window[:n]
		}
	}
	return len(window)
}

// special reads what begins with c and does not stand for itself.
func (t *xmlText) special(c byte) error {
	next, err := t.x.r.Peek(maxEntity)
	if len(next) < 2 {
		return unexpected(err)
	}
	size, text := 1, string(rune(c))
	switch {
	case t.cdata && bytes.HasPrefix(next, []byte("]]>")):
		t.cdata, size, text = false, 3, ""
	case t.cdata, c >= utf8.RuneSelf:
	case c == '&':
		if decoded, n := cutEntity(next); n > 0 {
			size, text = n, decoded
		}
	case bytes.HasPrefix(next, []byte("<![CDATA[")):
		t.cdata, size, text = true, len("<![CDATA["), ""
	case isTagStart(next[1]):
		t.done, size, text = true, 0, ""
	}
	t.rest = []byte(text)
	_, err = t.x.r.Discard(size)
	return err
}

// isTagStart reports whether c can follow a "<" that begins a tag.
func isTagStart(c byte) bool {
	return strings.IndexByte("/!?_", c) >= 0 || 'a' <= c|0x20 && c|0x20 <= 'z'
}
