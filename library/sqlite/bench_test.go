package sqlite

import (
	"flag"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mediasock/mediasock/library"
)

var benchItems = flag.Int("items", 100_000, "items of the search benchmark")

// Each row is durable when AddMedia returns.
func BenchmarkAddMedia(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			x := openTest(b, Options{})
			g := generate(b, x, 0)
			items := make([]*library.Media, b.N)
			for i := range items {
				items[i] = g.item(i)
			}
			var serial atomic.Int64
			b.SetParallelism(writers) // times GOMAXPROCS, see -cpu
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if err := x.AddMedia(b.Context(), items[serial.Add(1)-1]); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// A page of 20 with its total. The first of each is counted, the others find
// the total remembered; "fresh" forgets it each time.
func BenchmarkSearch(b *testing.B) {
	x := openTest(b, Options{})
	g := generate(b, x, *benchItems)
	own, other := library.Viewer{User: g.owners[0]}, library.Viewer{User: g.owners[1]}
	for _, bench := range []struct {
		name string
		v    library.Viewer
		q    library.Query
	}{
		{"newest", own, library.Query{}},
		{"newest/stranger", library.Viewer{}, library.Query{}},
		{"rare", own, library.Query{Terms: word(5000)}},
		{"common", own, library.Query{Terms: word(0)}},
		{"common/stranger", library.Viewer{}, library.Query{Terms: word(0)}},
		{"common two", own, library.Query{Terms: word(0) + " " + word(1)}},
		{"common/own", own, library.Query{Terms: word(0), Owner: own.User}},
		{"album", other, library.Query{Taxon: g.albums[own.User][3]}},
		{"range", own, library.Query{From: time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)}},
		{"page 500", own, library.Query{Offset: 9980}},
		{"recent", own, library.Query{Order: library.Recent}},
		{"box", own, library.Query{Box: &library.Box{West: 7, South: 47, East: 8, North: 48}}},
	} {
		bench.q.Limit = 20
		b.Run(bench.name, func(b *testing.B) { benchSearch(b, x, bench.v, bench.q, false) })
		b.Run(bench.name+"/fresh", func(b *testing.B) { benchSearch(b, x, bench.v, bench.q, true) })
	}
}

func benchSearch(b *testing.B, x *Index, v library.Viewer, q library.Query, fresh bool) {
	for b.Loop() {
		if fresh {
			x.commits.Add(1)
		}
		if _, err := x.Search(b.Context(), v, q); err != nil {
			b.Fatal(err)
		}
	}
}
