package library

import (
	"context"
	"iter"

	"github.com/mediasock/mediasock"
)

// MediaList implements mediasock.MediaLister: the user's own items, or those of
// an album; a stranger's are those that are public.
func (s *session) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		conceal := s.lib.concealer(s.viewer)
		rows, err := s.listed(ctx, q)
		if err != nil {
			yield(mediasock.Media{}, err)
			return
		}
		for m, err := range rows {
			if err != nil {
				yield(mediasock.Media{}, s.lib.fault(ctx, "listing items", err))
				return
			}
			if !yield(s.media(ctx, conceal.hide(ctx, m)), nil) {
				return
			}
		}
	}
}

func (s *session) listed(ctx context.Context, q mediasock.MediaQuery) (iter.Seq2[*Media, error], error) {
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	query := Query{Order: Latest, After: q.Cursor, Limit: max(q.Limit, 0)}
	if q.Taxon == "" {
		query.Owner = s.viewer.User
		return s.lib.index.ListMedia(ctx, s.viewer, query), nil
	}
	id, ok := ParseID(q.Taxon)
	if !ok {
		return nil, mediasock.ErrUnknownTaxon
	}
	if _, err := s.lib.Taxon(ctx, s.viewer, id); err != nil {
		return nil, err
	}
	query.Taxon = id
	return s.lib.index.ListMedia(ctx, s.viewer, query), nil
}

// media returns an item as it is told to the session's user.
func (s *session) media(ctx context.Context, m *Media) mediasock.Media {
	f := s.lib.shownFacts(m)
	mediaType, size := m.told(f)
	told := mediasock.Media{
		ID: m.ID.String(), Title: m.Title, Caption: m.Caption, Note: m.Note,
		Parents: idList(m.Taxa), Keywords: m.Keywords, Attributes: m.toldAttributes(f),
		File: mediasock.File{
			Name: m.Name, Type: mediaType, Size: size, Width: m.Width, Height: m.Height,
			SHA256: m.Digest[:], SHA1: m.SHA1, MD5: m.MD5,
			Resource: s.itemURL(ctx, m.ID), Added: m.Added, Updated: m.Updated, Cursor: m.Cursor,
		},
	}
	if m.Owner != s.viewer.User {
		told.File.Owner = m.Owner.String()
	}
	if m.Concealed() { // the file that is given is another
		told.File.SHA256 = nil
	}
	return told
}

// MediaGet implements mediasock.MediaGetter.
func (s *session) MediaGet(ctx context.Context, id string) (*mediasock.Media, error) {
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	n, ok := ParseID(id)
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	row, err := s.lib.Media(ctx, s.viewer, n)
	if err != nil {
		return nil, err
	}
	if !row.Trashed.IsZero() {
		return nil, mediasock.ErrUnknownItem
	}
	m := s.media(ctx, row)
	return &m, nil
}

func idList(ids []ID) mediasock.List {
	var l mediasock.List
	for _, id := range ids {
		l = append(l, id.String())
	}
	return l
}

// MediaFind implements mediasock.MediaFinder.
func (s *session) MediaFind(ctx context.Context, algorithm string, sum []byte) (*mediasock.Item, error) {
	if err := s.may(mediasock.ScopeRead); err != nil {
		return nil, err
	}
	m, err := s.lib.index.FindMedia(ctx, s.viewer.User, algorithm, sum)
	if err != nil {
		return nil, s.lib.fault(ctx, "finding an item", err)
	}
	return s.item(ctx, m), nil
}
