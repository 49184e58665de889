package sqlite

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/mediasock/mediasock/library"
)

// The kinds of rows whose ids are never used twice.
const (
	kindMedia = "media"
	kindTaxon = "taxon"
	kindUser  = "user"
)

// maxID bounds ids, so that they are exact in a JavaScript number.
const maxID = 1<<53 - 1

// claim returns id if it is free, or a new one if it is 0; ErrIDTaken.
func (t *tx) claim(kind string, id library.ID) (library.ID, error) {
	if id != 0 {
		taken, err := t.taken(kind, id)
		if err == nil && (taken || id < 0 || id > maxID) {
			err = library.ErrIDTaken
		}
		return id, err
	}
	for {
		id, err := t.randomID()
		if err != nil {
			return 0, err
		}
		if taken, err := t.taken(kind, id); err != nil || !taken {
			return id, err
		}
	}
}

func (t *tx) randomID() (library.ID, error) {
	t.index.random.Lock()
	defer t.index.random.Unlock()
	var b [8]byte
	for {
		if _, err := io.ReadFull(t.index.rand, b[:]); err != nil {
			return 0, fmt.Errorf("sqlite: no randomness: %w", err)
		}
		if id := library.ID(binary.BigEndian.Uint64(b[:]) & maxID); id != 0 {
			return id, nil
		}
	}
}

// taken reports whether a row of the kind has or had the id.
func (t *tx) taken(kind string, id library.ID) (bool, error) {
	_, found, err := number(t.Conn, takenSQL(kind), id, kind)
	return found, err
}

func takenSQL(kind string) string {
	const buried = " UNION ALL SELECT 1 FROM tombstone WHERE kind = ?2 AND id = ?1"
	switch kind {
	case kindMedia:
		return "SELECT 1 FROM media WHERE id = ?1" + buried
	case kindTaxon:
		return "SELECT 1 FROM taxon WHERE id = ?1" + buried
	}
	return "SELECT 1 FROM user WHERE id = ?1" + buried
}
