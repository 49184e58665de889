package wire

import (
	"strings"

	"github.com/mediasock/mediasock"
)

// A blockWriter writes a <mediasock> block: one element a line, LF, no
// indentation, the attributes of requirements section 2 in their order, all of
// them (MS-48 to MS-50, A-28, A-30).
type blockWriter struct {
	out     *writer
	comment bool // the block stands in a comment
}

func writeBlock(out *writer, r *Reply, comment bool) {
	b := blockWriter{out, comment}
	id := r.service()
	b.element("mediasock", ">", attr{"value", id.Value}, attr{"title", id.Title}, attr{"version", id.Version})
	for i := range r.Results {
		b.result(&r.Results[i])
	}
	for _, e := range r.elements() {
		if isCustomName(e.Name) {
			b.element(e.Name, "/>", attr{"value", e.Value})
		}
	}
	b.out.done(append(b.out.line(), "</mediasock>\n"...))
}

func (b blockWriter) result(r *Result) {
	name := elementName(r.Method)
	if name == "" {
		b.stat(r.Stat, false)
		return
	}
	b.element(name, ">")
	switch {
	case r.Taxa != nil:
		b.taxa(r)
	case r.Handshake != nil:
		b.handshake(r.Stat, r.Handshake)
	default:
		b.stat(r.Stat, false)
		if r.Item != nil {
			b.item(r.Method, r.Item)
		}
	}
	b.out.done(append(append(append(b.out.line(), "</"...), name...), ">\n"...))
}

// stat writes a stat; one of a handshake has a serial too.
func (b blockWriter) stat(s mediasock.Stat, serial bool) {
	attrs := []attr{{"value", codeText(s.Code)}, {"message", s.Message}, {"resource", s.Resource}}
	if serial {
		attrs = append(attrs, attr{"serial", s.Serial})
	}
	b.element("stat", "/>", attrs...)
}

func (b blockWriter) handshake(s mediasock.Stat, h *mediasock.Handshake) {
	if s.Serial == "" {
		s.Serial = h.Stat.Serial
	}
	b.stat(s, true)
	if u := h.User; u != nil {
		b.element("user", "/>", attr{"value", u.ID}, attr{"home", u.Home}, attr{"conf", u.Conf})
	}
	b.element("apis", "/>", attr{"value", h.APIs.String()})
	b.element("sock", "/>", attr{"value", h.Sock.String()})
	if k := h.Key; k != nil {
		b.element("akey", "/>", attr{"value", k.Value}, attr{"expiry", k.Expiry.String()})
	}
}

func (b blockWriter) item(method string, item *mediasock.Item) {
	if method == mediasock.MethodTaxaAppend {
		b.element("item", "/>", attr{"value", item.ID}, attr{"append", item.Append.String()}, attr{"title", item.Title})
		return
	}
	b.element("item", "/>", attr{"value", item.ID}, attr{"resource", item.Resource})
}

// taxa streams the taxa. The stat is written before them, so only an error at
// the begin changes it; a later one is told in a second stat.
func (b blockWriter) taxa(r *Result) {
	begun := false
	for taxon, err := range r.Taxa {
		if err != nil {
			b.stat(mediasock.StatOf(err), false)
			return
		}
		if !begun {
			b.stat(r.Stat, false)
			begun = true
		}
		b.out.done(appendTaxon(b.out.line(), &taxon, b.comment))
		if b.out.err != nil {
			return
		}
	}
	if !begun {
		b.stat(r.Stat, false)
	}
}

func appendTaxon(dst []byte, t *mediasock.Taxon, comment bool) []byte {
	dst = appendAttr(append(dst, "<item"...), "value", t.ID, comment)
	dst = appendListAttr(dst, "append", t.Append, comment)
	dst = appendAttr(dst, "title", t.Title, comment)
	dst = appendListAttr(dst, "parents", t.Parents, comment)
	dst = appendAttr(dst, "caption", t.Caption, comment)
	dst = appendAttr(dst, "resource", t.Resource, comment)
	dst = appendAttr(dst, "note", t.Note, comment)
	dst = appendAttr(dst, "icon", t.Icon, comment)
	return append(dst, "/>\n"...)
}

// appendListAttr writes a list without making a string of one that is clean, as
// lists of ids are.
func appendListAttr(dst []byte, name string, list mediasock.List, comment bool) []byte {
	start := len(dst)
	dst = append(append(append(dst, ' '), name...), '=', '"')
	for i, item := range list {
		if !isCleanItem(item) {
			return appendAttr(dst[:start], name, list.String(), comment)
		}
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = append(dst, item...)
	}
	return append(dst, '"')
}

// isCleanItem reports whether a list's item can be written as it is: as ids can.
func isCleanItem(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', 'A' <= c && c <= 'Z', c == '.', c == '_':
		default:
			return false
		}
	}
	return s != ""
}

// An attr is an attribute.
type attr struct{ name, value string }

func (b blockWriter) element(name, end string, attrs ...attr) {
	line := append(append(b.out.line(), '<'), name...)
	for _, a := range attrs {
		line = appendAttr(line, a.name, a.value, b.comment)
	}
	b.out.done(append(append(line, end...), '\n'))
}

// elementName returns the element of a method's answer (MS-47).
func elementName(method string) string { return strings.TrimPrefix(method, "mediasock.") }

// isCustomName reports whether s is the name of a custom element (MS-55).
func isCustomName(s string) bool {
	rest, ok := strings.CutPrefix(s, "x-")
	for i := range len(rest) {
		if c := rest[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_' {
			return false
		}
	}
	return ok && rest != ""
}
