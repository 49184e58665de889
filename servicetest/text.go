package servicetest

import (
	"strings"

	"github.com/mediasock/mediasock"
)

var textTests = []test{
	{"Text/MS-79 A-46 titles of items are kept as they are", textItems},
	{"Text/MS-79 A-46 titles of albums are kept as they are", textAlbums},
	{"Text/A-44 lines end in LF", textLines},
	{"Text/names of files are only names", textNames},
}

// hostile are titles that break what is careless. Each is one line, without
// control characters, and does not begin or end with a space.
func hostile() []string {
	return []string{
		"Ünïcödé Ångström Ελληνικά Москва 東京 עברית", "🌊👩‍👩‍👧‍👦", "e\u0301 decomposed",
		`"double" 'single' \back\slash`, "<b>bold</b> & &amp; <!-- comment --> ]]>", "--> end --!> of -- comments --",
		"<mediasock value=\"x\"><stat value=\"0\"/></mediasock>", `{"json": [1, "two"]}`,
		"'; DROP TABLE media; --", "$(touch x) `touch x` ${HOME} %s %n %00", "../../etc/passwd", "a:b;c:d",
		"= sum(A1)", "http://example.com/?a=1&b=2", "0", "null", "true", strings.Repeat("long ", 400) + "end",
	}
}

func textItems(k *kit) {
	k.need(AnyText)
	for _, title := range hostile() {
		m := &mediasock.Media{Title: title}
		if k.can(Caption) {
			m.Caption = title
		}
		item, _ := k.add(m)
		k.told(item.ID, m)
	}
}

func textAlbums(k *kit) {
	k.need(AnyText)
	for _, title := range hostile() {
		t := k.taxon(k.album(title))
		if t == nil {
			k.Fatalf("the album %q is not listed", title)
		}
		equal(k, "Title", t.Title, title)
	}
}

func textLines(k *kit) {
	k.need(Caption)
	item, _ := k.add(&mediasock.Media{Caption: "one\r\ntwo\rthree\nfour"})
	equal(k, "Caption", k.item(item.ID).Caption, "one\ntwo\nthree\nfour")
}

func textNames(k *kit) {
	for _, name := range []string{
		"", ".", "..", "../../etc/passwd", `C:\photos\photo.jpg`, "/absolute.jpg", "a/b/../c.jpg",
		"nul\x00byte.jpg", "line\nbreak.jpg", `"quotes".jpg`, "-->.jpg", "photo.jpg ", strings.Repeat("x", 10_000) + ".jpg",
	} {
		b := k.File(k.T)
		item, err := k.s.MediaAppend(k.ctx, &mediasock.Media{Title: "named"}, file(name, b))
		if err != nil {
			k.Errorf("MediaAppend of a file named %.40q: %v", name, err)
			continue
		}
		k.bytes(k.given("MediaAppend", item).ID, b)
		got := k.item(item.ID).File.Name
		if strings.ContainsAny(got, "/\\\x00\n") || len(got) > 1024 {
			k.Errorf("a file named %.40q is called %.40q", name, got)
		}
	}
}
