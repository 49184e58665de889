package piwigo

import (
	"errors"
	"slices"

	"github.com/mediasock/mediasock"
)

// categoryDelete deletes albums and those in them. What becomes of their
// photographs is what the caller says: they stay, they go where they would be in
// no album, or they all go.
func categoryDelete(c *call) (any, error) {
	if err := c.trusted(true); err != nil {
		return nil, err
	}
	mode := c.args.get("photo_deletion_mode")
	if !slices.Contains([]string{"", "no_delete", "delete_orphans", "force_delete"}, mode) {
		return nil, &fault{codeFailed, "invalid parameter photo_deletion_mode, possible values are {no_delete, delete_orphans, force_delete}."}
	}
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	gone := map[string]bool{}
	for _, number := range c.ids("category_id") {
		root, err := l.find(number)
		if err != nil {
			return nil, err
		}
		for _, a := range l {
			gone[a.ID] = gone[a.ID] || a.within(root)
		}
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	if mode != "no_delete" {
		if err := c.deleteIn(s, gone, mode == "force_delete"); err != nil {
			return nil, err
		}
	}
	for _, a := range slices.Backward(l) { // children first
		if !gone[a.ID] {
			continue
		}
		if err := mediasock.DeleteTaxon(c.r.Context(), s, a.ID); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// deleteIn deletes the photographs of albums that go: those in no other album, or
// all.
func (c *call) deleteIn(s mediasock.Session, gone map[string]bool, all bool) error {
	var doomed []string
	for id := range gone {
		if !gone[id] {
			continue
		}
		for m, err := range mediasock.ListMedia(c.r.Context(), s, mediasock.MediaQuery{Taxon: id}) {
			if err != nil {
				return err
			}
			elsewhere := slices.ContainsFunc(m.Parents, func(p string) bool { return !gone[p] })
			if all || !elsewhere {
				doomed = append(doomed, m.ID)
			}
		}
	}
	slices.Sort(doomed)
	for _, id := range slices.Compact(doomed) {
		if err := mediasock.DeleteMedia(c.r.Context(), s, id); err != nil && !errors.Is(err, mediasock.ErrUnknownItem) {
			return err
		}
	}
	return nil
}

// imageDelete deletes photographs and returns how many there were.
func imageDelete(c *call) (any, error) {
	if err := c.trusted(true); err != nil {
		return nil, err
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	n := 0
	for _, id := range c.ids("image_id") {
		err := mediasock.DeleteMedia(c.r.Context(), s, id)
		if err != nil && !errors.Is(err, mediasock.ErrUnknownItem) {
			return nil, err
		}
		if err == nil {
			n++
		}
	}
	return n, nil
}
