package library

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFileName(t *testing.T) {
	long := strings.Repeat("é", 400)
	for name, want := range map[string]string{
		"photo.jpg": "photo.jpg", " photo.jpg ": "photo.jpg", "../../etc/passwd": "passwd",
		`C:\photos\photo.jpg`: "photo.jpg", "..": "", ".": "", "a/": "", "": "", "a/..": "",
		"nul\x00byte.jpg": "nulbyte.jpg", "line\nbreak.jpg": "line break.jpg", "\xffx.jpg": "\uFFFDx.jpg",
		long + ".jpg": strings.Repeat("é", 125) + ".jpg", "x." + long: "x." + strings.Repeat("é", 126),
	} {
		if got := fileName(name); got != want {
			t.Errorf("fileName(%.40q) = %.40q (%d bytes), want %.40q", name, got, len(got), want)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, s := range []string{"a/b.jpg", `..\..`, "\x00", strings.Repeat("x", 300) + ".jpg", "a. /.", "\u2028/ ."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := fileName(s)
		if len(got) > maxName || !utf8.ValidString(got) || strings.ContainsAny(got, `/\`) || got == "." || got == ".." ||
			strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("fileName(%q) = %q", s, got)
		}
		if again := fileName(got); len(got) < maxName && again != got {
			t.Errorf("fileName(%q) = %q, and of that %q", s, got, again)
		}
	})
}
