package xmlio

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func decode(t *testing.T, doc string) (string, error) {
	t.Helper()
	d, err := NewDecoder(strings.NewReader(doc), Limits{Bytes: 10_000, Depth: 5, Tokens: 50})
	if err != nil {
		return "", err
	}
	if _, err := Root(d); err != nil {
		return "", err
	}
	return Text(d)
}

func TestNewDecoder_lenient(t *testing.T) {
	utf16 := "\xff\xfe"
	for _, r := range `<?xml version="1.0" encoding="UTF-16"?><a>é</a>` {
		utf16 += string([]byte{byte(r), byte(r >> 8)})
	}
	for _, c := range []struct{ name, doc, want string }{
		{"OA-1 raw ampersand", "<a>b&c=d & e</a>", "b&c=d & e"},
		{"HTML entities", "<a>caf&eacute;&nbsp;&copy;</a>", "café\u00a0©"},
		{"control characters", "<a>b\x00\x0bc</a>", "bc"},
		{"broken UTF-8", "<a>b\xffc</a>", "b\uFFFDc"},
		{"declared charset", `<?xml version="1.0" encoding="ISO-8859-1"?><a>caf` + "\xe9</a>", "café"},
		{"byte order mark", "\xef\xbb\xbf<a>b</a>", "b"},
		{"UTF-16", utf16, "é"},
		{"white space before the declaration", "\n <?xml version=\"1.0\"?><a>b</a>", "b"},
		{"nested elements", "<a>b<c>d</c>e</a>", "bde"},
		{"XS-1 entities of a DTD stay names", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`, "&x;"},
	} {
		if got, err := decode(t, c.doc); got != c.want || err != nil {
			t.Errorf("%s: Text = %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestNewDecoder_XS1_limits(t *testing.T) {
	for name, doc := range map[string]string{
		"bytes": "<a>" + strings.Repeat("x", 20_000) + "</a>", "depth": strings.Repeat("<a>", 6), "tokens": "<a>" + strings.Repeat("<b/>", 60) + "</a>",
	} {
		if _, err := decode(t, doc); !errors.Is(err, ErrTooLarge) {
			t.Errorf("beyond the limit of %s: %v, want %v", name, err, ErrTooLarge)
		}
	}
	if _, err := decode(t, ""); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("an empty document: %v, want %v", err, io.ErrUnexpectedEOF)
	}
}

func TestAppend(t *testing.T) {
	hostile := "a&<>\"'\t\n\r\x00é\xff\uFFFE"
	for _, c := range []struct{ name, got, want string }{
		{"text", string(AppendText(nil, hostile)), "a&amp;&lt;&gt;\"'\t\n&#13;\uFFFDé\uFFFD\uFFFD"},
		{"attribute", string(AppendAttr(nil, "n", hostile)), " n=\"a&amp;&lt;&gt;&#34;'&#9;&#10;&#13;\uFFFDé\uFFFD\uFFFD\""},
		{"optional", string(AppendOptional(nil, "n", "")), ""},
		{"numbers", string(AppendFloat(AppendInt(AppendInt(nil, "a", 7), "b", 0), "c", 1.5)), ` a="7" c="1.5"`},
		{"element", string(AppendElement(nil, "n", "x")), "<n>x</n>\n"},
		{"AT-6 time", string(AppendTime(nil, "n", time.Date(2006, 7, 7, 14, 0, 0, 5, time.FixedZone("", 7200)))), "<n>2006-07-07T12:00:00Z</n>\n"},
		{"no time", string(AppendTime(nil, "n", time.Time{})), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestWellFormed(t *testing.T) {
	for s, want := range map[string]bool{
		"<a/>": true, " <a>&amp;</a>\n": true, "<a/><b/>": false, "<a>": false, "a<b/>": false, "": false, "<a>&x;</a>": false, "<?xml version=\"1.0\"?><a/>": false, "<!DOCTYPE a><a/>": false,
	} {
		if got := WellFormed(s); got != want {
			t.Errorf("WellFormed(%q) = %v, want %v", s, got, want)
		}
	}
}

// FuzzAppend holds that what is written is read as what was meant.
func FuzzAppend(f *testing.F) {
	f.Add("a&<>\"'\t\n\r\x00é\xff\uFFFE]]>")
	f.Fuzz(func(t *testing.T, s string) {
		doc := append(AppendAttr([]byte("<a"), "n", s), '>')
		doc = append(AppendText(doc, s), "</a>"...)
		var got struct {
			Attr string `xml:"n,attr"`
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal(doc, &got); err != nil {
			t.Fatalf("%v: %s", err, doc)
		}
		want := strings.Map(legal, strings.ToValidUTF8(s, "\uFFFD"))
		if strings.ContainsRune(want, '\uFFFD') {
			return // how many stand for broken bytes in a row is not the point
		}
		if got.Attr != want || got.Text != want {
			t.Errorf("read %q and %q, want %q", got.Attr, got.Text, want)
		}
	})
}

func legal(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return '\uFFFD'
	}
	return r
}
