package library

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
)

// SetVisibility says who may see v's own item. A link is made when one is first
// needed; Media.Link is its token.
func (l *Library) SetVisibility(ctx context.Context, v Viewer, id ID, visibility Visibility) (*Media, error) {
	token, err := l.token(visibility)
	if err != nil {
		return nil, err
	}
	return l.changeMedia(ctx, v, id, func(m *Media) error {
		m.Visibility = visibility
		if m.Link == "" && visibility == Link {
			m.Link = token
		}
		return nil
	})
}

// SetTaxonVisibility says who may see v's own album and what is in it.
func (l *Library) SetTaxonVisibility(ctx context.Context, v Viewer, id ID, visibility Visibility) (*Taxon, error) {
	token, err := l.token(visibility)
	if err != nil {
		return nil, err
	}
	return l.changeTaxon(ctx, v, id, func(t *Taxon) error {
		t.Visibility = visibility
		if t.Link == "" && visibility == Link {
			t.Link = token
		}
		return nil
	})
}

// NewLink gives v's own item a new secret link, which opens it; the one before
// opens nothing any more.
func (l *Library) NewLink(ctx context.Context, v Viewer, id ID) (*Media, error) {
	token, err := l.token(Link)
	if err != nil {
		return nil, err
	}
	return l.changeMedia(ctx, v, id, func(m *Media) error {
		m.Visibility, m.Link = Link, token
		return nil
	})
}

// NewTaxonLink gives v's own album a new secret link, which opens it; the one
// before opens nothing any more.
func (l *Library) NewTaxonLink(ctx context.Context, v Viewer, id ID) (*Taxon, error) {
	token, err := l.token(Link)
	if err != nil {
		return nil, err
	}
	return l.changeTaxon(ctx, v, id, func(t *Taxon) error {
		t.Visibility, t.Link = Link, token
		return nil
	})
}

// token checks a visibility and makes the token that a link needs: 144 random
// bits, the key of whoever holds it.
func (l *Library) token(v Visibility) (string, error) {
	switch v {
	case Private, Members, Public:
		return "", nil
	case Link:
		b := make([]byte, 18)
		if _, err := io.ReadFull(l.rand, b); err != nil {
			return "", fmt.Errorf("library: make a link: %w", err)
		}
		return base64.RawURLEncoding.EncodeToString(b), nil
	}
	return "", refused(fmt.Sprintf("there is no visibility %q", v))
}
