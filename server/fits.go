package server

import (
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/mediasock/mediasock"
)

// fits reports whether a call is one that the service takes: under feat.amp and
// feat.atp what is new has a parent (MS-164, MS-186); a file is of a type that is
// announced (MS-218).
func (e *exchange) fits(s *sitting, name string) error {
	offered := withAbilities(e.sock(s.call), s.session.Offer().Sock)
	switch name {
	case mediasock.MethodMediaAppend:
		if offered.Has("feat.amp") && s.call.Params.Get("media.iid") == "" && s.call.Params.Get("media.parents") == "" {
			return unsupported("a new item needs an album here (media.parents)")
		}
		return typed(offered, s.call.Data)
	case mediasock.MethodMediaUpdate:
		return typed(offered, s.call.Data)
	case mediasock.MethodTaxaAppend:
		if offered.Has("feat.atp") && s.call.Params.Get("taxon.parents") == "" {
			return unsupported("a new album needs an album to be in here (taxon.parents)")
		}
	}
	return nil
}

// typed reports whether d's bytes, not its label, are of an announced type
//
func typed(offered mediasock.Sock, d mediasock.Data) error {
	types := offered.Family("type")
	if d == nil || len(types) == 0 || slices.Contains(types, "type.any") {
		return nil
	}
	r, err := d.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	found, err := mimetype.DetectReader(r)
	if err != nil {
		return err
	}
	mediaType, _, _ := strings.Cut(found.String(), ";")
	if takes(types, mediaType) {
		return nil
	}
	return unsupported("files of type " + mediaType + " are not taken here")
}

// takes reports whether the type.* tokens take a media type: of a class with
// formats only those, of a class without any all.
func takes(types []string, mediaType string) bool {
	class := classOf(mediaType)
	whole, formats := false, false
	for _, token := range types {
		name := strings.TrimPrefix(token, "type.")
		major, wild := strings.CutSuffix(name, "/*")
		switch {
		case name == mediaType, wild && strings.HasPrefix(mediaType, major+"/"):
			return true
		case name == class:
			whole = true
		case strings.Contains(name, "/") && classOf(name) == class:
			formats = true
		}
	}
	return whole && !formats
}

// classOf returns the generic class of a media type (MS-216, MS-219).
func classOf(mediaType string) string {
	major, _, _ := strings.Cut(mediaType, "/")
	switch {
	case major == "image":
		return "img"
	case major == "video":
		return "mov"
	case major == "audio":
		return "aud"
	case mediaType == "text/plain":
		return "txt"
	case mediaType == "text/html", mediaType == "text/rtf", mediaType == "application/rtf":
		return "rtf"
	}
	return "doc"
}
