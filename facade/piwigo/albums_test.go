package piwigo

import (
	"errors"
	"slices"
	"testing"

	"github.com/mediasock/mediasock"
)

// Two albums of one short number are told by their ids, and the number opens
// neither.
func TestAlbumNumbers(t *testing.T) {
	of := func(id string) *album { return &album{Taxon: mediasock.Taxon{ID: id}, number: albumNumber(id)} }
	l := albums{of("4000000000000123"), of("5000000000000123"), of("6000000000000456"), of("7000000000000000")}
	l.number()
	want := []int64{4000000000000123, 5000000000000123, 456, 7000000000000000}
	for i, a := range l {
		if a.number != want[i] {
			t.Errorf("the number of %s is %d, want %d", a.ID, a.number, want[i])
		}
	}
	for number, id := range map[string]string{"4000000000000123": "4000000000000123", "456": "6000000000000456", "6000000000000456": "6000000000000456", "123": "", "0": "", "": "", "x": ""} {
		a, err := l.find(number)
		if id == "" && !errors.Is(err, mediasock.ErrUnknownTaxon) || id != "" && (err != nil || a.ID != id) {
			t.Errorf("find(%q) = %v, %v, want %q", number, a, err, id)
		}
	}
}

// Forms are read as PHP reads them (P-1).
func TestParseForm_P1(t *testing.T) {
	a, err := parseForm("a=1&a=2&b[]=x&b[]=y&c%5B3%5D=z&d=100%&e=a+b%2Bc&=none&f.g=h&n%00=1&b.x")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{"a": {"2"}, "b": {"x", "y"}, "c": {"z"}, "d": {"100%"}, "e": {"a b+c"}, "f_g": {"h"}, "b_x": {""}} {
		if got := a.values[name]; !slices.Equal(got, want) {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if !a.arrays["b"] || a.arrays["a"] {
		t.Errorf("arrays %v", a.arrays)
	}
}

// Tags by name are divided by commas that no backslash keeps (P-10).
func TestTagTexts_P10(t *testing.T) {
	for text, want := range map[string]mediasock.List{
		"": nil, "sea": {"sea"}, "sea, night swim": {"sea", "night swim"}, `a\, b,c`: {"a, b", "c"}, `a\b`: {`a\b`},
	} {
		a := newArguments()
		if err := a.add("tags", text); err != nil {
			t.Fatal(err)
		}
		if got := tagTexts(a); !slices.Equal(got, want) {
			t.Errorf("tags %q = %q, want %q", text, got, want)
		}
	}
}

// What PHP makes of base64 in a form is read (P-12).
func TestDecode64_P12(t *testing.T) {
	for text, want := range map[string]string{"cGllcg==": "pier", "cGll\r\ncg": "pier", "+/ /": "\xfb\xff\xbf", "": ""} {
		got, err := decode64(text)
		if err != nil || string(got) != want {
			t.Errorf("decode64(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	if _, err := decode64("*"); err == nil {
		t.Error("decode64 takes what is no base64")
	}
}

func FuzzParseForm(f *testing.F) {
	f.Add("a=1&b[]=x&c%5B3%5D=z&d=100%")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := parseForm(s)
		if err != nil {
			return
		}
		if a.count > maxFields {
			t.Errorf("%d fields", a.count)
		}
	})
}
