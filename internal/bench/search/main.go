// Command search measures how fast a large library is searched: over HTTP,
// through the whole service, Atom feed included, beside the bare SQL that finds
// the same items.
//
//	go run ./internal/bench/search
//	go run ./internal/bench/search -items 10000000
//	go run ./internal/bench/search -albums
//
// It makes the library of a family in a folder of its own and keeps it there for
// the next run. Each class of queries is a list of different ones, which are
// asked in turns with those of all other classes by one client over one
// connection. "first" is a query whose total nobody has asked for since the
// library changed; "again" one whose total is remembered.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
)

func main() {
	log.SetFlags(0)
	var b bench
	flag.StringVar(&b.dir, "dir", os.TempDir()+"/mediasock-search", "where libraries are kept between runs")
	flag.IntVar(&b.items, "items", 1_000_000, "items of the library")
	flag.IntVar(&b.rounds, "rounds", 200, "how often each class of queries is asked")
	flag.StringVar(&b.only, "only", "", "only classes whose name contains this")
	flag.StringVar(&b.profile, "profile", "", "file for a CPU profile of the questions")
	flag.BoolVar(&b.changes, "changes", false, "change an item before each first question, rather than forget what was counted")
	albums := flag.Bool("albums", false, "compare an empty library with one of 100,000 albums too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := b.run(ctx, os.Stdout)
	if err == nil && *albums {
		err = b.compareAlbums(ctx, os.Stdout)
	}
	if err != nil {
		log.Fatalf("search: %v", err)
	}
}
