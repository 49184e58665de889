package weblogwire

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// A Struct is a struct, its members in order.
type Struct []Member

// A Member is one of a struct.
type Member struct {
	Name  string
	Value any // string, int, bool, time.Time, []any, Struct or Bits
}

// Bits stands for a file in base64, of which a document has one at most; see
// [Call].
type Bits struct{}

// date is how XML-RPC writes a time.
const date = "20060102T15:04:05"

// ParseDate reads a time as it is met in the wild, in UTC where it names no
// zone. The zero time stands for what is none.
func ParseDate(s string) time.Time {
	for _, layout := range []string{date, date + "Z07:00", time.RFC3339, "2006-01-02T15:04:05", "20060102T150405"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// Call returns a call of a method in two parts: before the file in base64, and
// after it. Without Bits among the parameters the second is empty.
func Call(method string, params ...any) (before, after []byte) {
	b := append([]byte(declaration), "<methodCall><methodName>"...)
	b = append(appendASCII(b, method), "</methodName><params>"...)
	for _, p := range params {
		b = append(appendValue(append(b, "<param>"...), p), "</param>"...)
	}
	b = append(b, "</params></methodCall>\n"...)
	before, after, _ = bytes.Cut(b, []byte{0})
	return slices.Clip(before), after // they are parts of one
}

// Reply returns an answer.
func Reply(value any) []byte {
	b := append([]byte(declaration), "<methodResponse><params><param>"...)
	return append(appendValue(b, value), "</param></params></methodResponse>\n"...)
}

// FaultReply returns an answer that is a fault.
func FaultReply(f *Fault) []byte {
	b := append([]byte(declaration), "<methodResponse><fault>"...)
	return append(appendValue(b, f.Struct()), "</fault></methodResponse>\n"...)
}

// declaration begins all documents. They hold ASCII alone, because some clients
// count characters and others take bytes for characters.
const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func appendValue(b []byte, value any) []byte {
	return append(appendTyped(append(b, "<value>"...), value), "</value>"...)
}

// appendTyped writes what is inside a value.
func appendTyped(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return append(appendASCII(append(b, "<string>"...), v), "</string>"...)
	case int:
		return append(strconv.AppendInt(append(b, "<int>"...), int64(v), 10), "</int>"...)
	case bool:
		if v {
			return append(b, "<boolean>1</boolean>"...)
		}
		return append(b, "<boolean>0</boolean>"...)
	case time.Time:
		return append(v.UTC().AppendFormat(append(b, "<dateTime.iso8601>"...), date), "</dateTime.iso8601>"...)
	case Bits:
		return append(b, "<base64>\x00</base64>"...) // no text holds a zero
	case []any:
		b = append(b, "<array><data>"...)
		for _, e := range v {
			b = append(appendValue(b, e), '\n')
		}
		return append(b, "</data></array>"...)
	case Struct:
		return appendStruct(b, v)
	}
	panic(fmt.Sprintf("weblogwire: a value is a %T", value))
}

func appendStruct(b []byte, s Struct) []byte {
	b = append(b, "<struct>\n"...)
	for _, m := range s {
		b = append(appendASCII(append(b, "<member><name>"...), m.Name), "</name>"...)
		b = append(appendValue(b, m.Value), "</member>\n"...)
	}
	return append(b, "</struct>"...)
}

// appendASCII writes a text, all that is not ASCII as references.
func appendASCII(b []byte, s string) []byte {
	from := len(b)
	b = xmlio.AppendText(b, s)
	if bytes.IndexFunc(b[from:], func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return b
	}
	text := string(b[from:])
	b = b[:from]
	for _, r := range text {
		if r < utf8.RuneSelf {
			b = append(b, byte(r))
			continue
		}
		b = append(strconv.AppendInt(append(b, "&#"...), int64(r), 10), ';')
	}
	return b
}
