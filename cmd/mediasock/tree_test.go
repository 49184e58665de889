package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
)

func TestPrintTree_A56(t *testing.T) {
	tests := []struct{ name, albums, want string }{
		{"none", "", ""},
		{"flat, in the order of the service", "b,a", "b\na\n"},
		{"children below their parent, wherever they came", "c:a,a,b", "a\n  c\nb\n"},
		{"two parents", "a,b,c:a b,d:c", "a\n  c\n    d\nb\n  c\n"},
		{"an unknown parent", "a:nowhere", "a\n"},
		{"inside itself", "a:a,b", "b\na\n  a\n"},
		{"inside each other", "a:b,b:a", "a\n  b\n    a\n"},
		{"a title that commands a terminal", "\x1b[2J", "\uFFFD[2J\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			printTree(&out, parseAlbums(test.albums))
			lines := strings.Split(out.String(), "\n")
			for i, line := range lines {
				lines[i], _, _ = strings.Cut(line, "\t")
			}
			if got := strings.Join(lines, "\n"); got != test.want {
				t.Errorf("printTree(%q) prints\n%swant\n%s", test.albums, got, test.want)
			}
		})
	}
}

// parseAlbums reads "id:parent parent,id".
func parseAlbums(text string) (taxa []mediasock.Taxon) {
	for album := range strings.SplitSeq(text, ",") {
		if id, parents, _ := strings.Cut(album, ":"); id != "" {
			taxa = append(taxa, mediasock.Taxon{ID: id, Title: id, Parents: strings.Fields(parents)})
		}
	}
	return taxa
}

func TestPrintTreeIsBounded_A56(t *testing.T) {
	var taxa []mediasock.Taxon
	for i := range 300 { // each in all before it: 2^299 ways down
		taxon := mediasock.Taxon{ID: fmt.Sprint(i), Title: "x"}
		for j := range min(i, 100) {
			taxon.Parents = append(taxon.Parents, fmt.Sprint(i-1-j))
		}
		taxa = append(taxa, taxon)
	}
	var out strings.Builder
	printTree(&out, taxa)
	if lines := strings.Count(out.String(), "\n"); lines > 100*300 {
		t.Errorf("printTree() prints %d lines, want at most one for each parent", lines)
	}
}
