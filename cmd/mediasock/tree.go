package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/mediasock/mediasock"
)

// An albumTree prints albums, each with those in it below it. A service may
// send albums that are in several, in unknown ones, or inside themselves:
// each is printed under all its parents, but what is in it only once.
type albumTree struct {
	children map[string][]*mediasock.Taxon // by id of the parent, "" at the root
	printed  map[string]bool
}

// printTree prints the albums.
func printTree(w io.Writer, taxa []mediasock.Taxon) {
	t := &albumTree{children: make(map[string][]*mediasock.Taxon), printed: make(map[string]bool)}
	known := make(map[string]bool, len(taxa))
	for _, taxon := range taxa {
		known[taxon.ID] = true
	}
	for i := range taxa {
		t.place(&taxa[i], known)
	}
	t.print(w, "", 0)
	for i := range taxa { // those that are only inside each other
		if !t.printed[taxa[i].ID] {
			t.printAlbum(w, &taxa[i], 0)
		}
	}
}

// place puts an album into those of its parents that are known, else at the
// root.
func (t *albumTree) place(taxon *mediasock.Taxon, known map[string]bool) {
	placed := false
	for _, parent := range taxon.Parents {
		if known[parent] {
			t.children[parent] = append(t.children[parent], taxon)
			placed = true
		}
	}
	if !placed {
		t.children[""] = append(t.children[""], taxon)
	}
}

func (t *albumTree) print(w io.Writer, parent string, depth int) {
	for _, taxon := range t.children[parent] {
		t.printAlbum(w, taxon, depth)
	}
}

// maxIndent bounds how far an album is moved to the right.
const maxIndent = 32

func (t *albumTree) printAlbum(w io.Writer, taxon *mediasock.Taxon, depth int) {
	fmt.Fprintf(w, "%s%s\t%s\n", strings.Repeat("  ", min(depth, maxIndent)), printable(taxon.Title), printable(taxon.ID))
	if t.printed[taxon.ID] {
		return
	}
	t.printed[taxon.ID] = true
	t.print(w, taxon.ID, depth+1)
}
