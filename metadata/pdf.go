package metadata

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// pdfPart is how much of either end of a PDF is searched.
const pdfPart = 512 << 10

// readPDF looks for the title and author of a document: in a plain XMP
// packet, or in the Info dictionary that the trailer names. Dictionaries in
// compressed or encrypted streams are not read.
func readPDF(s *source, c *claims) error {
	b, err := s.upTo(0, pdfPart)
	if err != nil {
		return err
	}
	if s.size > pdfPart {
		end, err := s.upTo(max(pdfPart, s.size-pdfPart), pdfPart)
		if err != nil {
			return err
		}
		b = append(b, end...)
	}
	if packet := pdfPacket(b); packet != nil {
		s.guard("XMP", func() error { return readXMP(packet, s, c) })
	}
	info := pdfInfo(b)
	for name, f := range map[string]field{"/Title": title, "/Author": author, "/Subject": caption} {
		c.say(f, inFile, pdfString(info, name))
	}
	return nil
}

func pdfPacket(b []byte) []byte {
	start := bytes.Index(b, []byte("<x:xmpmeta"))
	if start < 0 {
		return nil
	}
	const end = "</x:xmpmeta>"
	length := bytes.Index(b[start:], []byte(end))
	if length < 0 {
		return nil
	}
	return b[start : start+length+len(end)]
}

// pdfInfo finds the dictionary that the last trailer calls Info.
func pdfInfo(b []byte) []byte {
	at := bytes.LastIndex(b, []byte("/Info "))
	if at < 0 {
		return nil
	}
	var number, generation int
	if _, err := fmt.Sscanf(string(b[at:min(at+40, len(b))]), "/Info %d %d R", &number, &generation); err != nil {
		return nil
	}
	head := regexp.MustCompile(fmt.Sprintf(`(?:^|[\r\n ])%d %d obj\b`, number, generation)).FindIndex(b)
	if head == nil || bytes.Contains(b, []byte("/Encrypt ")) {
		return nil
	}
	object, _, _ := bytes.Cut(b[head[1]:], []byte("endobj"))
	return object[:min(len(object), 64<<10)]
}

// pdfString reads one text of a dictionary, in its literal or its
// hexadecimal form.
func pdfString(dictionary []byte, name string) string {
	at := bytes.Index(dictionary, []byte(name))
	if at < 0 {
		return ""
	}
	rest := bytes.TrimLeft(dictionary[at+len(name):], " \r\n\t")
	switch {
	case bytes.HasPrefix(rest, []byte("(")):
		return pdfText(pdfLiteral(rest[1:]))
	case bytes.HasPrefix(rest, []byte("<")) && !bytes.HasPrefix(rest, []byte("<<")):
		digits, _, _ := bytes.Cut(rest[1:], []byte(">"))
		var b []byte
		if _, err := fmt.Sscanf(strings.Join(strings.Fields(string(digits)), ""), "%x", &b); err != nil {
			return ""
		}
		return pdfText(b)
	}
	return ""
}

// pdfText decodes a text: UTF-16 or UTF-8 with a mark, else nearly Latin-1.
func pdfText(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return utf16Text(b, true)
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return string(b[3:])
	}
	return utf8OrLatin1(b)
}

// pdfLiteral reads up to the bracket that closes the text and resolves its
// escapes.
func pdfLiteral(b []byte) []byte {
	var out []byte
	for depth, i := 1, 0; i < len(b); i++ {
		switch b[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return out
			}
		case '\\':
			var c []byte
			c, i = pdfEscape(b, i+1)
			out = append(out, c...)
			continue
		}
		out = append(out, b[i])
	}
	return nil // never closed
}

// pdfEscape reads the escape at i, which may stand for nothing, and returns
// the index of its last byte.
func pdfEscape(b []byte, i int) ([]byte, int) {
	if i >= len(b) {
		return nil, i
	}
	switch c := b[i]; c {
	case 'n':
		return []byte{'\n'}, i
	case 'r':
		return []byte{'\r'}, i
	case 't':
		return []byte{'\t'}, i
	case '\n', '\r':
		return nil, i // the line goes on
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := int(c - '0')
		for k := 0; k < 2 && i+1 < len(b) && b[i+1] >= '0' && b[i+1] <= '7'; k++ {
			i++
			v = v<<3 | int(b[i]-'0')
		}
		return []byte{byte(v)}, i
	default:
		return []byte{c}, i
	}
}
