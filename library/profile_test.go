package library_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/metadata"
	"github.com/mediasock/mediasock/opensearch"
)

// TestEntries: what the Profile asks of an entry, for each kind of media.
func TestEntries_OM30_OM38_OA6_OA9_AT16_MR8_MR9(t *testing.T) {
	k := newKit(t, library.Options{})
	owner, _ := library.ParseID(k.alice.ID)
	for kind, mediaType := range map[string]string{"image": "image/jpeg", "video": "video/mp4", "audio": "audio/mpeg", "document": "application/pdf"} {
		m := &library.Media{Owner: owner, Title: kind, Caption: "<" + kind + ">", Kind: kind, Type: mediaType, Size: 1000, Width: 40, Height: 30, Visibility: library.Public,
			Keywords: mediasock.List{"sea", "at " + kind}}
		m.Digest[0] = kind[0]
		k.ok(k.index.AddMedia(t.Context(), m))
	}
	f, err := k.Searcher(library.Viewer{}, "https://example.com").Search(t.Context(), opensearch.Query{})
	k.ok(err)
	minter, schemes := k.Identity().Minter(), map[string]bool{}
	if len(f.Entries) != 4 {
		t.Fatalf("%d entries, want 4", len(f.Entries))
	}
	for _, e := range f.Entries {
		kind := e.Title.Body
		local, ok := minter.MediaID(e.ID)
		if !ok || !strings.HasPrefix(e.ID, "tag:") || e.Page() != "https://example.com/i/"+local {
			t.Errorf("%s: id %q, page %q, want a tag URI and the item's page (OM-30)", kind, e.ID, e.Page())
		}
		d := e.Media.Details
		if d.Title.Body != kind || d.Description.Body != "<"+kind+">" || !slices.Equal(d.Keywords, []string{"sea", "at " + kind}) {
			t.Errorf("%s: title %+v, description %+v, keywords %q (MR-8, MR-9)", kind, d.Title, d.Description, d.Keywords)
		}
		for _, c := range e.Categories {
			schemes[c.Scheme] = true
		}
		l, ok := atom.FindLink(e.Links, atom.RelEnclosure, "")
		if !ok || l.Href != "https://example.com/media/"+local || l.Type == "" || l.Length != 1000 {
			t.Errorf("%s: enclosure %+v (AT-16)", kind, l)
		}
		plays := kind == "video" || kind == "audio"
		p := e.Media.Player
		if (p != nil) != plays {
			t.Errorf("%s: player %+v, want one: %v (OM-38)", kind, p, plays)
		}
		if plays && (p.URL != "https://example.com/embed/"+local || p.Width <= 0 || p.Height <= 0) {
			t.Errorf("%s: player %+v, want the page to embed and its size (OM-38, OA-9)", kind, *p)
		}
	}
	if len(schemes) != 1 || schemes[""] {
		t.Errorf("the tags are of the schemes %v, want one (OA-6)", schemes)
	}
}

// A licence is not taken back by what a camera wrote (LC-4).
func TestEntries_rights_LC4_MR14(t *testing.T) {
	k := newKit(t, library.Options{})
	owner, _ := library.ParseID(k.alice.ID)
	const by = "https://creativecommons.org/licenses/by/4.0/"
	for i, c := range []struct {
		facts metadata.Facts
		want  string
	}{
		{metadata.Facts{Copyright: "© 2024 Ada. All Rights Reserved", License: by}, ""},
		{metadata.Facts{Copyright: "© 2024 Ada. All Rights Reserved"}, "© 2024 Ada. All Rights Reserved"},
		{metadata.Facts{Copyright: "© 2024 Ada", License: by}, "© 2024 Ada"},
	} {
		facts, err := json.Marshal(c.facts)
		k.ok(err)
		m := &library.Media{Owner: owner, Title: fmt.Sprint("pier", i), Kind: "image", Type: "image/jpeg", Visibility: library.Public, Facts: facts}
		m.Digest[0] = byte(i)
		k.ok(k.index.AddMedia(t.Context(), m))
		f, err := k.Searcher(library.Viewer{}, "https://example.com").Search(t.Context(), opensearch.Query{SearchTerms: m.Title})
		k.ok(err)
		licenses := f.Entries[0].Licenses(nil)
		copyright := ""
		if c := f.Entries[0].Media.Copyright; c != nil {
			copyright = c.Text
		}
		if got := f.Entries[0].Rights.Body; got != copyright || got != c.want || (len(licenses) == 1) != (c.facts.License != "") {
			t.Errorf("%+v: rights %q, copyright %q, licences %q, want %q", c.facts, got, copyright, licenses, c.want)
		}
	}
}
