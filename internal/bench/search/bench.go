package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/library"
)

// bench is one run.
type bench struct {
	dir     string
	items   int
	rounds  int
	only    string
	profile string
	changes bool
}

// run measures every class on a library of the wished size.
func (b *bench) run(ctx context.Context, w io.Writer) (err error) {
	h, err := b.opened(ctx, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	albums, err := h.someAlbums(ctx)
	if err != nil {
		return err
	}
	classes := slices.DeleteFunc(h.classes(albums), func(c class) bool { return !strings.Contains(c.name, b.only) })
	a, err := h.asker()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.floor.conn.Close()) }()
	if err := a.warmUp(ctx, classes); err != nil {
		return err
	}
	if a.changes = b.changes; a.changes {
		if a.item, err = h.anItem(ctx); err != nil {
			return err
		}
	}
	stop, err := b.startProfile()
	if err != nil {
		return err
	}
	all, err := a.measure(ctx, classes, b.rounds)
	if err := errors.Join(err, stop()); err != nil {
		return err
	}
	fmt.Fprintf(w, "the heap holds %d MiB\n", heap()>>20)
	return b.print(w, classes, all)
}

func (b *bench) startProfile() (stop func() error, err error) {
	if b.profile == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(b.profile)
	if err != nil {
		return nil, err
	}
	return func() error { pprof.StopCPUProfile(); return f.Close() }, pprof.StartCPUProfile(f)
}

// print writes a line for each class; a figure that misses its goal is marked.
func (b *bench) print(w io.Writer, classes []class, all []times) error {
	fmt.Fprintf(w, "%d items; milliseconds p50 / p99\n%-24s %15s %15s %15s %9s\n", b.items,
		"query", "HTTP, first", "HTTP, again", "bare SQL", "above SQL")
	for i, c := range classes {
		t := &all[i]
		cell := func(w way) string {
			return fmt.Sprintf("%6.2f / %6.2f", t.percentile(w, .5), t.percentile(w, .99))
		}
		above := t.percentile(again, .5) - t.percentile(bare, .5)
		mark := ""
		if t.percentile(again, .5) > c.goal.p50 || t.percentile(again, .99) > c.goal.p99 || above > .3 {
			mark = "  missed"
		}
		_, err := fmt.Fprintf(w, "%-24s %15s %15s %15s %9.2f%s\n", c.name, cell(first), cell(again), cell(bare), above, mark)
		if err != nil {
			return err
		}
	}
	return nil
}

// anItem returns the newest item of the first person.
func (h *house) anItem(ctx context.Context) (library.ID, error) {
	page, err := h.index.Search(ctx, library.Viewer{All: true}, library.Query{Owner: h.people[0], Limit: 1})
	if err != nil || len(page.Media) == 0 {
		return 0, errors.Join(err, errors.New("no item to change"))
	}
	return page.Media[0].ID, nil
}

// someAlbums returns a few albums that the first person owns.
func (h *house) someAlbums(ctx context.Context) (ids []library.ID, err error) {
	page, err := h.index.TaxaPage(ctx, library.Viewer{User: h.people[0]}, library.TaxaQuery{Limit: 400})
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(page.Taxa, func(t *library.Taxon) bool { return t.Owner != h.people[0] })
	slices.SortFunc(mine, func(a, b *library.Taxon) int { return b.Count - a.Count })
	for _, t := range mine[:min(20, len(mine))] {
		ids = append(ids, t.ID)
	}
	return ids, nil
}
