package metadata

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// sniffed is how much of a file decides its type.
const sniffed = 3072

// sniff finds the media type by content.
func sniff(s *source, name string, c *claims) error {
	c.mediaType = "application/octet-stream"
	if s.size == 0 {
		return nil
	}
	b, err := s.upTo(0, sniffed)
	if len(b) > 0 {
		c.mediaType = Sniff(b, name)
	}
	if c.mediaType == "image/tiff" {
		c.mediaType = rawKind(s)
	}
	return err
}

// Sniff returns the media type of a file by its first bytes, of which 3 KB
// are enough, without parameters. The name only chooses between kinds of text
// that cannot be told apart; it may be empty. RAW files that are built like
// TIFF come as image/tiff: [Read] tells them apart.
func Sniff(head []byte, name string) string {
	if t := sniffOwn(head); t != "" {
		return t
	}
	t, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	switch t {
	case "text/xml":
		if hasSVG(head) {
			return "image/svg+xml"
		}
		if isSidecar(head) {
			return "application/rdf+xml"
		}
		return "application/xml"
	case "text/plain":
		return textByName(name)
	case "audio/x-wav":
		return "audio/wav"
	case "video/matroska", "audio/matroska":
		return strings.Replace(t, "/", "/x-", 1) // as every browser calls it
	}
	return t
}

// sniffOwn knows what the module does not, or calls by another name.
func sniffOwn(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("FUJIFILMCCD-RAW ")):
		return "image/x-fuji-raf"
	case bytes.HasPrefix(b, []byte("IIRO")), bytes.HasPrefix(b, []byte("IIRS")), bytes.HasPrefix(b, []byte("MMOR")):
		return "image/x-olympus-orf"
	case bytes.HasPrefix(b, []byte("IIU\x00")):
		return "image/x-panasonic-rw2"
	case bytes.HasPrefix(b, []byte("II*\x00")) && len(b) > 10 && string(b[8:10]) == "CR":
		return "image/x-canon-cr2"
	case bytes.HasPrefix(b, []byte("II+\x00\x08\x00\x00\x00")), bytes.HasPrefix(b, []byte("MM\x00+\x00\x08\x00\x00")):
		return "image/tiff" // BigTIFF
	case bytes.HasPrefix(b, []byte("RIFF")) && len(b) > 12 && string(b[8:12]) == "WAVE":
		return "audio/wav"
	case bytes.HasPrefix(b, []byte("ID3")) && len(b) >= 10 && b[3] >= 2 && b[3] <= 4 && (b[6]|b[7]|b[8]|b[9])&0x80 == 0:
		return "audio/mpeg"
	case len(b) >= 12 && string(b[4:8]) == "ftyp":
		return sniffBrand(b)
	case bytes.HasPrefix(b, []byte("<?xpacket")), bytes.HasPrefix(b, []byte("<x:xmpmeta")):
		return "application/rdf+xml"
	case bytes.HasPrefix(bytes.TrimLeft(b, "\ufeff \t\r\n"), []byte("<svg")):
		return "image/svg+xml"
	}
	return ""
}

// sniffBrand tells the kinds of ISO base media apart by their brands: the
// first that is known, of the major one and the compatible ones.
func sniffBrand(b []byte) string {
	size := int(min(binary.BigEndian.Uint32(b), uint32(len(b))))
	for at := 8; at+4 <= size; at += 4 {
		if t := brandType(string(b[at : at+4])); t != "" && at != 12 { // 12 is the version
			return t
		}
	}
	if size >= 12 && string(b[8:12]) == "mif1" {
		return "image/heif"
	}
	return "video/mp4"
}

func brandType(brand string) string {
	switch brand {
	case "heic", "heix", "heim", "heis":
		return "image/heic"
	case "hevc", "hevx", "hevm", "hevs":
		return "image/heic-sequence"
	case "avif", "avis":
		return "image/avif"
	case "crx ":
		return "image/x-canon-cr3"
	case "qt  ":
		return "video/quicktime"
	case "M4A ", "M4B ", "M4P ":
		return "audio/mp4"
	case "M4V ", "M4VH", "M4VP":
		return "video/x-m4v"
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "MSNV", "XAVC":
		return "video/mp4"
	}
	switch {
	case strings.HasPrefix(brand, "3gp"):
		return "video/3gpp"
	case strings.HasPrefix(brand, "3g2"):
		return "video/3gpp2"
	}
	return ""
}

// hasSVG finds a drawing that stands after long comments or definitions.
func hasSVG(b []byte) bool { return bytes.Contains(b, []byte("<svg")) }

// isSidecar finds an XMP packet, as it lies in files of its own.
func isSidecar(b []byte) bool { return bytes.Contains(b, []byte("<x:xmpmeta")) }

// textByName narrows plain text by its name. A name never makes text into
// anything that a browser would run.
func textByName(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return "text/markdown"
	case ".csv":
		return "text/csv"
	}
	return "text/plain"
}

// rawKind tells a TIFF from the RAW files that are built like one: by the
// version of DNG, or by the maker together with what only RAW has.
func rawKind(s *source) string {
	maker, raw, dng := "", false, false
	probe := newSource(s.r, s.size, s.options) // whose problems show again when it is read
	_ = walkTIFF(probe.whole(), func(e tiffEntry) {
		switch {
		case e.dir == mainDir && e.id == 0xc612:
			dng = true
		case e.dir == mainDir && e.id == 0x010f:
			maker = strings.ToUpper(string(e.bytes(32)))
		case e.id == 0x0106 && e.uint() == 32803, e.id == 0x0103 && isRawCompression(e.uint()):
			raw = true // a colour filter array, or a maker's own compression
		}
	})
	if dng {
		return "image/x-adobe-dng"
	}
	for _, m := range rawMakers() {
		if raw && strings.HasPrefix(maker, m.maker) {
			return m.mediaType
		}
	}
	return "image/tiff"
}

func isRawCompression(v int64) bool { return v == 34713 || v == 32767 || v == 65535 || v == 32770 }

type rawMaker struct{ maker, mediaType string }

func rawMakers() []rawMaker {
	return []rawMaker{
		{"NIKON", "image/x-nikon-nef"}, {"SONY", "image/x-sony-arw"}, {"PENTAX", "image/x-pentax-pef"},
		{"RICOH", "image/x-pentax-pef"}, {"SAMSUNG", "image/x-samsung-srw"},
	}
}
