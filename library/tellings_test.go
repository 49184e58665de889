package library_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/metadata"
	"github.com/mediasock/mediasock/opensearch"
)

// told returns the attributes that a session lists of the one item that it sees.
func (k *kit) told(u *mediasock.User) mediasock.AttributeList {
	k.Helper()
	for m, err := range mediasock.ListMedia(k.Context(), k.session(u), mediasock.MediaQuery{}) {
		k.ok(err)
		return m.Attributes
	}
	k.Fatal("no item is listed")
	return nil
}

// plain writes the attributes of plain text.
func plain(l mediasock.AttributeList) string {
	var all []string
	for _, a := range l {
		if a.Domain == mediasock.DomainText {
			all = append(all, a.Name+"="+a.Value)
		}
	}
	return strings.Join(all, "; ")
}

// entry returns the entry of the one item that v sees.
func (k *kit) entry(v library.Viewer) atom.Entry {
	k.Helper()
	feed, err := k.Searcher(v, "https://example.com").Search(k.Context(), opensearch.Query{})
	k.ok(err)
	if len(feed.Entries) != 1 {
		k.Fatalf("%d entries", len(feed.Entries))
	}
	return feed.Entries[0]
}

func terms(e atom.Entry, kind string) (list []string) {
	for _, c := range e.Categories {
		if strings.HasSuffix(c.Scheme, ":"+kind) {
			list = append(list, c.Term)
		}
	}
	return list
}

// What the file says is told as attributes and in feeds, to the owner; of people,
// rating and places others hear nothing.
func TestTellings_OfTheFile(t *testing.T) {
	k := newKit(t, library.Options{})
	m := k.add(mediasock.Media{}, data{"pier.jpg", mediatest.Photo(mediatest.Pier())})
	const want = "author=Åse Ødegård; credit=Family archive; copyright=© 2024 Åse Ødegård; license=https://creativecommons.org/licenses/by/4.0/; " +
		"location=Bryggen; city=Bergen; state=Vestland; country=Norway; person=Åse; person=Jonas; rating=4; keyword-path=Places|Norway|Bergen; " +
		"camera=Mediasock Box Camera 1; lens=35 mm f/2.8; exposure=1/250 s, f/2.8, ISO 200, 35 mm"
	if got := plain(k.told(k.alice)); got != want {
		t.Errorf("the owner is told\n%s, want\n%s", got, want)
	}
	alice, bob := library.ViewerOf(k.alice), library.ViewerOf(k.bob)
	e := k.entry(alice)
	if got := terms(e, "people"); !slices.Equal(got, []string{"Åse", "Jonas"}) {
		t.Errorf("people of the feed are %q", got)
	}
	if got := terms(e, "rating"); !slices.Equal(got, []string{"4"}) {
		t.Errorf("the rating of the feed is %q", got)
	}
	if len(e.Media.Credits) != 2 || e.Media.Credits[1].Name != "Family archive" {
		t.Errorf("credits are %+v", e.Media.Credits)
	}
	if !slices.Contains(e.Media.Categories, mediarss.Category(e.Categories[len(e.Categories)-2])) {
		t.Errorf("Media RSS has the categories %+v", e.Media.Categories)
	}
	_, err := k.SetVisibility(t.Context(), alice, m.ID, library.Public)
	k.ok(err)
	e = k.entry(bob)
	if got := slices.Concat(terms(e, "people"), terms(e, "rating"), terms(e, "keyword-paths")); got != nil {
		t.Errorf("others are told %q", got)
	}
}

// What the owner says beats it, everywhere.
func TestTellings_OfTheOwner(t *testing.T) {
	k := newKit(t, library.Options{})
	said := mediasock.ParseAttributeList("author:Eve; credit:Eve of Wales; copyright:2025 Eve; license:none; city:Conwy; person:Eve; person:Bob; rating:2; keyword-path:Places|Wales; " +
		"camera:Holga; exposure:1/100 s, f/8")
	m := k.add(mediasock.Media{Attributes: said}, data{"pier.jpg", mediatest.Photo(mediatest.Pier())})
	const want = "author=Eve; credit=Eve of Wales; copyright=2025 Eve; license=none; city=Conwy; person=Eve; person=Bob; rating=2; keyword-path=Places|Wales; " +
		"camera=Holga; exposure=1/100 s, f/8; location=Bryggen; state=Vestland; country=Norway; lens=35 mm f/2.8"
	if got := plain(k.told(k.alice)); got != want {
		t.Errorf("told are\n%s, want\n%s", got, want)
	}
	e := k.entry(library.ViewerOf(k.alice))
	if e.Authors[0].Name != "Eve" || e.Rights.Body != "2025 Eve" || e.Media.License != nil || e.Media.Credits[1].Name != "Eve of Wales" {
		t.Errorf("the entry has %+v, %q, %+v, %+v", e.Authors, e.Rights.Body, e.Media.License, e.Media.Credits)
	}
	if got := slices.Concat(terms(e, "people"), terms(e, "rating"), terms(e, "keyword-paths")); !slices.Equal(got, []string{"Eve", "Bob", "2", "Places|Wales"}) {
		t.Errorf("the feed tells %q", got)
	}
	for _, s := range m.Said() {
		if s.Name == "People" && s.Value != "Eve, Bob" || s.Name == "Rating" && s.Value != "★★" ||
			s.Name == "Camera" && s.Value != "Holga" || s.Name == "Exposure" && s.Value != "1/100 s, f/8" {
			t.Errorf("the page says %s: %s", s.Name, s.Value)
		}
	}
}

