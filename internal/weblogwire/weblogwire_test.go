package weblogwire_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
	"github.com/mediasock/mediasock/wire"
)

// What is written is read as the same, by a reader that has another author in
// mind.
func TestCall_IsReadAgain(t *testing.T) {
	at := time.Date(2005, 10, 5, 9, 45, 3, 0, time.UTC)
	before, after := weblogwire.Call("metaWeblog.newMediaObject", "1", true, weblogwire.Struct{
		{Name: "name", Value: `<Küste> & "東京" ]]>` + "\n\t"}, {Name: "size", Value: -5}, {Name: "date", Value: at},
		{Name: "list", Value: []any{"a", []any{}, weblogwire.Struct{}}}, {Name: "bits", Value: weblogwire.Bits{}},
	})
	if i := bytes.IndexFunc(append(before, after...), func(r rune) bool { return r > 126 }); i >= 0 {
		t.Errorf("there is more than ASCII in\n%s", before)
	}
	c, err := wire.Foreign{}.Call(strings.NewReader(string(before) + "AAEC" + string(after)))
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"1", "1", map[string]any{
		"name": `<Küste> & "東京" ]]>` + "\n\t", "size": "-5", "date": "20051005T09:45:03", "list": []any{"a", []any{}, nil}, "bits": "\x00\x01\x02",
	}}
	if c.Method != "metaWeblog.newMediaObject" || !reflect.DeepEqual(c.Params, want) {
		t.Errorf("it is read as %q %#v, want %#v", c.Method, c.Params, want)
	}
	if got := weblogwire.ParseDate("20051005T09:45:03"); !got.Equal(at) {
		t.Errorf("ParseDate = %v, want %v", got, at)
	}
}

func TestParseDate_R4(t *testing.T) {
	for text, want := range map[string]string{
		"20051005T09:45:03Z": "2005-10-05T09:45:03Z", "2005-10-05T09:45:03": "2005-10-05T09:45:03Z",
		"2005-10-05T09:45:03+02:00": "2005-10-05T07:45:03Z", "20051005T09:45:03+0200": "0001-01-01T00:00:00Z", "": "0001-01-01T00:00:00Z",
	} {
		if got := weblogwire.ParseDate(text).Format(time.RFC3339); got != want {
			t.Errorf("ParseDate(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestFaultReply_R6(t *testing.T) {
	a, err := wire.Foreign{}.Reply(bytes.NewReader(weblogwire.FaultReply(&weblogwire.Fault{Code: 404, Text: "no such post"})))
	want := map[string]any{"faultCode": "404", "faultString": "no such post"}
	if err != nil || !a.Fault || !reflect.DeepEqual(a.Value, any(want)) {
		t.Errorf("Reply = %+v, %v", a, err)
	}
}

// A caption is the same after it was a post's text, whatever is in it.
func TestDescription_HoldsTheCaption(t *testing.T) {
	for _, caption := range []string{
		"", "one", "one\ntwo\n\nthree", "<b>bold</b> & &amp; <!-- x -->", "</p><p>", "e\u0301 東京", "https://weblog.example/Pier.jpg", "a  b\tc",
	} {
		for _, kind := range []string{"image/jpeg", "video/mp4"} {
			m := &mediasock.Media{Title: `"Pier" <&>`, Caption: caption, File: mediasock.File{Type: kind}}
			const address = "https://weblog.example/xmlrpc/media/5/Pier%20%26.jpg?a=1&b=2"
			text := weblogwire.Description(m, address)
			if got := weblogwire.Plain(text); got != caption {
				t.Errorf("Plain(%q) = %q, want %q", text, got, caption)
			}
			if got := weblogwire.Addresses(text); len(got) == 0 || got[0] != address {
				t.Errorf("Addresses(%q) = %q, want %q", text, got, address)
			}
		}
	}
}

// What weblog programs write is read as people see it.
func TestPlain(t *testing.T) {
	for html, want := range map[string]string{
		"one\r\ntwo":              "one\ntwo",
		"one<br>two<br />\nthree": "one\ntwo\nthree",
		"<p>one</p><p>two</p>":    "one\n\ntwo",
		`<a href="/x/pier.jpg">pier.jpg</a> at <i>dusk</i>`:   "at dusk",
		`<a href="/x/pier.jpg">The pier</a>`:                  "The pier",
		`<a href="/x/pier.jpg"><img src="p.jpg" alt="x"></a>`: "",
		"A &amp; B &#252; &nosuch;":                           "A & B ü &nosuch;",
		"<p>never ends <b":                                    "never ends",
	} {
		if got := weblogwire.Plain(html); got != want {
			t.Errorf("Plain(%q) = %q, want %q", html, got, want)
		}
	}
}

func TestKeywords(t *testing.T) {
	got := weblogwire.Keywords(" sea, night swim,,sea ,")
	if got.String() != "sea;night swim" || weblogwire.KeywordText(mediasock.List{"a,b", "c"}) != "a b, c" {
		t.Errorf("Keywords = %q", got)
	}
}

// An RSD document is read with and without its namespace (M-8).
func TestRSD_M8(t *testing.T) {
	d := &weblogwire.RSD{Engine: "MediaSock & more", Home: "https://example.org/", APIs: []weblogwire.API{
		{Name: "MetaWeblog", Link: "https://example.org/xmlrpc?a=1&b=2", Blog: "1", Preferred: true}, {Name: "Blogger", Link: "x"},
	}}
	text := string(d.Append(nil))
	for _, s := range []string{text, strings.Replace(text, ` xmlns="http://archipelago.phrasewise.com/rsd"`, "", 1)} {
		if got, ok := weblogwire.ParseRSD([]byte(s)); !ok || !reflect.DeepEqual(got, d) {
			t.Errorf("ParseRSD = %+v, %v, want %+v", got, ok, d)
		}
	}
	for _, s := range []string{"", "<html>", "<rss><channel/></rss>", "<rsd><service><apis>", strings.Repeat("<rsd>", 1000)} {
		if got, ok := weblogwire.ParseRSD([]byte(s)); ok {
			t.Errorf("ParseRSD(%.20q) = %+v, want none", s, got)
		}
	}
}
