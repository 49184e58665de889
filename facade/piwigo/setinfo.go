package piwigo

import (
	"strings"

	"github.com/mediasock/mediasock"
)

// imageSetInfo changes what is said of an image (P-15). What has a value already
// stays unless single_value_mode is "replace"; lists are added to unless
// multiple_value_mode is.
func imageSetInfo(c *call) (any, error) {
	if err := c.trusted(false); err != nil {
		return nil, err
	}
	single, err := c.mode("single_value_mode", "fill_if_empty")
	if err != nil {
		return nil, err
	}
	multiple, err := c.mode("multiple_value_mode", "append")
	if err != nil {
		return nil, err
	}
	old, err := c.one(c.args.get("image_id"))
	if err != nil {
		return nil, err
	}
	m := &mediasock.Media{ID: old.ID}
	c.setSingle(m, old, single)
	added, err := c.setLists(m, old, multiple)
	if err != nil {
		return nil, err
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	if len(added) > 0 {
		// Whoever may upload may do so much.
		if _, err := mediasock.FileMedia(c.r.Context(), s, old.ID, added, nil); err != nil {
			return nil, err
		}
		if m.Clear == 0 && m.Title+m.Caption == "" && len(m.Attributes)+len(m.Keywords) == 0 {
			return nil, nil
		}
	}
	_, err = mediasock.UpdateMedia(c.r.Context(), s, m, nil)
	return nil, err
}

// mode returns whether a mode is "replace".
func (c *call) mode(name, other string) (replace bool, err error) {
	switch c.args.get(name) {
	case "", other:
		return false, nil
	case "replace":
		return true, nil
	}
	return false, &fault{codeFailed, "invalid parameter " + name + ", possible values are {" + other + ", replace}."}
}

// setSingle sets the fields of one value.
func (c *call) setSingle(m, old *mediasock.Media, replace bool) {
	set := func(name, had string, to *string, clear mediasock.Fields) {
		if !c.args.has(name) || had != "" && !replace {
			return
		}
		if *to = c.args.get(name); *to == "" {
			m.Clear |= clear
		}
	}
	set("name", old.Title, &m.Title, mediasock.FieldTitle)
	set("comment", old.Caption, &m.Caption, mediasock.FieldCaption)
	author, _ := old.Attributes.Get(mediasock.DomainText, mediasock.AttributeAuthor)
	var newAuthor, newDate string
	set("author", author, &newAuthor, 0)
	set("date_creation", created(old), &newDate, 0)
	place := placeIn(c.args)
	if had, _ := old.Attributes.Get(mediasock.DomainGeo, mediasock.AttributeLocation); had != "" && !replace {
		place = ""
	}
	if newDate = dateOf(newDate); newAuthor == "" && newDate == "" && place == "" {
		return
	}
	m.Attributes = replaced(old.Attributes, mediasock.Attribute{Domain: mediasock.DomainGeo, Name: mediasock.AttributeLocation, Value: place})
	m.Attributes = replaced(m.Attributes, mediasock.Attribute{Name: mediasock.AttributeAuthor, Value: newAuthor})
	m.Attributes = replaced(m.Attributes, mediasock.Attribute{Domain: mediasock.DomainDate, Name: mediasock.AttributeCreated, Value: newDate})
}

// placeIn returns the place that the parameters tell, as an attribute has it; "" where
// they tell none.
func placeIn(a *arguments) string {
	g, err := mediasock.ParseGeo(a.get("latitude") + "," + a.get("longitude"))
	if err != nil {
		return ""
	}
	return g.String()
}

// replaced returns the list with an attribute that has a value in place of the
// one of its type.
func replaced(l mediasock.AttributeList, a mediasock.Attribute) mediasock.AttributeList {
	if a.Value == "" {
		return l
	}
	var out mediasock.AttributeList
	for _, b := range l {
		if b.Domain != a.Domain || b.Name != a.Name {
			out = append(out, b)
		}
	}
	return append(out, a)
}

// setLists sets albums and tags. It returns the albums that the image is added
// to, besides those where it is.
func (c *call) setLists(m, old *mediasock.Media, replace bool) (added mediasock.List, err error) {
	if c.args.has("categories") {
		ids, err := c.albumIDs(categoryNumbers(c.args.get("categories")))
		switch {
		case err != nil:
			return nil, err
		case !replace:
			added = ids
		case len(ids) == 0:
			m.Clear |= mediasock.FieldParents
		default:
			m.Parents = ids
		}
	}
	if c.args.has("tag_ids") {
		names, err := c.tagNames(c.ids("tag_ids"))
		if err != nil {
			return nil, err
		}
		if m.Keywords = merged(old.Keywords, names, replace); len(m.Keywords) == 0 {
			m.Clear |= mediasock.FieldKeywords
		}
	}
	return added, nil
}

// merged returns a list that is replaced or added to.
func merged(old, more mediasock.List, replace bool) mediasock.List {
	if replace {
		return more
	}
	all := append(mediasock.List{}, old...)
	for _, v := range more {
		if !all.Has(v) {
			all = append(all, v)
		}
	}
	return all
}

// categoryNumbers reads "id[,rank];id[,rank]": which albums, the ranks left out.
func categoryNumbers(s string) []string {
	var all []string
	for part := range strings.SplitSeq(s, ";") {
		n, _, _ := strings.Cut(part, ",")
		if n = strings.TrimSpace(n); n != "" && id.fits(n) && len(all) < maxIDs {
			all = append(all, n)
		}
	}
	return all
}

// imageSetCategory adds images to an album, takes them out of it, or moves them
// there out of all others.
func imageSetCategory(c *call) (any, error) {
	if err := c.trusted(true); err != nil {
		return nil, err
	}
	ids, err := c.albumIDs([]string{c.args.get("category_id")})
	if err != nil {
		return nil, err
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	for _, image := range c.ids("image_id") {
		var add, remove mediasock.List
		switch c.args.get("action") {
		case "", "associate":
			add = ids
		case "dissociate":
			remove = ids
		case "move":
			m, err := c.one(image)
			if err != nil {
				return nil, err
			}
			add, remove = ids, m.Parents
		default:
			return nil, &fault{codeInvalid, "Invalid action"}
		}
		if _, err := mediasock.FileMedia(c.r.Context(), s, image, add, remove); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
