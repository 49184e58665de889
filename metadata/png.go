package metadata

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"strings"
)

// maxChunk bounds what is read or inflated of one chunk with metadata.
const maxChunk = 2 << 20

// readPNG walks the chunks of a PNG.
func readPNG(s *source, c *claims) error {
	for off := int64(8); off < s.size; {
		head, err := s.at(off, 8)
		if err != nil {
			return err
		}
		size, kind := int64(binary.BigEndian.Uint32(head)), string(head[4:])
		switch kind {
		case "IHDR", "eXIf", "tEXt", "zTXt", "iTXt":
			if size > maxChunk {
				s.problem("PNG", errors.New("metadata chunk too long"))
				break
			}
			b, err := s.at(off+8, size)
			if err != nil {
				return err
			}
			s.guard("PNG "+kind, func() error { return pngChunk(kind, b, s, c) })
		case "IEND":
			return nil
		}
		off += 12 + size
	}
	return errTruncated
}

func pngChunk(kind string, b []byte, s *source, c *claims) error {
	switch kind {
	case "IHDR":
		if len(b) < 8 {
			return errTruncated
		}
		c.dimensions(int64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint32(b[4:])))
		return nil
	case "eXIf":
		return readEXIF(s.memory(b), c)
	}
	key, text, err := pngText(kind, b, s)
	if err != nil {
		return err
	}
	return pngWord(key, text, s, c)
}

// pngText returns the keyword and the text of the three kinds of text chunk.
func pngText(kind string, b []byte, s *source) (key string, text []byte, err error) {
	k, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) == 0 {
		return "", nil, errTruncated
	}
	switch kind {
	case "zTXt":
		text, err = inflate(rest[1:], s)
	case "iTXt":
		if len(rest) < 2 {
			return "", nil, errTruncated
		}
		parts := bytes.SplitN(rest[2:], []byte{0}, 3) // language, keyword in it, text
		text = parts[len(parts)-1]
		if rest[0] == 1 {
			text, err = inflate(text, s)
		}
	default:
		text = rest
	}
	return string(k), text, err
}

// inflate unpacks a text as far as the limits allow.
func inflate(b []byte, s *source) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(z, min(maxChunk, s.bytes+1)))
	if err != nil {
		return nil, err
	}
	if err := s.spend(int64(len(text))); err != nil {
		s.bytes = 0 // the work is done: the next text shall not repeat it
		return nil, err
	}
	return text, nil
}

// pngWord claims the text of a registered keyword.
func pngWord(key string, text []byte, s *source, c *claims) error {
	words := utf8OrLatin1(text)
	switch key {
	case "XML:com.adobe.xmp":
		return readXMP(text, s, c)
	case "Raw profile type iptc", "Raw profile type exif", "Raw profile type APP1":
		return rawProfile(key, text, s, c)
	case "Title":
		c.say(title, inFile, words)
	case "Description", "Comment":
		c.say(caption, inFile, words)
	case "Author":
		c.say(author, inFile, words)
	case "Copyright":
		c.say(copyright, inFile, words)
	case "Creation Time":
		c.when(inFile, parseDate(words))
	}
	return nil
}

// rawProfile reads what ImageMagick writes: a name, a size, and hexadecimal
// digits on lines of 72.
func rawProfile(key string, text []byte, s *source, c *claims) error {
	fields := strings.Fields(string(text))
	if len(fields) < 3 {
		return errTruncated
	}
	b, err := hex.DecodeString(strings.Join(fields[2:], ""))
	if err != nil {
		return err
	}
	if key == "Raw profile type iptc" {
		return readPhotoshop(b, s, c)
	}
	if tiff, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00")); ok {
		return readEXIF(s.memory(tiff), c)
	}
	return nil
}
