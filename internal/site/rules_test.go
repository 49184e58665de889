package site_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/check"
)

// Every document that we write, whatever hostile words are in it, passes the rules
// of package check, which shares no code with what writes them; there each rule is
// shown to find what it is for. Not even a note is left (OS-4, OS-10, OS-14,
// OS-19, OS-26, AT-2, AT-5, AT-6, AT-8 to AT-11, MR-4, MR-12, MR-18, LC-1 to LC-4).
func TestRules_OS2_OS3_OS5_OS9_OS12_OS13_OS17_OS18_OS20_OS24_AT1_AT3_AT4_AT12_AT14_AT17_MR1_MR2_MR3_MR6_MR7_MR11_TG1(t *testing.T) {
	count := map[string]int{}
	for _, d := range documents(t, album(t)) {
		count[d.root.Local]++
		report, err := check.Document(d.address, d.header, []byte(d.body))
		if err != nil {
			t.Fatalf("Document(%q): %v", d.address, err)
		}
		for _, f := range report.Findings {
			t.Errorf("%s %s at %s: %s", f.Level, f.Rule, f.Place, f.Found)
		}
		for _, wrong := range promised(d) {
			t.Errorf("%s: %s", d.address, wrong)
		}
	}
	if count["OpenSearchDescription"] != 5 || count["feed"] < 8 || count["rss"] < 4 || count["entry"] != 20 {
		t.Errorf("documents %v: want 5 descriptions, 20 entries and feeds of several pages", count)
	}
}

// promised returns what a document lacks of what we promise beyond the
// specifications: ids are tags (OM-30, TG-3), a description lists itself and three
// formats (OS-24, OS-29), entries say that they are (AT-14).
func promised(d *document) (wrong []string) {
	d.root.walk(func(n *node) {
		if (n.Local == "id" || n.Local == "guid") && !strings.HasPrefix(n.text, "tag:") {
			wrong = append(wrong, "the id "+n.text)
		}
	})
	if kind := d.header.Get("Content-Type"); d.is("entry") && !strings.Contains(kind, "type=entry") {
		wrong = append(wrong, "an entry as "+kind)
	}
	if tag := d.header.Get("ETag"); !strings.HasPrefix(tag, `"`) {
		wrong = append(wrong, "the ETag "+tag)
	}
	if !d.is("OpenSearchDescription") {
		return wrong
	}
	var types []string
	for _, u := range d.root.children {
		types = append(types, u.get("type"))
		if u.get("rel") == "self" && u.get("template") != d.address {
			wrong = append(wrong, "self is "+u.get("template"))
		}
	}
	for _, want := range []string{"application/atom+xml", "application/rss+xml", "text/html"} {
		if !slices.Contains(types, want) {
			wrong = append(wrong, "no Url of type "+want)
		}
	}
	return wrong
}

// A site with things to find passes the whole check: what it names as an example
// is found (OS-7), its pages follow each other by link and by template (OM-20),
// its ids stay (OM-29), its originals have the sizes and hashes that it tells
// (OM-36, MR-11).
func TestChecked_OS7_OM20_OM29_OM36_MR11(t *testing.T) {
	h := album(t)
	report, err := new(check.Checker).Run(t.Context(), h.url, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("%s %s at %s: %s", f.Level, f.Rule, f.Place, f.Found)
	}
	for _, rule := range []string{"OM-20", "OM-36", "MR-11", "OM-27"} {
		if !slices.Contains(report.Checked, rule) {
			t.Errorf("%s was not tested", rule)
		}
	}
}
