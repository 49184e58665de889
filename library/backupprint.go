package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
)

// Fingerprint returns a hash of all that an index says of items and albums:
// their ids, bytes, words, albums and who sees them. Two indexes of which it is
// the same say the same.
func Fingerprint(ctx context.Context, index Index) (Digest, error) {
	var p fingerprint
	for _, trash := range []bool{false, true} {
		for m, err := range index.ListMedia(ctx, Viewer{All: true}, Query{Trash: trash}) {
			if err != nil {
				return Digest{}, err
			}
			if err := p.item(m); err != nil {
				return Digest{}, err
			}
		}
		for t, err := range index.Taxa(ctx, Viewer{All: true}, 0, trash) {
			if err != nil {
				return Digest{}, err
			}
			if err := p.add(SidecarName{SidecarAlbum, t.ID}, t.record()); err != nil {
				return Digest{}, err
			}
		}
	}
	return p.sum(), nil
}

// A fingerprint gathers the hashes of rows, whose order does not count.
type fingerprint []Digest

func (p *fingerprint) item(m *Media) error {
	r := m.record()
	for _, id := range m.Taxa {
		r.Albums = append(r.Albums, albumReference{ID: id})
	}
	return p.add(SidecarName{SidecarItem, m.ID}, r)
}

func (p *fingerprint) add(name SidecarName, record any) error {
	d, err := document(name, record)
	*p = append(*p, sha256.Sum256(d.JSON))
	return err
}

func (p fingerprint) sum() Digest {
	slices.SortFunc(p, func(a, b Digest) int { return bytes.Compare(a[:], b[:]) })
	h := sha256.New()
	for _, sum := range p {
		h.Write(sum[:])
	}
	return Digest(h.Sum(nil))
}
