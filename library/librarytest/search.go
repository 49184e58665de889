package librarytest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var searchTests = []test{
	{"Search/terms", searchTerms},
	{"Search/every field", searchFields},
	{"Search/follows changes", searchChanges},
	{"Search/what is private is found by its owner alone", searchPrivate},
	{"Search/people", searchPeople},
	{"Search/places are found by whom they are told", searchPlaces},
	{"Search/places are told as albums say", searchAlbumsPlaces},
	{"Search/with filters and pages", searchPages},
	{"Search/hostile terms", searchHostile},
	{"Search/one item", searchItem},
	{"Words", searchWords},
}

func searchTerms(k *kit) {
	titled := func(title, caption string) library.ID {
		return k.add(k.alice, func(m *library.Media) { m.Title, m.Caption, m.Name = title, caption, "" }).ID
	}
	pier := titled("Pier at dusk", "Swansea Bay")
	dawn := titled("Pier at dawn", "")
	ete := titled("Été à Ångström", "")
	decomposed := titled("e\u0301te\u0301", "")
	moscow := titled("МОСКВА ночью", "")
	file := titled("IMG_1234.jpg", "")
	for _, f := range []struct {
		terms string
		want  []library.ID
	}{
		{"", []library.ID{file, moscow, decomposed, ete, dawn, pier}},
		{"pier", []library.ID{dawn, pier}},
		{"PIER Dusk", []library.ID{pier}},
		{"dusk swansea", []library.ID{pier}},
		{`"pier at"`, []library.ID{dawn, pier}},
		{`"at pier"`, nil},
		{`"dusk swansea"`, nil},
		{"pie", nil},
		{"pier -dusk", []library.ID{dawn}},
		{`pier -"at dusk"`, []library.ID{dawn}},
		{"-pier", []library.ID{file, moscow, decomposed, ete}},
		{"-pier -ete", []library.ID{file, moscow}},
		{"ete", []library.ID{decomposed, ete}},
		{"ÉTÉ", []library.ID{decomposed, ete}},
		{"angstrom", []library.ID{ete}},
		{"москва", []library.ID{moscow}},
		{"1234", []library.ID{file}},
		{"img_1234", []library.ID{file}},
		{"jpg 1234", []library.ID{file}},
		{"jpg_1234", nil},
		{"!!!", nil},
		{"nowhere", nil},
		{"pier OR dawn", nil},
	} {
		k.lists("terms "+f.terms, library.Viewer{User: k.alice}, library.Query{Terms: f.terms}, f.want)
	}
}

func searchFields(k *kit) {
	album := k.album(k.alice, library.Private)
	k.changeAlbum(album.ID, func(t *library.Taxon) { t.Title = "inalbum" })
	m := k.add(k.alice, func(m *library.Media) {
		m.Title, m.Caption, m.Note, m.Name = "intitle", "incaption", "innote", "inname.jpg"
		m.Keywords, m.PlaceName, m.Taxa = list("inkeyword", "two words"), "inplace, Wales", []library.ID{album.ID}
		m.Facts, m.Link = []byte(`{"Title":"infacts","Make":"inmake","Model":"inmodel 5","Lens":"inlens","People":["inpeople twice","inother"]}`), "inlink"
	})
	v := library.Viewer{User: k.alice}
	for _, word := range strings.Fields("intitle incaption innote inname inkeyword words inplace wales inalbum inmake inmodel inlens inpeople inother") {
		k.lists(word, v, library.Query{Terms: word}, []library.ID{m.ID})
	}
	k.lists("two texts", v, library.Query{Terms: "intitle inalbum"}, []library.ID{m.ID})
	for _, terms := range []string{"infacts", "inlink", `"intitle incaption"`, `"inkeyword two"`, `"words inplace"`, `"inmake inmodel"`, `"twice inother"`} {
		k.lists(terms, v, library.Query{Terms: terms}, nil)
	}
}

