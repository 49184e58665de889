package library

import (
	"testing"
	"time"

	"github.com/mediasock/mediasock"
)

// What XMP files say is a stranger's, and so are album files and sidecars that
// somebody may have changed by hand.
func FuzzParseXMP(f *testing.F) {
	m := &Media{ID: 7, Name: "a.jpg", Title: "Pier <&>", Caption: "two\nlines", Keywords: mediasock.List{"sea"},
		Attributes: mediasock.AttributeList{{Name: "city", Value: "Bangor: old"}}, Taken: time.Unix(1e9, 0)}
	own, err := m.XMP()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own)
	f.Add([]byte(`<x><rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="a"/></x>`))
	f.Add([]byte("<x"))
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := parseXMP(text)
		if err == nil && w == nil {
			t.Error("parseXMP returns neither words nor an error")
		}
	})
}

// What an export writes is read as it was.
func FuzzXMPRoundTrip(f *testing.F) {
	f.Add("Pier <&>", "two\nlines\r\n", "sea", "date", "created", "2024: a")
	f.Add("", "\t", " ", "", "", "")
	f.Fuzz(func(t *testing.T, title, caption, keyword, domain, name, value string) {
		m := &Media{ID: 7, Name: "a", Title: cleanText(title), Caption: cleanText(caption), Keywords: mediasock.List{"x", cleanText(keyword)}}
		a := mediasock.ParseAttributeList(mediasock.AttributeList{{Domain: domain, Name: name, Value: cleanText(value)}}.String())
		m.Attributes = a
		text, err := m.XMP()
		if err != nil {
			t.Fatal(err)
		}
		w, err := parseXMP(text)
		if err != nil {
			t.Fatalf("parseXMP of %q: %v", text, err)
		}
		got := w.media
		if got.Title != m.Title || got.Caption != m.Caption || got.Keywords[1] != m.Keywords[1] || got.Attributes.String() != a.String() {
			t.Errorf("read back %+v, want %q %q %q %v", got, m.Title, m.Caption, m.Keywords, a)
		}
	})
}

func FuzzDecodeSidecar(f *testing.F) {
	d, err := document(SidecarName{SidecarItem, 7}, (&Media{ID: 7, Owner: 1, Name: "a"}).record())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(d.JSON)
	f.Add([]byte(`{"format":1,"id":7,"sha256":"00","taken":"x"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := new(itemRecord)
		if decodeSidecar(d.Name, text, r) != nil {
			return
		}
		m, err := r.media()
		if err == nil && m.Digest == (Digest{}) && len(r.SHA256) != 64 {
			t.Errorf("a sidecar without a SHA-256 is taken: %s", text)
		}
	})
}
