package mediarss

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mediasock/mediasock/internal/xmlio"
)

var update = flag.Bool("update", false, "write the golden files anew")

// wrap is an element around an item with the prefixes that it needs.
const wrap = `<item xmlns:media="` + Namespace + `" xmlns:georss="` + GeoRSS + `" xmlns:gml="` + GML + `" xmlns:geo="` + WGS84 + `">`

func readItem(t *testing.T, inner string) *Item {
	t.Helper()
	it, err := parseItem(wrap + inner + "</item>")
	if err != nil {
		t.Fatalf("reading %s: %v", inner, err)
	}
	return it
}

func parseItem(doc string) (*Item, error) {
	d, err := xmlio.NewDecoder(strings.NewReader(doc), xmlio.Limits{})
	if err != nil {
		return nil, err
	}
	it := &Item{}
	if _, err := xmlio.Root(d); err != nil {
		return nil, err
	}
	for {
		start, err := nextChild(d)
		if err != nil || start == nil {
			return it, err
		}
		if known, err := it.Element(d, *start, nil); err != nil {
			return nil, err
		} else if !known {
			if err := d.Skip(); err != nil {
				return nil, err
			}
		}
	}
}

func full() *Item {
	return &Item{
		Groups: []Group{{
			Contents: []Content{
				{URL: "https://example.org/o.mp4", FileSize: 7340032, Type: "video/mp4", Medium: Video, IsDefault: true, Expression: "full",
					Bitrate: 128.5, Framerate: 25, SamplingRate: 44.1, Channels: 2, Duration: 185.25, Width: 1280, Height: 720, Lang: "en"},
				{URL: "https://example.org/s.webm", Type: "video/webm", Details: Details{Hashes: []Hash{{"", "d41d8cd98f00b204e9800998ecf8427e"}, {"sha-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}}},
			},
			Details: Details{Thumbnails: []Thumbnail{{"https://example.org/t.jpg?a=1&b=2", 75, 50, "12:05:01.123"}}},
		}},
		Contents: []Content{{URL: "https://example.org/leaflet.pdf", Type: "application/pdf"}},
		Details: Details{
			Title: Text{"html", "<b>Ferry</b> & more"}, Description: Text{"", "Evening\nlight"},
			Keywords: []string{"sea", "old ship"}, Categories: []Category{{"ferry", "https://example.org/c", "Ferries"}},
			Player:  &Player{"https://example.org/embed/1", 640, 360},
			Credits: []Credit{{"photographer", "", "Ada Example"}, {"", "urn:yvs", "Bob"}}, Ratings: []Rating{{"", "nonadult"}, {"urn:mpaa", "pg"}},
			Copyright: &Copyright{"https://example.org/terms", "2006 Ada"}, License: &License{"text/html", "https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"},
			Rights: "userCreated", Texts: []TimedText{{"", "en", "00:00:03", "00:00:10", "All aboard"}},
			Restrictions: []Restriction{{"allow", "country", "de at"}}, Location: &Point{54.3233, -10.14},
		},
	}
}

func TestAppendItem(t *testing.T) {
	body := AppendItem(nil, full())
	if *update {
		if err := os.WriteFile("testdata/item.golden.xml", body, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/item.golden.xml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(body)); diff != "" {
		t.Errorf("AppendItem (-want +got):\n%s", diff)
	}
	if !xmlio.WellFormed(wrap + string(body) + "</item>") {
		t.Error("the item is not well-formed")
	}
	if diff := cmp.Diff(full(), readItem(t, string(body))); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestElement(t *testing.T) {
	for _, c := range []struct {
		name, xml string
		want      Item
	}{
		{"MR-1 without the slash", `<m:content xmlns:m="http://search.yahoo.com/mrss" url="a.jpg" width="4"/>`, Item{Contents: []Content{{URL: "a.jpg", Width: 4}}}},
		{"MR-2 no address, but a player", `<media:content><media:player url="p"/></media:content><media:content type="image/png"/>`,
			Item{Contents: []Content{{Details: Details{Player: &Player{URL: "p"}}}}}},
		{"MR-3 broken numbers are unstated", `<media:content url="a" fileSize="12.7" width="-4" height="tall" duration="1:02:03" bitrate="NaN" isDefault="TRUE" medium=" Image "/>`,
			Item{Contents: []Content{{URL: "a", FileSize: 12, Duration: 3723, IsDefault: true, Medium: Image}}}},
		{"MR-4 a group", `<media:group><media:content url="a"/><media:content url="b"/></media:group><media:content url="c"/>`,
			Item{Groups: []Group{{Contents: []Content{{URL: "a"}, {URL: "b"}}}}, Contents: []Content{{URL: "c"}}}},
		{"MR-6 thumbnails, the first first", `<media:thumbnail url="a" width="75" height="50" time="12:05:01.123"/><media:thumbnail url="b"/><media:thumbnail width="1"/>`,
			Item{Details: Details{Thumbnails: []Thumbnail{{"a", 75, 50, "12:05:01.123"}, {URL: "b"}}}}},
		{"MR-7 a player", `<media:player url="p" width="400" height="200"/>`, Item{Details: Details{Player: &Player{"p", 400, 200}}}},
		{"MR-7 a player without an address", `<media:player width="400"/>`, Item{}},
		{"MR-8 html", `<media:title type="html">a &lt;b&gt;c&lt;/b&gt;</media:title><media:description>d &lt;e&gt;</media:description>`,
			Item{Details: Details{Title: Text{"html", "a <b>c</b>"}, Description: Text{"", "d <e>"}}}},
		{"MR-14 rights", `<media:copyright url="u">c</media:copyright><media:license type="text/html" href="l">L</media:license><media:rights status="official"/>`,
			Item{Details: Details{Copyright: &Copyright{"u", "c"}, License: &License{"text/html", "l", "L"}, Rights: "official"}}},
		{"MR-15 texts and restrictions", `<media:text type="html" lang="en" start="00:00:03" end="00:00:10">All &lt;i&gt;aboard&lt;/i&gt;</media:text><media:restriction relationship="deny" type="country">de at</media:restriction>`,
			Item{Details: Details{Texts: []TimedText{{"html", "en", "00:00:03", "00:00:10", "All <i>aboard</i>"}}, Restrictions: []Restriction{{"deny", "country", "de at"}}}}},
		{"MR-9 keywords", `<media:keywords> sea,, old  pier ,</media:keywords>`, Item{Details: Details{Keywords: []string{"sea", "old pier"}}}},
		{"MR-10 MR-12 MR-13 default schemes", `<media:category scheme="` + CategoryScheme + `">a</media:category><media:credit role="Author" scheme="urn:ebu">b</media:credit><media:rating scheme="urn:simple">adult</media:rating>`,
			Item{Details: Details{Categories: []Category{{Term: "a"}}, Credits: []Credit{{Role: "author", Name: "b"}}, Ratings: []Rating{{Value: "adult"}}}}},
		{"MR-11 hash", `<media:hash algo="SHA1"> DA39 </media:hash><media:hash algo="md5">AB</media:hash>`, Item{Details: Details{Hashes: []Hash{{"sha-1", "da39"}, {"", "ab"}}}}},
		{"MR-16 adult", `<media:adult>true</media:adult>`, Item{Details: Details{Ratings: []Rating{{Value: "adult"}}}}},
		{"MR-17 extras", `<media:community><media:starRating average="3"/></media:community><media:scenes/><media:peerLink href="x"/>`, Item{}},
		{"MR-18 georss", `<georss:point> 54.3 10.1 </georss:point>`, Item{Details: Details{Location: &Point{54.3, 10.1}}}},
		{"MR-18 comma", `<georss:point>54.3,10.1</georss:point>`, Item{Details: Details{Location: &Point{54.3, 10.1}}}},
		{"MR-18 gml", `<georss:where><gml:Point><gml:pos>54.3 10.1</gml:pos></gml:Point></georss:where>`, Item{Details: Details{Location: &Point{54.3, 10.1}}}},
		{"MR-18 media:location", `<media:location><georss:where><gml:Point><gml:pos>54.3 10.1</gml:pos></gml:Point></georss:where></media:location>`, Item{Details: Details{Location: &Point{54.3, 10.1}}}},
		{"MR-18 geo", `<geo:lat>54.3</geo:lat><geo:long>10.1</geo:long>`, Item{Details: Details{Location: &Point{54.3, 10.1}}}},
		{"MR-18 not on Earth", `<georss:point>94.3 10.1</georss:point><georss:point>NaN 1</georss:point>`, Item{}},
		{"OA-10 details right under the entry", `<media:thumbnail url="t"/><media:player url="p" width="3"/>`, Item{Details: Details{Thumbnails: []Thumbnail{{URL: "t"}}, Player: &Player{URL: "p", Width: 3}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(&c.want, readItem(t, c.xml)); diff != "" {
				t.Errorf("reading %s (-want +got):\n%s", c.xml, diff)
			}
		})
	}
}

func TestItem_Resolve_MR5(t *testing.T) {
	it := readItem(t, `<media:title>entry</media:title><media:credit role="author">entry</media:credit><media:keywords>entry</media:keywords>
		<media:group><media:title>group</media:title><media:rating>nonadult</media:rating><media:content url="1"><media:title>content</media:title></media:content><media:content url="2"/></media:group>
		<media:content url="3"><media:keywords>content</media:keywords></media:content>`)
	feed := &Details{Copyright: &Copyright{Text: "feed"}, Keywords: []string{"feed"}}
	type row struct{ url, title, credit, keyword, copyright string }
	var got []row
	for _, c := range it.Resolve(feed) {
		got = append(got, row{c.URL, c.Title.Body, c.Credits[0].Name, c.Keywords[0], c.Copyright.Text})
	}
	want := []row{{"3", "entry", "entry", "content", "feed"}, {"1", "content", "entry", "entry", "feed"}, {"2", "group", "entry", "entry", "feed"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("Resolve (-want +got):\n%s", diff)
	}
	if len(it.Groups[0].Contents[1].Keywords) != 0 {
		t.Error("Resolve changed the item that it was asked of")
	}
}

func TestItem_Default(t *testing.T) {
	for name, c := range map[string]struct{ xml, want string }{
		"says so":    {`<media:content url="1" width="9" height="9"/><media:content url="2" isDefault="true"/>`, "2"},
		"is largest": {`<media:content url="1" width="2" height="9"/><media:content url="2" width="9" height="9"/>`, "2"},
		"is first":   {`<media:content url="1"/><media:content url="2"/>`, "1"},
	} {
		if got, ok := readItem(t, c.xml).Default(); got.URL != c.want || !ok {
			t.Errorf("Default() of what %s = %q, %v, want %q", name, got.URL, ok, c.want)
		}
	}
	if _, ok := new(Item).Default(); ok {
		t.Error("Default() of nothing found something")
	}
}

func TestContent_MediumOf_OA11(t *testing.T) {
	for _, c := range []struct {
		in   Content
		want string
	}{
		{Content{Medium: "audio", Type: "image/png"}, Audio},
		{Content{Medium: "smell", Type: "image/png"}, Image},
		{Content{Type: "application/pdf", URL: "a.mp4"}, Document},
		{Content{URL: "http://h/a.MP4?x=.jpg"}, Video},
		{Content{URL: "http://h/a"}, ""},
	} {
		if got := c.in.MediumOf(); got != c.want {
			t.Errorf("MediumOf of %+v = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzElement(f *testing.F) {
	f.Add(string(AppendItem(nil, full())))
	f.Add(`<media:content url="a" duration="1:02"><media:hash algo="sha1">AB</media:hash></media:content><geo:lat>1</geo:lat>`)
	f.Fuzz(func(t *testing.T, inner string) {
		first, err := parseItem(wrap + inner + "</item>")
		if err != nil {
			return
		}
		var body []byte
		body = append(body, wrap...)
		body = append(AppendItem(body, first), "</item>"...)
		again, err := parseItem(string(body))
		if err != nil {
			t.Fatalf("reading what was written: %v\n%s", err, body)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("meaning changed (-first +again):\n%s\n%s", diff, body)
		}
		if !bytes.HasPrefix(body, []byte(wrap)) {
			t.Error("AppendItem changed what was there")
		}
	})
}
