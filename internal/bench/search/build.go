package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/mediasock/mediasock/library"
)

// Items are added in batches, in parts that share a commit: SQLite keeps what a
// part has changed in a list that every statement walks.
const (
	batch = 16_000
	part  = 300
)

// version is that of what a family makes: a library of another is made anew.
const version = 2

// opened returns the library of so many items, which it makes if it is not
// there whole.
func (b *bench) opened(ctx context.Context, w io.Writer) (*house, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("%d-items-v%d", b.items, version))
	made := filepath.Join(dir, "made")
	if _, err := os.Stat(made); err == nil {
		h, err := openHouse(ctx, dir)
		if err != nil {
			return nil, err
		}
		return h, h.findPeople(ctx)
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "making a library of %d items in %s\n", b.items, dir)
	h, err := openHouse(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := h.fill(ctx, w, b.items); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, os.WriteFile(made, nil, 0o600)
}

// fill makes accounts, albums and items.
func (h *house) fill(ctx context.Context, w io.Writer, items int) error {
	for i := range people {
		u, err := h.accounts.AddUser(ctx, personName(i), password)
		if err != nil {
			return err
		}
		h.people = append(h.people, u.ID)
	}
	f := newFamily(items)
	f.people = h.people
	f.albumOf = func(owner library.ID, title string, v library.Visibility) (library.ID, error) {
		t := &library.Taxon{Owner: owner, Title: title, Visibility: v}
		err := h.index.AddTaxon(ctx, t)
		return t.ID, err
	}
	start := time.Now()
	for f.made < items {
		if err := h.fillBatch(ctx, f, min(batch, items-f.made)); err != nil {
			return err
		}
		fmt.Fprintf(w, "\r%d items, %.0f a second ", f.made, float64(f.made)/time.Since(start).Seconds())
	}
	fmt.Fprintln(w)
	return nil
}

func (h *house) fillBatch(ctx context.Context, f *family, n int) error {
	items := make([]*library.Media, 0, n)
	for len(items) < n {
		o, err := f.occasion()
		if err != nil {
			return err
		}
		for range min(1+int(f.rand.ExpFloat64()*perOccasion), n-len(items)) {
			items = append(items, f.photograph(o))
		}
	}
	var group errgroup.Group
	for p := range slices.Chunk(items, part) {
		group.Go(func() error { return h.index.AddAll(ctx, p) })
	}
	return group.Wait()
}

func personName(i int) string { return strings.Fields("ada ben cleo dan eve finn")[i] }

// findPeople looks up the accounts of a library that was made before.
func (h *house) findPeople(ctx context.Context) error {
	for i := range people {
		u, err := h.index.User(ctx, library.User{Name: personName(i)})
		if err != nil {
			return err
		}
		h.people = append(h.people, u.ID)
	}
	return nil
}