// What was said of the camera is told to others where that is shown, and only there,
// however its name is written.
func TestTellings_OfTheCameraToOthers(t *testing.T) {
	k := newKit(t, library.Options{})
	said := mediasock.AttributeList{{Name: "camera", Value: "Holga"}, {Name: "Lens", Value: "Plastic"}, {Name: "Person", Value: "Eve"}, {Domain: "GEO", Name: "location", Value: "53.25,-3.75"}, {Name: "event", Value: "Regatta"}}
	m := k.add(mediasock.Media{Attributes: said}, data{"a.jpg", mediatest.Photo(mediatest.PhotoOptions{})})
	alice := library.ViewerOf(k.alice)
	told := func() string {
		m, err := mediasock.GetMedia(t.Context(), k.session(k.bob), m.ID.String())
		k.ok(err)
		return m.Attributes.String()
	}
	_, err := k.SetVisibility(t.Context(), alice, m.ID, library.Public)
	k.ok(err)
	if got, want := told(), ":event:Regatta"; got != want {
		t.Errorf("others are told %s, want %s", got, want)
	}
	_, err = k.SetDetails(t.Context(), alice, m.ID, library.DetailsShown)
	k.ok(err)
	if got, want := told(), ":camera:Holga;:lens:Plastic;:person:Eve;geo:location:53.25,-3.75;:event:Regatta"; got != want {
		t.Errorf("where it is shown others are told %s, want %s", got, want)
	}
}

// A program that sends back all that it was told takes nothing from what is exported.
func TestTellings_SentBack(t *testing.T) {
	k := newKit(t, library.Options{})
	m := k.add(mediasock.Media{}, data{"pier.jpg", mediatest.Photo(mediatest.Pier())})
	before, err := m.XMP()
	k.ok(err)
	_, err = mediasock.UpdateMedia(t.Context(), k.session(k.alice), &mediasock.Media{ID: m.ID.String(), Attributes: k.told(k.alice)}, nil)
	k.ok(err)
	after, err := k.row(m.ID.String()).XMP()
	k.ok(err)
	for line := range strings.Lines(string(before)) {
		if !strings.Contains(string(after), line) {
			t.Errorf("then the export lacks %s", line)
		}
	}
}

// The city by a place is offered as a guess, and never becomes what somebody said.
func TestTellings_GuessesStayGuesses(t *testing.T) {
	k := newKit(t, library.Options{})
	o := mediatest.PhotoOptions{Place: &mediatest.Place{Lat: 60.397, Long: 5.3245}}
	m := k.add(mediasock.Media{}, data{"a.jpg", mediatest.Photo(o)})
	told := k.told(k.alice)
	const want = "geo:location:60.397,5.3245;:city:Bergen;:country:Norway;guess:city:Bergen;guess:country:Norway"
	if got := told.String(); got != want {
		t.Fatalf("told are %s, want %s", got, want)
	}
	told = append(told, mediasock.Attribute{Name: mediasock.AttributePerson, Value: "Eve"})
	_, err := mediasock.UpdateMedia(t.Context(), k.session(k.alice), &mediasock.Media{ID: m.ID.String(), Attributes: told}, nil)
	k.ok(err)
	if got := k.row(m.ID.String()).Attributes.String(); got != "geo:location:60.397,5.3245;:person:Eve" {
		t.Errorf("kept as said are %s", got)
	}
	if got := k.told(k.alice).String(); !strings.HasPrefix(got, "geo:location:60.397,5.3245;:person:Eve;:city:Bergen;") {
		t.Errorf("told are %s", got)
	}
	o.City = "Nordnes"
	k2 := newKit(t, library.Options{})
	k2.add(mediasock.Media{}, data{"a.jpg", mediatest.Photo(o)})
	if got := plain(k2.told(k2.alice)); got != "city=Nordnes" {
		t.Errorf("a file that names its city is told by %s", got)
	}
}

// What is read of a sidecar is what the same words are told by.
func TestAttributes_OfFacts(t *testing.T) {
	f := &metadata.Facts{People: []string{"Åse", ""}, Rating: -1, KeywordPaths: [][]string{{"a", "b"}}, Credit: "line\nline"}
	if got, want := library.Attributes(f).String(), ":credit:line line;:person:Åse;:rating:-1;:keyword-path:a|b"; got != want {
		t.Errorf("Attributes = %s, want %s", got, want)
	}
}
