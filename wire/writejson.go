package wire

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A jsonTree writes a tree as JSON.
type jsonTree struct {
	out   *writer
	comma bool // something stands before in the same object or list
}

var _ tree = (*jsonTree)(nil)

func (t *jsonTree) open(name string) { t.begin(name, '{') }
func (t *jsonTree) list(name string) { t.begin(name, '[') }
func (t *jsonTree) close()           { t.end('}') }
func (t *jsonTree) closeList()       { t.end(']') }
func (t *jsonTree) failed() bool     { return t.out.err != nil }

func (t *jsonTree) member(name, text string) {
	t.out.done(appendJSONString(t.key(name), legalText(text)))
	t.comma = true
}

func (t *jsonTree) begin(name string, bracket byte) {
	t.out.done(append(t.key(name), bracket))
	t.comma = false
}

func (t *jsonTree) end(bracket byte) {
	t.out.done(append(t.out.line(), bracket))
	t.comma = true
}

func (t *jsonTree) key(name string) []byte {
	line := t.out.line()
	if t.comma {
		line = append(line, ',')
	}
	if name != "" {
		line = append(appendJSONString(line, name), ':')
	}
	return line
}

// legalText returns s as an XML answer would carry it: without CR, with U+FFFD
// for what XML cannot hold.
func legalText(s string) string {
	illegal := func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff
	}
	if strings.IndexFunc(s, illegal) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return -1
		case illegal(r):
			return utf8.RuneError
		}
		return r
	}, s)
}

// appendJSONString appends s in quotes. "<", ">" and "&" are escaped, so that
// no reader takes the answer for a page, and so are the line separators that
// JavaScript has and JSON does not.
func appendJSONString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		size := 1
		switch {
		case c == '"', c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c < ' ', c == '<', c == '>', c == '&', c == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		default:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == '\u2028' || r == '\u2029' {
				dst = append(dst, `\u202`...)
				dst = append(dst, hex[r&15])
			} else {
				dst = utf8.AppendRune(dst, r)
			}
		}
		i += size
	}
	return append(dst, '"')
}

// writeJSONRPC writes the answer of a JSON-RPC call in the caller's version
//
func writeJSONRPC(out *writer, r *Reply, rpc *RPC) {
	if rpc == nil {
		rpc = &RPC{Version: "2.0", ID: []byte("null")}
	}
	if rpc.notification() {
		return
	}
	out.text("{")
	out.text(rpc.versionMember())
	out.text(`"result":{`)
	writeTree(&jsonTree{out: out}, r)
	out.text("}")
	if rpc.Version == "1.0" {
		out.text(`,"error":null`)
	}
	out.text(`,"id":` + rpc.id() + "}\n")
}

// writeJSONRPCError writes a fault of the protocol itself.
func writeJSONRPCError(out *writer, code int, message string, rpc *RPC) {
	if rpc == nil {
		rpc = &RPC{Version: "2.0"}
	}
	line := append(out.line(), '{')
	line = append(line, rpc.versionMember()...)
	if rpc.Version == "1.0" {
		line = append(line, `"result":null,`...)
	}
	line = append(line, `"error":{`...)
	if rpc.Version == "1.1" {
		line = append(line, `"name":"JSONRPCError",`...)
	}
	line = append(strconv.AppendInt(append(line, `"code":`...), int64(code), 10), `,"message":`...)
	line = append(appendJSONString(line, message), `},"id":`...)
	out.done(append(append(line, rpc.id()...), "}\n"...))
}

// notification reports whether a call wants no answer.
func (r *RPC) notification() bool {
	return !r.Cut && (r.ID == nil || r.Version == "1.0" && string(r.ID) == "null")
}

func (r *RPC) id() string {
	if r.ID == nil {
		return "null"
	}
	return string(r.ID)
}

func (r *RPC) versionMember() string {
	switch r.Version {
	case "1.0":
		return ""
	case "1.1":
		return `"version":"1.1",`
	}
	return `"jsonrpc":"2.0",`
}

// writeJSONBatch writes the answers of a batch; one without any answer is empty.
func writeJSONBatch(out *writer, c *Call, replies []*Reply) {
	separator := "["
	for i, part := range c.Batch {
		if i >= len(replies) || replies[i] == nil || part.RPC.notification() {
			continue
		}
		out.text(separator)
		writeJSONRPC(out, replies[i], part.RPC)
		separator = ","
	}
	if separator == "," {
		out.text("]\n")
	}
}