// searchPeople holds that an item is found by the people whom its owner names, and no
// more by those whom the file names.
func searchPeople(k *kit) {
	v := library.Viewer{User: k.alice}
	m := k.add(k.alice, func(m *library.Media) { m.Facts = []byte(`{"People":["Jonas"]}`) })
	k.lists("the file's", v, library.Query{Terms: "jonas"}, []library.ID{m.ID})
	k.change(m.ID, func(m *library.Media) { m.Attributes = mediasock.ParseAttributeList("person:Eve; person:Bob") })
	k.lists("the owner's", v, library.Query{Terms: "eve bob"}, []library.ID{m.ID})
	k.lists("the file's beside them", v, library.Query{Terms: "jonas"}, nil)
	k.lists("all but hers", v, library.Query{Terms: "-eve"}, nil)
	k.change(m.ID, func(m *library.Media) { m.Attributes = nil })
	k.lists("the file's again", v, library.Query{Terms: "jonas -eve"}, []library.ID{m.ID})
}

func searchChanges(k *kit) {
	v := library.Viewer{User: k.alice}
	album := k.album(k.alice, library.Private)
	m := k.add(k.alice, func(m *library.Media) { m.Title, m.Taxa = "before", []library.ID{album.ID} })
	k.change(m.ID, func(m *library.Media) { m.Title, m.Keywords = "after", list("sea") })
	k.lists("the old title", v, library.Query{Terms: "before"}, nil)
	k.lists("the new title", v, library.Query{Terms: "after sea"}, []library.ID{m.ID})
	k.changeAlbum(album.ID, func(t *library.Taxon) { t.Title = "renamed" })
	k.lists("the album's old title", v, library.Query{Terms: "album"}, nil)
	k.lists("the album's new title", v, library.Query{Terms: "renamed"}, []library.ID{m.ID})
	k.changeAlbum(album.ID, func(t *library.Taxon) { t.Trashed = day })
	k.lists("an album in the trash", v, library.Query{Terms: "renamed"}, nil)
	k.trash(m.ID)
	k.lists("the trash", v, library.Query{Terms: "after"}, nil)
	k.lists("in the trash", v, library.Query{Terms: "after", Trash: true}, []library.ID{m.ID})
	k.ok(k.x.PurgeMedia(k.ctx, m.ID))
	k.lists("a purged item", v, library.Query{Terms: "after", Trash: true}, nil)
}

func searchPrivate(k *kit) {
	secret, open := k.album(k.alice, library.Private), k.album(k.alice, library.Public)
	k.changeAlbum(secret.ID, func(t *library.Taxon) { t.Title = "divorce" })
	k.changeAlbum(open.ID, func(t *library.Taxon) { t.Title = "holiday" })
	m := k.add(k.alice, func(m *library.Media) {
		m.Visibility, m.Note, m.Title = library.Public, "embarrassing", "shared"
		m.Taxa = []library.ID{secret.ID, open.ID}
	})
	private := k.add(k.alice, func(m *library.Media) { m.Title = "shared" })
	for _, s := range k.seers() {
		own := containsWord("owner library", s.name)
		for terms, open := range map[string]bool{
			"shared": true, "holiday": true, "divorce": own, "embarrassing": own, "-divorce": !own, "-embarrassing": !own,
		} {
			page, err := k.x.Search(k.ctx, s.Viewer, library.Query{Terms: terms})
			k.ok(err)
			found := false
			for _, got := range page.Media {
				found = found || got.ID == m.ID
				if got.ID == private.ID && !own {
					k.Errorf("Search(%q) for %s found a private item", terms, s.name)
				}
			}
			equal(k, "Search("+terms+") for "+s.name, found, open)
			equal(k, "Total("+terms+") for "+s.name, page.Total, len(page.Media))
		}
	}
	k.changeAlbum(open.ID, func(t *library.Taxon) { t.Visibility = library.Members })
	k.lists("an album that is public no more", library.Viewer{}, library.Query{Terms: "holiday"}, nil)
}

