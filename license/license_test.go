package license_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/license"
)

func TestOf_LC1(t *testing.T) {
	for _, c := range []struct{ address, name, url, terms string }{
		{"https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "by"},
		{"http://creativecommons.org/licenses/by-nc-nd/2.0/deed.de", "CC BY-NC-ND 2.0", "https://creativecommons.org/licenses/by-nc-nd/2.0/", "by nc nd"},
		{"https://www.creativecommons.org/licenses/by-sa/3.0/de/legalcode", "CC BY-SA 3.0 DE", "https://creativecommons.org/licenses/by-sa/3.0/de/", "by sa"},
		{"http://creativecommons.org/licenses/by-nc-sa/2.5/scotland", "CC BY-NC-SA 2.5 SCOTLAND", "https://creativecommons.org/licenses/by-nc-sa/2.5/scotland/", "by sa nc"},
		{"https://creativecommons.org/licenses/nd-nc/1.0/", "CC ND-NC 1.0", "https://creativecommons.org/licenses/nd-nc/1.0/", "nc nd"},
		{"https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "pd"},
		{"http://creativecommons.org/publicdomain/mark/1.0/deed.en", "Public Domain Mark 1.0", "https://creativecommons.org/publicdomain/mark/1.0/", "pd"},
		{"http://creativecommons.org/licenses/publicdomain/", "Public Domain", "https://creativecommons.org/publicdomain/certification/1.0/", "pd"},
		{"http://www.gnu.org/licenses/fdl-1.2.html", "GNU FDL", "https://gnu.org/licenses/fdl", "by sa"},
		{"https://www.gnu.org/copyleft/fdl.html", "GNU FDL", "https://gnu.org/copyleft/fdl.html/", "by sa"},
		{"https://artlibre.org/licence/lal/en/", "Free Art License 1.3", "https://artlibre.org/", "by sa"},
		{"https://rightsstatements.org/vocab/InC/1.0/", "", "", ""},
		{"https://creativecommons.org.evil.example/licenses/by/4.0/", "", "", ""},
		{"https://creativecommons.org@evil.example/licenses/by/4.0/", "", "", ""},
		{"https://evil@creativecommons.org/licenses/by/4.0/", "", "", ""},
		{"https://creativecommons.org/licenses/by-xx/4.0/", "", "", ""},
		{"https://creativecommons.org/licenses/by-nd-sa/4.0/", "", "", ""},
		{"https://creativecommons.org/licenses/by/9.0/", "", "", ""},
		{"https://creativecommons.org/", "", "", ""},
		{"javascript:alert(1)", "", "", ""},
		{"", "", "", ""},
	} {
		l, ok := license.Of(c.address)
		if ok != (c.name != "") || l.Name != c.name || l.URL != c.url || terms(l) != c.terms {
			t.Errorf("Of(%q) = %q %q %q, want %q %q %q", c.address, l.Name, l.URL, terms(l), c.name, c.url, c.terms)
		}
		if again, ok := license.Of(l.URL); l.URL != "" && (!ok || again != l) {
			t.Errorf("Of(%q) = %v, %v; want the same as of %q", l.URL, again, ok, c.address)
		}
	}
}

func terms(l license.License) string {
	var s []string
	for _, t := range []struct {
		is   bool
		name string
	}{{l.Attribution, "by"}, {l.ShareAlike, "sa"}, {l.NonCommercial, "nc"}, {l.NoDerivatives, "nd"}, {l.PublicDomain, "pd"}} {
		if t.is {
			s = append(s, t.name)
		}
	}
	return strings.Join(s, " ")
}

func TestCreativeCommons(t *testing.T) {
	for _, c := range []struct{ code, version, name string }{
		{"by", "2.0", "CC BY 2.0"}, {"BY-SA", "", "CC BY-SA 4.0"}, {"cc0", "", "CC0 1.0"}, {"pdm", "1.0", "Public Domain Mark 1.0"},
		{"sampling+", "1.0", ""}, {"", "", ""},
	} {
		if l, ok := license.CreativeCommons(c.code, c.version); l.Name != c.name || ok != (c.name != "") {
			t.Errorf("CreativeCommons(%q, %q) = %q, %v; want %q", c.code, c.version, l.Name, ok, c.name)
		}
	}
}

func ExampleOf() {
	l, _ := license.Of("http://creativecommons.org/licenses/by-nc-nd/2.0/deed.de")
	fmt.Println(l.Name, l.NonCommercial, l.NoDerivatives)
	// Output: CC BY-NC-ND 2.0 true true
}
