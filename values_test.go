package mediasock_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
)

func TestParseList(t *testing.T) {
	tests := []struct {
		name, in string
		want     mediasock.List
	}{
		{"MS-81", "sea;night", mediasock.List{"sea", "night"}},
		{"MS-83 spaces within", "Pier at dusk;x", mediasock.List{"Pier at dusk", "x"}},
		{"A-40 spaces around, empties, end", " a ;; b ; ", mediasock.List{"a", "b"}},
		{"A-40 duplicates", "a;b;a", mediasock.List{"a", "b"}},
		{"A-40 commas stay", "a,b", mediasock.List{"a,b"}},
		{"A-39 nothing is decoded", "a%3Bb；c", mediasock.List{"a%3Bb；c"}},
		{"empty", "", nil},
		{"only separators", ";;", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := mediasock.ParseList(tt.in); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("ParseList(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestParseList_manyDuplicates_A40(t *testing.T) {
	got := mediasock.ParseList(strings.Repeat("a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;", 3))
	if len(got) != 19 {
		t.Errorf("%d items, want 19", len(got))
	}
	if got := mediasock.ParseList(strings.Repeat("x;", 50000)); len(got) != 1 {
		t.Errorf("%d items, want 1", len(got))
	}
}

func TestList_String(t *testing.T) {
	tests := []struct {
		name string
		in   mediasock.List
		want string
	}{
		{"MS-82 no end", mediasock.List{"a", "b"}, "a;b"},
		{"MS-84 A-39 semicolon", mediasock.List{"a;b"}, "a；b"},
		{"controls and empties", mediasock.List{"", " a\nb ", "\t"}, "a b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.String(); got != tt.want {
				t.Errorf("String() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAttributeList(t *testing.T) {
	tests := []struct {
		name, in string
		want     mediasock.AttributeList
		out      string
	}{
		{"MS-85 MS-87 A-13", ":country:wibble;:location:wobble", mediasock.AttributeList{{"", "country", "wibble"}, {"", "location", "wobble"}}, ":country:wibble;:location:wobble"},
		{"MS-90", "date:created:20051005094503.+0601", mediasock.AttributeList{{"date", "created", "20051005094503.+0601"}}, "date:created:20051005094503.+0601"},
		{"MS-91", "geo:location:0.050,-0.050", mediasock.AttributeList{{"geo", "location", "0.050,-0.050"}}, "geo:location:0.050,-0.050"},
		{"A-13 two parts", "city:Bern", mediasock.AttributeList{{"", "city", "Bern"}}, ":city:Bern"},
		{"A-13 extra colons", ":event:a:b:c", mediasock.AttributeList{{"", "event", "a:b:c"}}, ":event:a：b：c"},
		{"one part", "alone", mediasock.AttributeList{{"", "", "alone"}}, "::alone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := mediasock.ParseAttributeList(tt.in)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("ParseAttributeList(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if out := got.String(); out != tt.out {
				t.Errorf("String() = %q, want %q", out, tt.out)
			}
		})
	}
	list := mediasock.AttributeList{{"", "Person", "a;b"}, {"", "person", "c"}, {"my domain", "x", "y"}}
	if got, want := list.String(), ":person:a；b;:person:c;my-domain:x:y"; got != want {
		t.Errorf("MS-88 String() = %q, want %q", got, want)
	}
	if v, ok := list.Get("", "PERSON"); v != "a;b" || !ok {
		t.Errorf("Get = %q, %v", v, ok)
	}
	if all := list.All("", "person"); !slices.Equal(all, []string{"a;b", "c"}) {
		t.Errorf("All = %q", all)
	}
	if _, ok := list.Get("geo", "person"); ok {
		t.Error("MS-86: Get found an attribute of another domain")
	}
}

// TestAttributeTypes_MS86_MS89: the recommended types are distinct, are spelt so,
// and are found again by domain and name together.
func TestAttributeTypes_MS86_MS89(t *testing.T) {
	types := map[string][2]string{
		":product:": {mediasock.DomainText, mediasock.AttributeProduct}, ":category:": {mediasock.DomainText, mediasock.AttributeCategory},
		":event:": {mediasock.DomainText, mediasock.AttributeEvent}, ":author:": {mediasock.DomainText, mediasock.AttributeAuthor},
		":person:": {mediasock.DomainText, mediasock.AttributePerson}, ":country:": {mediasock.DomainText, mediasock.AttributeCountry},
		":state:": {mediasock.DomainText, mediasock.AttributeState}, ":city:": {mediasock.DomainText, mediasock.AttributeCity},
		":location:": {mediasock.DomainText, mediasock.AttributeLocation}, "geo:location:": {mediasock.DomainGeo, mediasock.AttributeLocation},
		"date:created:": {mediasock.DomainDate, mediasock.AttributeCreated}, "date:updated:": {mediasock.DomainDate, mediasock.AttributeUpdated},
		"date:lastused:": {mediasock.DomainDate, mediasock.AttributeLastUsed},
	}
	var list mediasock.AttributeList
	for text, kind := range types {
		list = append(list, mediasock.Attribute{Domain: kind[0], Name: kind[1], Value: text[:len(text)-1]})
		one := mediasock.AttributeList{{Domain: kind[0], Name: kind[1], Value: "x"}}
		if got := one.String(); got != text+"x" {
			t.Errorf("%v is written %q, want %q", one, got, text+"x")
		}
	}
	for text, kind := range types {
		if all := list.All(kind[0], kind[1]); !slices.Equal(all, []string{text[:len(text)-1]}) {
			t.Errorf("All(%q, %q) = %q, want %q alone", kind[0], kind[1], all, text)
		}
	}
}

func TestTaxon_IconURL_A45(t *testing.T) {
	for icon, want := range map[string]string{
		"http://h/a.png": "http://h/a.png", "https://h/a.png": "https://h/a.png", "/a.png": "/a.png",
		"": "", "123": "", "http": "", "httpx://a": "", "a/b": "", "ftp://h/a": "", "javascript:x": "",
	} {
		if got := (&mediasock.Taxon{Icon: icon}).IconURL(); got != want {
			t.Errorf("IconURL of %q = %q, want %q", icon, got, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	at := time.Date(2005, 10, 5, 9, 45, 3, 0, time.UTC)
	tests := []struct {
		name, in, out, local string
	}{
		{"MS-92", "20051005094503", "20051005094503", "2005-10-05 09:45:03"},
		{"MS-93 A-42 vector", "20051005094503.+0601", "20051005094503.+0601", "2005-10-05 11:45:03"},
		{"A-42 without a dot", "20051005094503+0601", "20051005094503.+0601", "2005-10-05 11:45:03"},
		{"A-42 west", "20051005094503.-3000", "20051005094503.-3000", "2005-10-05 04:45:03"},
		{"A-42 two hours of DST", "20051005094503.+0602", "20051005094503.+0602", "2005-10-05 12:45:03"},
		{"A-42 RFC 3339", "2005-10-05T11:45:03+02:00", "20051005094503.+1200", "2005-10-05 11:45:03"},
		{"A-42 RFC 3339 in UTC", "2005-10-05T09:45:03.25Z", "20051005094503", "2005-10-05 09:45:03"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := mediasock.ParseDate(tt.in)
			if err != nil || !d.Time.Equal(at) {
				t.Fatalf("ParseDate(%q) = %v, %v, want %v", tt.in, d, err, at)
			}
			if out := d.String(); out != tt.out {
				t.Errorf("String() = %q, want %q", out, tt.out)
			}
			if local := d.Local().Format("2006-01-02 15:04:05"); local != tt.local {
				t.Errorf("Local() = %q, want %q", local, tt.local)
			}
		})
	}
	for in, want := range map[string]string{"20051005": "20051005000000", "200510050945": "20051005094500"} {
		if d, err := mediasock.ParseDate(in); err != nil || d.String() != want {
			t.Errorf("A-42 ParseDate(%q) = %v, %v, want %s", in, d, err, want)
		}
	}
	for _, bad := range []string{"", "2005", "20051305094503", "20051005094503.0601", "20051005094503.+06x1", "20050230000000", "yesterday", strings.Repeat("1", 99)} {
		if d, err := mediasock.ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", bad, d)
		}
	}
}

func TestDateOf_A42(t *testing.T) {
	for _, tt := range []struct{ zone, at, want string }{
		{"Europe/Berlin", "2005-07-05T11:45:03", "20050705094503.+0601"},
		{"Europe/Berlin", "2005-01-05T11:45:03", "20050105104503.+0600"},
		{"America/New_York", "2005-07-05T05:45:03", "20050705094503.-3001"},
		{"Australia/Lord_Howe", "2005-01-05T11:00:00", "20050105000000.+6600"}, // half an hour of DST: in the offset
		{"Asia/Kolkata", "2005-01-05T05:30:00", "20050105000000.+3300"},
		{"UTC", "2005-01-05T05:30:00", "20050105053000"},
	} {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Skipf("no time zone data: %v", err)
		}
		at, _ := time.ParseInLocation("2006-01-02T15:04:05", tt.at, zone)
		if got := mediasock.DateOf(at); got.String() != tt.want || !got.Local().Equal(at) {
			t.Errorf("DateOf(%s %s) = %s, want %s", tt.at, tt.zone, got, tt.want)
		}
	}
	if got := (mediasock.Date{Time: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)}).String(); got != "" {
		t.Errorf("year 12000 is written as %q", got)
	}
}

func TestGeo_MS94_A43(t *testing.T) {
	for in, want := range map[string]string{
		"0.050,-0.050": "0.05,-0.05", " +46.94797 , 7.447447123 ": "46.94797,7.447447", "-90,180": "-90,180",
		"-0.0000001,0": "0,0", "46.,.5": "46,0.5",
	} {
		if g, err := mediasock.ParseGeo(in); err != nil || g.String() != want {
			t.Errorf("ParseGeo(%q) = %v, %v, want %s", in, g, err, want)
		}
	}
	for _, bad := range []string{"", "1", "1,2,3", "90.1,0", "0,-180.1", "a,b", "1e1,0", "NaN,0", "0x1p1,0", ",", "+-1,0"} {
		if g, err := mediasock.ParseGeo(bad); err == nil {
			t.Errorf("ParseGeo(%q) = %v, want an error", bad, g)
		}
	}
}

func TestExpiry_MS133_A60(t *testing.T) {
	for in, want := range map[string]mediasock.Expiry{
		"0": {}, "25": {Idle: 25 * time.Minute}, "899": {Idle: 899 * time.Minute},
		"900": {After: 900 * time.Second}, "3600": {After: time.Hour}, " 25 ": {Idle: 25 * time.Minute},
	} {
		e, err := mediasock.ParseExpiry(in)
		if e != want || err != nil {
			t.Errorf("ParseExpiry(%q) = %v, %v, want %v", in, e, err, want)
		}
		if out := e.String(); out != strings.TrimSpace(in) {
			t.Errorf("ParseExpiry(%q).String() = %q", in, out)
		}
	}
	for _, bad := range []string{"", "-1", "soon", "99999999999999999999"} {
		if e, err := mediasock.ParseExpiry(bad); err == nil || e.Idle != mediasock.MinIdle {
			t.Errorf("ParseExpiry(%q) = %v, %v, want the minimum and an error", bad, e, err)
		}
	}
	for want, e := range map[string]mediasock.Expiry{
		"15": {Idle: time.Minute}, "899": {Idle: 48 * time.Hour}, "20": {Idle: 20 * time.Minute, After: time.Hour},
		"900": {After: time.Second}, "0": {},
	} {
		if got := e.String(); got != want {
			t.Errorf("%v.String() = %q, want %q", e, got, want)
		}
	}
	if e, _ := mediasock.ParseExpiry("9000000000000000000"); e.After <= 0 {
		t.Errorf("a huge expiry is %v", e)
	}
}

func TestSock(t *testing.T) {
	s := mediasock.ParseSock("PROT.res; auth.stk;auth.sck;resp.js;ciph.ssl:https://h/x;flickr.auth.getFrob;auth.hst")
	for _, token := range []string{"prot.res", "auth.hst", "auth.hsc", "resp.json", "ciph.ssl", "resp.js", "AUTH.STK", "flickr.auth.getFrob"} {
		if !s.Has(token) {
			t.Errorf("A-2 A-8 A-14 Has(%q) = false in %q", token, s)
		}
	}
	if got, want := s.Family("auth"), []string{"auth.hst", "auth.hsc"}; !slices.Equal(got, want) {
		t.Errorf("Family(auth) = %q, want %q", got, want)
	}
	if got := s.URL("ciph.ssl"); got != "https://h/x" {
		t.Errorf("A-9 URL(ciph.ssl) = %q", got)
	}
	if got, want := s.String(), "prot.res;auth.hst;auth.hsc;resp.json;ciph.ssl;flickr.auth.getFrob"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if s.Has("auth.hpo") || s.URL("auth.hst") != "" {
		t.Error("found what is not there")
	}
}

func TestParseOffer_A3(t *testing.T) {
	apis, sock := mediasock.ParseOffer("mediasock.*;feat.cmc", "auth.hsc", endpoint)
	if len(apis) != 1 || !sock.Has("feat.cmc") || !sock.Has("auth.hsc") {
		t.Errorf("ParseOffer = %v, %v", apis, sock)
	}
}

func TestSock_Accepts_A55(t *testing.T) {
	tests := []struct {
		name, sock, mediaType string
		want                  bool
	}{
		{"MS-215 nothing listed", "auth.hsc", "application/zip", true},
		{"MS-216 any", "type.any", "", true},
		{"MS-214 MS-216 class", "type.img", "image/png", true},
		{"MS-214 another class", "type.img", "video/mp4", false},
		{"formats narrow a class", "type.img;type.image/jpeg", "image/png", false},
		{"MS-217 the format", "type.img;type.image/jpeg", "image/jpeg", true},
		{"an alias", "type.image/jpeg", "image/JPG; q=1", true},
		{"MS-217 format without class", "type.image/jpeg", "video/mp4", false},
		{"MS-216 class beside formats of another", "type.mov;type.image/jpeg", "video/mp4", true},
		{"wildcard format", "type.image/*", "image/webp", true},
		{"any narrowed", "type.any;type.image/jpeg", "image/png", false},
		{"any and the rest", "type.any;type.image/jpeg", "video/mp4", true},
		{"MS-216 MS-219 sound", "type.aud", "audio/flac", true},
		{"MS-216 MS-219 text", "type.txt", "text/plain; charset=utf-8", true},
		{"MS-216 MS-219 formatted", "type.rtf", "text/rtf", true},
		{"MS-219 formatted is not plain", "type.txt", "text/html", false},
		{"MS-216 MS-219 document", "type.doc", "application/pdf", true},
		{"unknown type", "type.img", "", false},
		{"archive is no class", "type.img;type.mov;type.aud;type.txt;type.rtf;type.doc", "application/zip", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := mediasock.ParseSock(tt.sock).Accepts(tt.mediaType); got != tt.want {
				t.Errorf("ParseSock(%q).Accepts(%q) = %v, want %v", tt.sock, tt.mediaType, got, tt.want)
			}
		})
	}
}

func TestScope(t *testing.T) {
	for s := mediasock.ScopeNone; s <= mediasock.ScopeManage; s++ {
		if got, err := mediasock.ParseScope(s.String()); got != s || err != nil {
			t.Errorf("ParseScope(%q) = %v, %v, want %v", s, got, err, s)
		}
	}
	if _, err := mediasock.ParseScope("root"); err == nil {
		t.Error("ParseScope(root) is no error")
	}
}

func FuzzParseList(f *testing.F) {
	f.Add(" a ;; b;a\x00;；")
	f.Fuzz(func(t *testing.T, s string) {
		text := mediasock.ParseList(s).String()
		if again := mediasock.ParseList(text).String(); len(again) > len(text) {
			t.Fatalf("%q: wrote %q, then %q", s, text, again)
		}
		if strings.HasSuffix(text, ";") || strings.Contains(text, ";;") {
			t.Fatalf("ParseList(%q).String() = %q", s, text)
		}
	})
}

func FuzzParseAttributeList(f *testing.F) {
	for _, s := range []string{":country:wibble;:location:wobble", "a:b", "x", "::;:", "Date:Created:2005:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := mediasock.ParseAttributeList(s).String()
		for _, a := range mediasock.ParseAttributeList(text) {
			if strings.ContainsAny(a.Value, ";:") || strings.ContainsAny(a.Name, ";: ") {
				t.Fatalf("%q is written %q", s, text)
			}
		}
	})
}

func FuzzParseSock(f *testing.F) {
	f.Add("PROT.res; auth.stk;ciph.ssl:https://h/x;x y")
	f.Fuzz(func(t *testing.T, s string) {
		text := mediasock.ParseSock(s).String()
		if again := mediasock.ParseSock(text).String(); again != text {
			t.Fatalf("%q: wrote %q, then %q", s, text, again)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"20051005094503.+0601", "20051005", "2005-10-05T11:45:03+02:00", "00000101000000-9999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := mediasock.ParseDate(s)
		if err != nil {
			return
		}
		again, err := mediasock.ParseDate(d.String())
		if err != nil || !again.Time.Equal(d.Time) || again.Zoned != d.Zoned || again.Local().String() != d.Local().String() {
			t.Fatalf("%q: %+v is written %q and read %+v, %v", s, d, d, again, err)
		}
	})
}

func FuzzParseGeo(f *testing.F) {
	f.Add("46.94797,7.447447")
	f.Fuzz(func(t *testing.T, s string) {
		g, err := mediasock.ParseGeo(s)
		if err != nil {
			return
		}
		again, err := mediasock.ParseGeo(g.String())
		if err != nil || again.String() != g.String() {
			t.Fatalf("%q: %v is read as %v, %v", s, g, again, err)
		}
	})
}

func FuzzParseExpiry(f *testing.F) {
	f.Add("0")
	f.Add("900")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := mediasock.ParseExpiry(s)
		if err != nil {
			return
		}
		again, err := mediasock.ParseExpiry(e.String())
		if err != nil || again.Permanent() != e.Permanent() || again.Idle < e.Idle || again.After != e.After {
			t.Fatalf("%q: %v is read as %v, %v", s, e, again, err)
		}
	})
}

func ExampleParseDate() {
	d, _ := mediasock.ParseDate("20051005094503.+0601")
	fmt.Println(d.Time.Format(time.RFC3339))
	fmt.Println(d.Local().Format(time.RFC3339))
	// Output:
	// 2005-10-05T09:45:03Z
	// 2005-10-05T11:45:03+02:00
}

func ExampleParseList() {
	keywords := mediasock.ParseList("sea; night ;sea;")
	fmt.Println(len(keywords), keywords)
	// Output: 2 sea;night
}

func ExampleSock_Accepts() {
	sock := mediasock.ParseSock("auth.hsc;type.img;type.image/jpeg;type.mov")
	fmt.Println(sock.Accepts("image/jpeg"), sock.Accepts("image/png"), sock.Accepts("video/mp4"))
	// Output: true false true
}
