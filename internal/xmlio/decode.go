// Package xmlio is how this project reads and writes XML: leniently within
// hard limits on the way in, exactly and without reflection on the way out.
//
// Reading: [NewDecoder] gives an encoding/xml decoder that takes what is found
// in the wild (raw ampersands, HTML entities, other charsets, control
// characters) and stops at a size, a depth and a number of tokens. No DTD is
// interpreted and no external entity is fetched (XS-1).
//
// Writing: the Append functions add escaped text, attributes and elements to a
// byte slice. encoding/xml would put an xmlns on every element where readers of
// 2006 look for the literal prefixes media: and opensearch:, and is more than
// ten times slower.
package xmlio

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// ErrTooLarge is returned for a document beyond one of its [Limits].
var ErrTooLarge = errors.New("xmlio: document is too large")

// Limits bound what a decoder takes. A zero field means its default.
type Limits struct {
	Bytes  int64 // size of the document; 8 MiB
	Depth  int   // nesting of elements; 100
	Tokens int   // tags, texts and comments together; 1,000,000
}

func (l Limits) withDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 8 << 20
	}
	if l.Depth <= 0 {
		l.Depth = 100
	}
	if l.Tokens <= 0 {
		l.Tokens = 1_000_000
	}
	return l
}

// ReadAll reads r to its end, or fails with [ErrTooLarge] beyond limit bytes.
func ReadAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	return data, nil
}

// NewDecoder reads the document in r and returns a lenient decoder of it.
func NewDecoder(r io.Reader, limits Limits) (*xml.Decoder, error) {
	limits = limits.withDefaults()
	data, err := ReadAll(r, limits.Bytes)
	if err != nil {
		return nil, err
	}
	return decoderOf(data, limits), nil
}

func decoderOf(data []byte, limits Limits) *xml.Decoder {
	data, transcoded := toUTF8(data)
	raw := xml.NewDecoder(bytes.NewReader(clean(data)))
	raw.Strict = false // raw ampersands pass unchanged (OA-1)
	raw.Entity = xml.HTMLEntity
	raw.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if transcoded {
			return in, nil
		}
		return charset.NewReaderLabel(label, in)
	}
	d := xml.NewTokenDecoder(&limiter{d: raw, limits: limits})
	d.Strict = false
	return d
}

// limiter passes raw tokens on until a limit is reached.
type limiter struct {
	d      *xml.Decoder
	limits Limits
	depth  int
	tokens int
}

var _ xml.TokenReader = (*limiter)(nil)

// Token returns the next token, its names not yet translated.
func (l *limiter) Token() (xml.Token, error) {
	t, err := l.d.RawToken()
	if err != nil {
		return t, err
	}
	if l.tokens++; l.tokens > l.limits.Tokens {
		return nil, fmt.Errorf("%w: more than %d tokens", ErrTooLarge, l.limits.Tokens)
	}
	switch t.(type) {
	case xml.StartElement:
		if l.depth++; l.depth > l.limits.Depth {
			return nil, fmt.Errorf("%w: nested deeper than %d", ErrTooLarge, l.limits.Depth)
		}
	case xml.EndElement:
		l.depth--
	}
	return t, nil
}

// toUTF8 decodes a document that says by its first bytes that it is UTF-16, and
// drops the byte order mark of one that is UTF-8. transcoded tells that the
// encoding named in the XML declaration no longer holds.
func toUTF8(data []byte) (utf []byte, transcoded bool) {
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		return rest, true
	}
	label := ""
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		label = "utf-16le"
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		label = "utf-16be"
	default:
		return data, false
	}
	e, _ := charset.Lookup(label)
	utf, err := e.NewDecoder().Bytes(data[2:])
	if err != nil {
		return data, false
	}
	return utf, true
}

// clean drops what no XML document may hold and encoding/xml refuses whole
// documents for: control characters, white space before the XML declaration,
// and broken UTF-8 unless another charset is declared.
func clean(data []byte) []byte {
	data = bytes.TrimLeft(data, " \t\r\n")
	if bytes.ContainsFunc(data, isControl) {
		data = dropControls(data)
	}
	if !utf8.Valid(data) && !declaresOther(data) {
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	return data
}

// dropControls works on bytes, not runes: the charset may be any that has ASCII in it.
func dropControls(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for _, b := range data {
		if !isControl(rune(b)) {
			out = append(out, b)
		}
	}
	return out
}

func isControl(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r'
}

// declaresOther reports whether the XML declaration names a charset that is not UTF-8.
func declaresOther(data []byte) bool {
	head, _, ok := bytes.Cut(data, []byte("?>"))
	if !ok || len(head) > 200 {
		return false
	}
	head = bytes.ToLower(head)
	return bytes.Contains(head, []byte("encoding")) && !bytes.Contains(head, []byte("utf-8"))
}
