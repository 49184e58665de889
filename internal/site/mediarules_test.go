package site_test

import (
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mediaRules are those of Media RSS.
func mediaRules() []rule {
	media := func(local string, check func(n *node, wrong func(string, ...any))) func(*document, func(string, ...any)) {
		return func(d *document, wrong func(string, ...any)) {
			d.root.walk(func(n *node) {
				if n.Space == nsMedia && n.Local == local {
					check(n, wrong)
				}
			})
		}
	}
	return []rule{
		{"MR-1", "", func(d *document, wrong func(string, ...any)) {
			d.root.walk(func(n *node) {
				if strings.HasPrefix(n.Space, strings.TrimSuffix(nsMedia, "/")) && n.Space != nsMedia {
					wrong("namespace %q", n.Space)
				}
				if n.Space == nsMedia && !slices.Contains(mediaElements, n.Local) {
					wrong("<media:%s>", n.Local)
				}
			})
		}},
		{"MR-2", "", media("content", contentRule)},
		{"MR-3", "", defaultRule},
		{"MR-4", "", media("group", func(n *node, wrong func(string, ...any)) {
			if len(n.all(nsMedia, "content")) < 2 {
				wrong("a group of %d", len(n.all(nsMedia, "content")))
			}
		})},
		{"MR-6", "", media("thumbnail", func(n *node, wrong func(string, ...any)) {
			if n.get("url") == "" || !numbers(n, "width", "height") {
				wrong("thumbnail %v", n.attr)
			}
		})},
		{"MR-7", "", media("player", func(n *node, wrong func(string, ...any)) {
			if n.get("url") == "" || !numbers(n, "width", "height") {
				wrong("player %v", n.attr)
			}
		})},
		{"MR-11", "", media("hash", func(n *node, wrong func(string, ...any)) {
			size := map[string]int{"": 16, "md5": 16, "sha-1": 20}[n.get("algo")]
			if b, err := hex.DecodeString(n.text); err != nil || len(b) != size || n.text != strings.ToLower(n.text) {
				wrong("hash %q %q", n.get("algo"), n.text)
			}
		})},
		{"MR-18", "", func(d *document, wrong func(string, ...any)) {
			d.root.walk(func(n *node) {
				if n.Space == nsGeoRSS && n.Local == "point" && !point.MatchString(n.text) {
					wrong("point %q", n.text)
				}
			})
		}},
	}
}

var (
	mediaElements = strings.Fields("content group thumbnail player title description keywords category hash credit rating copyright license rights text restriction adult")
	point         = regexp.MustCompile(`^-?\d+(\.\d+)? -?\d+(\.\d+)?$`)
)

func contentRule(n *node, wrong func(string, ...any)) {
	if n.get("url") == "" && len(n.all(nsMedia, "player")) == 0 {
		wrong("content without url and player")
	}
	if n.get("fileSize") == "" || n.get("type") == "" || n.get("medium") == "" {
		wrong("content without fileSize, type or medium (OM-36, OA-11): %v", n.attr)
	}
	known := strings.Fields("url fileSize type medium isDefault expression bitrate framerate samplingrate channels duration height width lang")
	for name := range n.attr {
		if !slices.Contains(known, name.Local) {
			wrong("attribute %s", name.Local)
		}
	}
	if !slices.Contains([]string{"image", "audio", "video", "document", "executable"}, n.get("medium")) {
		wrong("MR-3: medium %q", n.get("medium"))
	}
	if !numbers(n, "fileSize", "bitrate", "framerate", "samplingrate", "channels", "duration", "height", "width") {
		wrong("MR-3: a number of %v", n.attr)
	}
	if s := n.get("isDefault"); s != "" && s != "true" && s != "false" {
		wrong("MR-3: isDefault %q", s)
	}
	if s := n.get("expression"); s != "" && !slices.Contains([]string{"sample", "full", "nonstop"}, s) {
		wrong("MR-3: expression %q", s)
	}
}

// defaultRule holds that no entry has two contents that are its default.
func defaultRule(d *document, wrong func(string, ...any)) {
	d.root.walk(func(n *node) {
		defaults := 0
		for _, c := range n.all(nsMedia, "content") {
			if c.get("isDefault") == "true" {
				defaults++
			}
		}
		if defaults > 1 {
			wrong("%d defaults in <%s>", defaults, n.Local)
		}
	})
}

// numbers reports whether those of the attributes that are there are numbers and
// not negative.
func numbers(n *node, names ...string) bool {
	for _, name := range names {
		if s := n.get(name); s != "" {
			if f, err := strconv.ParseFloat(s, 64); err != nil || f < 0 {
				return false
			}
		}
	}
	return true
}

// Each rule finds what it is for: documents of ours, broken on purpose.
func TestRules_FindWhatIsBroken(t *testing.T) {
	h := album(t)
	for _, c := range []struct{ path, old, new, rule string }{
		{"/opensearch.xml", "<Tags>", `<Tags xmlns="http://x">`, "OS-1"},
		{"/opensearch.xml", "</ShortName>", " and much, much more</ShortName>", "OS-2"},
		{"/opensearch.xml", "<Description>", "<Description/><Description>", "OS-2"},
		{"/opensearch.xml", ` type="text/html"`, "", "OS-3"},
		{"/opensearch.xml", `rel="self"`, `rel="self x"`, "OS-3"},
		{"/opensearch.xml", "<Tags>", "<Tags>x</Tags><Tags>", "OS-5"},
		{"/opensearch.xml", ">open<", ">ajar<", "OS-9"},
		{"/opensearch.xml", "{startPage?}", "{page?}", "OS-12"},
		{"/opensearch.xml", "{geo:box?}", "{g:box?}", "OS-12"},
		{"/opensearch.xml", "{searchTerms}", "{searchTerms", "OS-12"},
		{"/opensearch.xml", "application/opensearchdescription+xml", "text/xml", "OS-24"},
		{"/opensearch.xml", `type="application/rss+xml"`, `type="text/xml"`, "OS-29"},
		{"/search?format=atom", "<opensearch:startIndex>1", "<opensearch:startIndex>-1", "OS-17"},
		{"/search?format=atom", "<opensearch:itemsPerPage>20", "<opensearch:itemsPerPage>2", "OS-17"},
		{"/search?format=rss", "<opensearch:totalResults>", "<opensearch:totalResults>x</opensearch:totalResults><opensearch:totalResults>", "OS-17"},
		{"/search?format=atom&q=bergen", `role="request"`, `role="question"`, "OS-18"},
		{"/search?format=atom&q=bergen", `searchTerms="bergen"`, `searchTerms="a b"`, "OS-18"},
		{"/search?format=atom&q=bergen", `rel="self" type="application/atom+xml"`, `rel="self" type="text/xml"`, "OS-20"},
		{"/search?format=atom&count=5", `rel="next"`, `rel="previous"`, "OS-20"},
		{"/search?format=atom", "<author>", "<x>", "AT-"},
		{"/search?format=atom", `type="text/html" href="` + h.url + "/i/", `type="application/atom+xml" href="` + h.url + "/i/", "AT-4"},
		{"/search?format=atom", "Z</updated>", "</updated>", "AT-6"},
		{"/search?format=rss", " +0000</pubDate>", "</pubDate>", "AT-6"},
		{"/search?format=atom", `rel="enclosure"`, `rel="file"`, "AT-10"},
		{"/search?format=atom", h.url + "/media/", "/media/", "AT-12"},
		{"/search?format=atom", "<id>tag:", "<id>tog:", "TG-1"},
		{"/search?format=atom", `"` + nsMedia + `"`, `"` + strings.TrimSuffix(nsMedia, "/") + `"`, "MR-1"},
		{"/search?format=atom", ` fileSize="`, ` fileSize="-`, "MR-2"},
		{"/search?format=atom", ` medium="image"`, ` medium="picture"`, "MR-2"},
		{"/search?format=atom", "<media:content ", `<media:content isDefault="true" url="http://x/" type="a/b" medium="image" fileSize="1"/><media:content `, "MR-3"},
		{"/search?format=atom", "<media:thumbnail url=", "<media:thumbnail src=", "MR-6"},
		{"/search?format=atom", "<media:player url=", "<media:player src=", "MR-7"},
		{"/search?format=atom&q=bergen", "</georss:point>", ",1</georss:point>", "MR-18"},
	} {
		d := fetchDocument(t, h, c.path)
		body := strings.Replace(d.body, c.old, c.new, 1)
		if c.old == "<author>" {
			body = strings.ReplaceAll(strings.ReplaceAll(d.body, "<author>", "<x>"), "</author>", "</x>")
		}
		root, err := parse(body)
		if body == d.body || err != nil {
			t.Errorf("%s: %q for %q changes nothing, or too much: %v", c.path, c.new, c.old, err)
			continue
		}
		found := broken(&document{address: d.address, header: d.header, body: body, root: root})
		if !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, c.rule) }) {
			t.Errorf("%s with %q for %q breaks %q, want %s", c.path, c.new, c.old, found, c.rule)
		}
	}
}
