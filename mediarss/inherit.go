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
func (dt Details) Inherit(outer *Details) Details {
	inherit(&dt.Keywords, outer.Keywords)
	inherit(&dt.Categories, outer.Categories)
	inherit(&dt.Thumbnails, outer.Thumbnails)
	inherit(&dt.Hashes, outer.Hashes)
	inherit(&dt.Credits, outer.Credits)
	inherit(&dt.Ratings, outer.Ratings)
	inherit(&dt.Texts, outer.Texts)
	inherit(&dt.Restrictions, outer.Restrictions)
	dt.Title = or(dt.Title, outer.Title)
	dt.Description = or(dt.Description, outer.Description)
	dt.Player = or(dt.Player, outer.Player)
	dt.Copyright = or(dt.Copyright, outer.Copyright)
	dt.License = or(dt.License, outer.License)
	dt.Rights = or(dt.Rights, outer.Rights)
	dt.Location = or(dt.Location, outer.Location)
	return dt
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
