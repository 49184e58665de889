package mediasock

import (
	"slices"
	"strings"
)

// Accepts reports whether media of the type may be uploaded where s is offered
// (MS-214 to MS-219, A-55). Nothing listed, or type.any alone, accepts
// everything. A class with formats of its own among the tokens accepts those
// formats only, one without them all its formats; a format whose class is not
// listed is accepted by itself. Parameters of mediaType do not count. A type
// that is unknown ("") is accepted only where any is.
func (s Sock) Accepts(mediaType string) bool {
	types := s.Family("type")
	mediaType = canonicalType(mediaType)
	class := typeClass(mediaType)
	narrowed := false
	for _, token := range types {
		format := strings.TrimPrefix(token, "type.")
		if !strings.Contains(format, "/") {
			continue
		}
		if matchType(format, mediaType) {
			return true
		}
		narrowed = narrowed || typeClass(canonicalType(format)) == class && class != ""
	}
	if narrowed {
		return false
	}
	return len(types) == 0 || slices.Contains(types, "type.any") ||
		class != "" && slices.Contains(types, "type."+class)
}

// matchType reports whether mediaType is the format, which may end in "/*".
func matchType(format, mediaType string) bool {
	if major, ok := strings.CutSuffix(format, "*"); ok {
		return strings.HasPrefix(mediaType, major)
	}
	return canonicalType(format) == mediaType
}

func canonicalType(mediaType string) string {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	switch mediaType {
	case "image/jpg", "image/pjpeg":
		return "image/jpeg"
	case "image/x-png":
		return "image/png"
	case "image/heif", "image/heif-sequence", "image/heic-sequence":
		return "image/heic"
	case "audio/mp3", "audio/x-mp3":
		return "audio/mpeg"
	}
	return mediaType
}

// typeClass returns the class that a media type is of: img, mov, aud, txt, rtf
// or doc; "" for the rest, which is type.any alone.
func typeClass(mediaType string) string {
	major, minor, _ := strings.Cut(mediaType, "/")
	switch major {
	case "image":
		return "img"
	case "video":
		return "mov"
	case "audio":
		return "aud"
	case "text":
		return textClass(minor)
	case "application":
		return applicationClass(minor)
	}
	return ""
}

func textClass(minor string) string {
	switch minor {
	case "rtf", "richtext", "enriched", "html":
		return "rtf"
	}
	return "txt"
}

func applicationClass(minor string) string {
	switch minor {
	case "rtf", "x-rtf", "xhtml+xml":
		return "rtf"
	case "ogg":
		return "aud"
	case "mp4", "x-shockwave-flash", "vnd.rn-realmedia", "vnd.apple.mpegurl", "x-mpegurl", "mxf":
		return "mov"
	case "pdf", "postscript", "illustrator", "msword", "epub+zip", "x-indesign", "oxps":
		return "doc"
	}
	for _, office := range []string{"vnd.ms-", "vnd.openxmlformats-officedocument.", "vnd.oasis.opendocument.", "vnd.adobe.", "vnd.apple."} {
		if strings.HasPrefix(minor, office) {
			return "doc"
		}
	}
	return ""
}
