package metadata

import (
	"bytes"
	"strings"
)

// userComment decodes EXIF's UserComment, which begins with eight bytes that
// name its code. Many programs write UTF-16 in an order other than that of
// the block; English text shows which it is.
func userComment(b []byte, big bool) string {
	if len(b) < 8 {
		return ""
	}
	code, text := string(bytes.TrimRight(b[:8], "\x00 ")), b[8:]
	switch code {
	case "UNICODE":
		if len(text) >= 2 && (text[0] == 0) != (text[1] == 0) {
			big = text[0] == 0
		}
		return utf16Text(text, big)
	case "ASCII", "":
		text, _, _ = bytes.Cut(text, []byte{0})
		return strings.TrimSpace(utf8OrLatin1(text))
	}
	return "" // JIS, which nobody writes any more
}

// copyrightNotice joins EXIF's two notices, of the photographer and of the
// editor, that a NUL divides.
func copyrightNotice(b []byte) string {
	var notices []string
	for _, part := range bytes.SplitN(b, []byte{0}, 3) {
		if s := strings.TrimSpace(utf8OrLatin1(part)); s != "" && len(notices) < 2 {
			notices = append(notices, s)
		}
	}
	return strings.Join(notices, ", ")
}

// isCameraPhrase tells whether a description is one that cameras write into
// every picture.
func isCameraPhrase(s string) bool {
	s = strings.ToUpper(strings.TrimSpace(s))
	switch s {
	case "", "OLYMPUS DIGITAL CAMERA", "SONY DSC", "MINOLTA DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA",
		"SAMSUNG DIGITAL CAMERA", "SAMSUNG CAMERA PICTURES", "SAMSUNG", "DIGITAL CAMERA", "EXIF_JPEG_PICTURE",
		"EXIF JPEG", "JPEG IMAGE", "DEFAULT", "UNTITLED", "NO TITLE", "CREATED WITH GIMP", "DCIM", "IMAGE", "PICTURE",
		"HDR PICTURE", "BINARY COMMENT", "USER COMMENTS", "COOLPIX":
		return true
	}
	return strings.HasPrefix(s, `DCIM\`) || strings.HasPrefix(s, "DCIM/")
}

// stars maps a rating to -1 (rejected), 0 (none) or 1 to 5.
func stars(v float64) int {
	switch {
	case v < 0:
		return -1
	case v > 5:
		return 0
	}
	return int(v) // NaN cannot come: it is neither parsed nor a quotient here
}