func searchPlaces(k *kit) {
	add := func(d library.Details) library.ID {
		return k.add(k.alice, func(m *library.Media) {
			m.Visibility, m.Details, m.PlaceName, m.Place = library.Public, d, "Swansea", &mediasock.Geo{Lat: 51.62, Long: -3.94}
			m.Facts = []byte(`{"Model":"Instamatic","People":["Gwenllian ferch Gruffydd"]}`)
			m.Attributes = mediasock.AttributeList{{Name: library.LensAttribute, Value: "Cosinon"}}
		}).ID
	}
	silent, hidden, shown := add(""), add(library.DetailsHidden), add(library.DetailsShown)
	box := &library.Box{West: -4, South: 51, East: -3, North: 52}
	wide := &library.Box{West: -170, South: -80, East: 170, North: 80}
	for _, tells := range []bool{false, true, false} {
		_, err := k.x.UpdateUser(k.ctx, k.alice, func(u *library.User) error { u.ShowDetails = tells; return nil })
		k.ok(err)
		for _, s := range k.seers() {
			want := []library.ID{shown}
			switch {
			case containsWord("owner library", s.name):
				want = []library.ID{shown, hidden, silent}
			case tells:
				want = []library.ID{shown, silent}
			}
			what := fmt.Sprintf(" for %s while the account says %v", s.name, tells)
			k.lists("a name"+what, s.Viewer, library.Query{Terms: "swansea"}, want)
			k.lists("a camera"+what, s.Viewer, library.Query{Terms: "instamatic"}, want)
			k.lists("a lens that the owner names"+what, s.Viewer, library.Query{Terms: "cosinon"}, want)
			k.lists("a person"+what, s.Viewer, library.Query{Terms: `"gwenllian ferch"`}, want)
			k.lists("a box"+what, s.Viewer, library.Query{Box: box}, want)
			k.lists("a large box"+what, s.Viewer, library.Query{Box: wide}, want)
			k.lists("a box of the owner's"+what, s.Viewer, library.Query{Box: box, Owner: k.alice}, want)
			k.lists("all"+what, s.Viewer, library.Query{}, []library.ID{shown, hidden, silent})
		}
	}
}

// searchAlbumsPlaces holds that an item whose album says so is told of, or not.
func searchAlbumsPlaces(k *kit) {
	album := func(d library.Details) library.ID {
		t := &library.Taxon{Owner: k.alice, Title: "Trip", Visibility: library.Public}
		if d != "" {
			t.Attributes = mediasock.AttributeList{{Name: library.DetailsAttribute, Value: string(d)}}
		}
		k.ok(k.x.AddTaxon(k.ctx, t))
		return t.ID
	}
	silent, shown, hidden := album(""), album(library.DetailsShown), album(library.DetailsHidden)
	add := func(d library.Details, albums ...library.ID) library.ID {
		return k.add(k.alice, func(m *library.Media) {
			m.Visibility = library.Public
			m.Details, m.PlaceName, m.Place, m.Taxa = d, "Swansea", &mediasock.Geo{Lat: 51.62, Long: -3.94}, albums
		}).ID
	}
	plain, told, both, own := add("", silent), add("", silent, shown), add("", shown, hidden), add(library.DetailsShown, hidden)
	stranger, box := library.Viewer{}, &library.Box{West: -4, South: 51, East: -3, North: 52}
	check := func(what string, want ...library.ID) {
		k.Helper()
		k.lists("a name "+what, stranger, library.Query{Terms: "swansea"}, want)
		k.lists("a box "+what, stranger, library.Query{Box: box}, want)
		for _, id := range []library.ID{plain, told, both, own} {
			m, err := k.x.Media(k.ctx, stranger, id)
			k.ok(err)
			equal(k, fmt.Sprintf("whether %v is told %s", id, what), m.Told == library.DetailsShown, slices.Contains(want, id))
		}
	}
	set := func(id library.ID, d library.Details) {
		k.changeAlbum(id, func(t *library.Taxon) {
			t.Attributes = mediasock.AttributeList{{Name: library.DetailsAttribute, Value: string(d)}}
		})
	}
	check("as the albums say", own, told)
	set(silent, library.DetailsShown)
	check("when one more album shows it", own, told, plain)
	set(shown, library.DetailsHidden)
	check("when the other hides it", own, plain)
	k.changeAlbum(shown, func(t *library.Taxon) { t.Trashed = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC) })
	check("when that is in the trash", own, told, plain)
	_, err := k.x.UpdateMedia(k.ctx, k.alice, plain, true, func(m *library.Media) error { m.Taxa = []library.ID{hidden}; return nil })
	k.ok(err)
	check("in another album", own, told)
	k.ok(k.x.PurgeTaxon(k.ctx, silent))
	check("without its album", own)
}

