package atom

import "github.com/mediasock/mediasock/mediarss"

// eachURL calls do with every address of the feed itself; ids are none.
func (f *Feed) eachURL(do func(*string)) {
	do(&f.Icon)
	do(&f.Logo)
	if f.Generator != nil {
		do(&f.Generator.URI)
	}
	eachLink(f.Links, do)
	eachPerson(f.Authors, do)
	eachPerson(f.Contributors, do)
	eachDetail(&f.Media, do)
}

// eachURL calls do with every address of the entry; ids are none.
func (e *Entry) eachURL(do func(*string)) {
	do(&e.Content.Src)
	eachLink(e.Links, do)
	eachPerson(e.Authors, do)
	eachPerson(e.Contributors, do)
	if e.Source != nil {
		e.Source.eachURL(do)
	}
	eachDetail(&e.Media.Details, do)
	eachContent(e.Media.Contents, do)
	for i := range e.Media.Groups {
		eachDetail(&e.Media.Groups[i].Details, do)
		eachContent(e.Media.Groups[i].Contents, do)
	}
}

func eachLink(links []Link, do func(*string)) {
	for i := range links {
		do(&links[i].Href)
	}
}

func eachPerson(people []Person, do func(*string)) {
	for i := range people {
		do(&people[i].URI)
	}
}

func eachContent(contents []mediarss.Content, do func(*string)) {
	for i := range contents {
		do(&contents[i].URL)
		eachDetail(&contents[i].Details, do)
	}
}

func eachDetail(d *mediarss.Details, do func(*string)) {
	for i := range d.Thumbnails {
		do(&d.Thumbnails[i].URL)
	}
	if d.Player != nil {
		do(&d.Player.URL)
	}
	if d.Copyright != nil {
		do(&d.Copyright.URL)
	}
	if d.License != nil {
		do(&d.License.Href)
	}
}
