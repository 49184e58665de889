package check

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	integer64     = regexp.MustCompile(`^[0-9]{1,18}$`)
	point         = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)? -?[0-9]+(\.[0-9]+)?$`)
	mediaElements = strings.Fields("content group thumbnail player title description keywords category hash credit rating " +
		"copyright license rights text restriction adult community comments comment embed param responses response backLinks " +
		"backLink status price subTitle peerLink location scenes scene starRating statistics tags sceneTitle sceneDescription " +
		"sceneStartTime sceneEndTime")
	contentAttributes = strings.Fields("url fileSize type medium isDefault expression bitrate framerate samplingrate channels " +
		"duration height width lang")
	media      = strings.Fields("image audio video document executable")
	quantities = strings.Fields("fileSize bitrate framerate samplingrate channels duration height width")
)

// media tests every element of Media RSS in a document (MR-1 to MR-18).
func (e *exam) media(a *answer) {
	a.tree.walk(func(n *element) {
		switch {
		case n.is(nsGeoRSS, "point"):
			if text := strings.TrimSpace(n.text); !point.MatchString(text) {
				e.at("MR-18", a, n.at, "a point is "+quoted(text))
			}
		case n.Space == nsMedia:
			e.mediaElement(a, n)
		case strings.HasPrefix(n.Space, strings.TrimSuffix(nsMedia, "/")):
			e.at("MR-1", a, n.at, "Media RSS is in the namespace "+quoted(n.Space))
		}
		e.defaults(a, n)
	})
}

func (e *exam) mediaElement(a *answer, n *element) {
	if !slices.Contains(mediaElements, n.Local) {
		e.at("MR-1", a, n.at, "<media:"+n.Local+"> is no element of Media RSS")
	}
	switch n.Local {
	case "content":
		e.mediaContent(a, n)
	case "group":
		if files := len(n.all(nsMedia, "content")); files < 2 {
			e.at("MR-4", a, n.at, fmt.Sprintf("a group of %d", files))
		}
	case "thumbnail":
		e.frame("MR-6", a, n)
	case "player":
		e.frame("MR-7", a, n)
	case "hash":
		e.hash(a, n)
	case "credit", "rating", "restriction":
		e.statement(a, n)
	}
}

// mediaContent tests a file and what is said of it (MR-2, MR-3, OA-11).
func (e *exam) mediaContent(a *answer, n *element) {
	if n.get("url") == "" && n.first(nsMedia, "player") == nil {
		e.at("MR-2", a, n.at, "media:content has neither url nor player")
	}
	for name := range n.attr {
		if name.Space == "" && !slices.Contains(contentAttributes, name.Local) {
			e.at("MR-2", a, n.at, "media:content has the attribute "+name.Local)
		}
	}
	medium := n.get("medium")
	if medium == "" {
		e.at("OA-11", a, n.at, "media:content does not tell its medium")
	} else if !slices.Contains(media, medium) {
		e.at("MR-3", a, n.at, "the medium is "+quoted(medium))
	}
	for name, words := range map[string][]string{"isDefault": {"true", "false"}, "expression": {"sample", "full", "nonstop"}} {
		if v := n.get(name); v != "" && !slices.Contains(words, v) {
			e.at("MR-3", a, n.at, name+" is "+quoted(v))
		}
	}
	for _, name := range quantities {
		if v := n.get(name); v != "" && !quantity(v) {
			e.at("MR-3", a, n.at, name+" is "+quoted(v))
		}
	}
}

func quantity(s string) bool {
	f, err := strconv.ParseFloat(s, 64)
	return err == nil && f >= 0
}

// defaults tests that of the files of one element one is the default (MR-3).
func (e *exam) defaults(a *answer, n *element) {
	count := 0
	for _, c := range n.all(nsMedia, "content") {
		if c.get("isDefault") == "true" {
			count++
		}
	}
	if count > 1 {
		e.at("MR-3", a, n.at, fmt.Sprintf("<%s> has %d defaults", n.Local, count))
	}
}

// frame tests a thumbnail or player (MR-6, MR-7).
func (e *exam) frame(rule string, a *answer, n *element) {
	if n.get("url") == "" {
		e.at(rule, a, n.at, "media:"+n.Local+" has no url")
	}
	for _, name := range []string{"width", "height"} {
		if v := n.get(name); v != "" && !quantity(v) {
			e.at(rule, a, n.at, name+" of media:"+n.Local+" is "+quoted(v))
		}
	}
}

// hash tests the form of a hash (MR-11); whether it is the file's is seen later.
func (e *exam) hash(a *answer, n *element) {
	size := map[string]int{"": 16, "md5": 16, "sha-1": 20, "sha-256": 32}[n.get("algo")]
	text := strings.TrimSpace(n.text)
	if b, err := hex.DecodeString(text); err != nil || len(b) != size {
		e.at("MR-11", a, n.at, "a hash "+quoted(n.get("algo"))+" is "+quoted(text))
	}
}

// statement tests what is said in words of a set (MR-12, MR-13, MR-15).
func (e *exam) statement(a *answer, n *element) {
	text := strings.TrimSpace(n.text)
	switch scheme := n.get("scheme"); {
	case n.Local == "credit" && strings.ToLower(n.get("role")) != n.get("role"):
		e.at("MR-12", a, n.at, "the role is "+quoted(n.get("role")))
	case n.Local == "rating" && (scheme == "" || scheme == "urn:simple") && text != "adult" && text != "nonadult":
		e.at("MR-13", a, n.at, "the rating is "+quoted(text))
	case n.Local == "restriction" && n.get("relationship") != "allow" && n.get("relationship") != "deny":
		e.at("MR-15", a, n.at, "the relationship is "+quoted(n.get("relationship")))
	}
}

// files returns the contents of an entry, those in groups too.
func files(entry *element) []*element {
	list := entry.all(nsMedia, "content")
	for _, g := range entry.all(nsMedia, "group") {
		list = append(list, g.all(nsMedia, "content")...)
	}
	return list
}

// shows tests what an entry gives to see and to hear (OM-36, OM-38, OM-39). What
// is in the old namespace is MR-1 alone.
func (e *exam) shows(a *answer, n *element) {
	list := files(n)
	if len(list) == 0 {
		if n.first(strings.TrimSuffix(nsMedia, "/"), "content") == nil {
			e.at("OM-36", a, n.at, "the entry has no media:content")
		}
		return
	}
	c := list[0]
	if c.get("url") != "" && (c.get("type") == "" || c.get("fileSize") == "") {
		e.at("OM-36", a, c.at, "media:content has no type or fileSize")
	}
	seen, heard := []string{"image", "video"}, []string{"video", "audio"}
	if slices.Contains(seen, c.get("medium")) {
		e.sized("OM-39", a, n, "thumbnail")
	}
	if slices.Contains(heard, c.get("medium")) {
		e.sized("OM-38", a, n, "player")
	}
}

// sized tests that an entry has an element of Media RSS with its size, at
// whatever depth (MR-5).
func (e *exam) sized(rule string, a *answer, entry *element, name string) {
	var found *element
	entry.walk(func(n *element) {
		if found == nil && n.is(nsMedia, name) {
			found = n
		}
	})
	switch {
	case found == nil:
		e.at(rule, a, entry.at, "the entry has no media:"+name)
	case found.get("width") == "" || found.get("height") == "":
		e.at(rule, a, found.at, "media:"+name+" has no width or height")
	}
}
