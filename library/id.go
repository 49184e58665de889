package library

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/mediasock/mediasock"
)

// maxID is the greatest ID: a double holds every integer up to it, so old
// clients and JavaScript read it whole.
const maxID = 1<<53 - 1

// NewID makes a random ID; random is crypto/rand.Reader but in tests.
func NewID(random io.Reader) (ID, error) {
	var b [8]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("library: random id: %w", err)
		}
		if id := ID(binary.BigEndian.Uint64(b[:]) & maxID); id != 0 {
			return id, nil
		}
	}
}

// ParseID reads an ID as text. What is no ID names nothing: ok is false.
func ParseID(s string) (id ID, ok bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > maxID || strconv.FormatInt(n, 10) != s {
		return 0, false
	}
	return ID(n), true
}

// String returns the ID in decimal; "" for 0.
func (id ID) String() string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}

// Clone returns a copy of m that shares nothing with it.
func (m *Media) Clone() *Media {
	c := *m
	c.SHA1, c.MD5, c.Facts = slices.Clone(m.SHA1), slices.Clone(m.MD5), slices.Clone(m.Facts)
	c.Keywords, c.Attributes, c.Taxa = slices.Clone(m.Keywords), slices.Clone(m.Attributes), slices.Clone(m.Taxa)
	if m.Place != nil {
		place := mediasock.Geo{Lat: m.Place.Lat, Long: m.Place.Long}
		c.Place = &place
	}
	return &c
}

// Date returns when m was taken, or when it was added if that is unknown.
func (m *Media) Date() time.Time {
	if m.Taken.IsZero() {
		return m.Added
	}
	return m.Taken
}

// Clone returns a copy of t that shares nothing with it.
func (t *Taxon) Clone() *Taxon {
	c := *t
	c.Attributes, c.Parents = slices.Clone(t.Attributes), slices.Clone(t.Parents)
	return &c
}