func searchPages(k *kit) {
	var want []library.ID
	for i := range 20 {
		m := k.add(k.alice, func(m *library.Media) {
			if m.Title = "sea"; i%4 == 0 {
				m.Kind = "video"
			}
		})
		if m.Kind == "image" {
			want = append([]library.ID{m.ID}, want...)
		}
	}
	q := library.Query{Terms: "sea", Kind: "image", Limit: 4}
	var got []library.ID
	for i := 0; i == 0 || q.After != ""; i++ {
		page, err := k.x.Search(k.ctx, library.Viewer{User: k.alice}, q)
		k.ok(err)
		equal(k, "Total", page.Total, len(want))
		got, q.After = append(got, ids(page.Media)...), page.Next
	}
	same(k, "pages", got, want)
	page, err := k.x.Search(k.ctx, library.Viewer{User: k.alice}, library.Query{Terms: "sea", Kind: "image", Offset: 6, Limit: 3})
	k.ok(err)
	same(k, "page at an offset", ids(page.Media), want[6:9])
}

func searchHostile(k *kit) {
	m := k.add(k.alice, func(m *library.Media) { m.Title = "plain" })
	for _, terms := range []string{
		`"`, `""`, `-`, `--`, `'; DROP TABLE media; --`, `title:plain`, `{title} : plain`, `plain*`, `^plain`,
		`NEAR(plain, 2)`, `plain AND NOT plain`, `(plain`, "plain\x00", "\xff\xfe", `\`, `%`, `_`,
		strings.Repeat("plain ", 5000), strings.Repeat(`"`, 5000), strings.Repeat("é", 5000),
	} {
		if _, err := k.x.Search(k.ctx, library.Viewer{User: k.alice}, library.Query{Terms: terms}); err != nil {
			k.Errorf("Search(%.40q): %v", terms, err)
		}
	}
	for _, terms := range []string{"plain*", "^plain", "(plain)", "'plain'", strings.Repeat("plain ", 5000)} {
		k.lists(terms[:6], library.Viewer{User: k.alice}, library.Query{Terms: terms}, []library.ID{m.ID})
	}
	k.lists("an operator", library.Viewer{User: k.alice}, library.Query{Terms: "plain AND plain"}, nil)
	k.lists("a column", library.Viewer{User: k.alice}, library.Query{Terms: "title:plain"}, nil)
}

func searchItem(k *kit) {
	a := k.add(k.alice, func(m *library.Media) { m.Title, m.Kind = "sea one", "image" })
	b := k.add(k.alice, func(m *library.Media) { m.Title, m.Kind = "sea two", "image" })
	alice := library.Viewer{User: k.alice}
	k.lists("one of two", alice, library.Query{Terms: "sea", Item: a.ID}, []library.ID{a.ID})
	k.lists("without terms", alice, library.Query{Item: b.ID}, []library.ID{b.ID})
	k.lists("by addition", alice, library.Query{Terms: "sea", Item: b.ID, Order: library.Recent}, []library.ID{b.ID})
	k.lists("another's terms", alice, library.Query{Terms: "one", Item: b.ID}, nil)
	k.lists("none of that id", alice, library.Query{Item: a.ID ^ 1}, nil)
	k.lists("a stranger's", library.Viewer{}, library.Query{Item: a.ID}, nil)
}

func searchWords(k *kit) {
	for _, title := range []string{"Harbour at dusk", "harbour", "Hårbour-light", "pier"} {
		k.add(k.alice, func(m *library.Media) { m.Title, m.Name, m.Keywords, m.Visibility = title, "", nil, library.Public })
	}
	for _, f := range []struct {
		prefix string
		most   int
		want   string
	}{
		{"har", 9, "harbour"}, {"", 1, "harbour"}, {"pi", 9, "pier"}, {"light", 9, "light"}, {"pub", 9, ""}, {"zz", 9, ""},
	} {
		words, err := k.x.Words(k.ctx, f.prefix, f.most)
		k.ok(err)
		if got := strings.Join(words, " "); got != f.want {
			k.Errorf("Words(%q, %d) = %q, want %q", f.prefix, f.most, got, f.want)
		}
	}
}
