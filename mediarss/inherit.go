package mediarss

// Resolve returns every file of the item with the details that hold for it: its
// own, else its group's, else the item's, else the feed's (MR-5).
func (it *Item) Resolve(feed *Details) []Content {
	outer := it.Details
	if feed != nil {
		outer = outer.Inherit(feed)
	}
	files := make([]Content, 0, len(it.Contents))
	for _, c := range it.Contents {
		c.Details = c.Details.Inherit(&outer)
		files = append(files, c)
	}
	for _, g := range it.Groups {
		group := g.Details.Inherit(&outer)
		for _, c := range g.Contents {
			c.Details = c.Details.Inherit(&group)
			files = append(files, c)
		}
	}
	return files
}

// Inherit returns the details with each kind of element that they lack taken
// from those around them.
func (d Details) Inherit(outer *Details) Details {
	inherit(&d.Keywords, outer.Keywords)
	inherit(&d.Categories, outer.Categories)
	inherit(&d.Thumbnails, outer.Thumbnails)
	inherit(&d.Hashes, outer.Hashes)
	inherit(&d.Credits, outer.Credits)
	inherit(&d.Ratings, outer.Ratings)
	inherit(&d.Texts, outer.Texts)
	inherit(&d.Restrictions, outer.Restrictions)
	d.Title = or(d.Title, outer.Title)
	d.Description = or(d.Description, outer.Description)
	d.Player = or(d.Player, outer.Player)
	d.Copyright = or(d.Copyright, outer.Copyright)
	d.License = or(d.License, outer.License)
	d.Rights = or(d.Rights, outer.Rights)
	d.Location = or(d.Location, outer.Location)
	return d
}

func inherit[T any](inner *[]T, outer []T) {
	if len(*inner) == 0 {
		*inner = outer
	}
}

func or[T comparable](inner, outer T) T {
	var none T
	if inner == none {
		return outer
	}
	return inner
}

// Default returns the file to show first: the one that says so, else the
// largest picture or film, else the first. ok is false where there is none.
func (it *Item) Default() (best Content, ok bool) {
	for _, c := range it.Resolve(nil) {
		if c.IsDefault {
			return c, true
		}
		if !ok || c.Width*c.Height > best.Width*best.Height {
			best, ok = c, true
		}
	}
	return best, ok
}
