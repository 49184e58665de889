// Command seeds proves that the tests prove something: it puts faults into a
// copy of the tree, one at a time, and runs the test that must fail with each.
//
//	go run ./internal/seeds [-run regexp]
//
// It prints one line a fault and ends with 1 if a fault survives, or a seed does
// not apply any more. The tree itself is left alone.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"time"
)

func main() {
	pattern := flag.String("run", "", "only the faults that match")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *pattern); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

// run plants every seed that matches and returns an error if one survives.
func run(ctx context.Context, pattern string) error {
	chosen, err := choose(pattern)
	if err != nil {
		return err
	}
	field, err := newField(".")
	if err != nil {
		return err
	}
	defer field.close()
	if err := field.sound(ctx, chosen); err != nil {
		return err
	}
	start, survived := time.Now(), 0
	for i, s := range chosen {
		verdict, err := field.plant(ctx, s)
		if err != nil {
			return err
		}
		if verdict != killed {
			survived++
		}
		fmt.Printf("%2d/%d %-8s %s\n\t%s, by %s in ./%s\n", i+1, len(chosen), verdict, s.fault, s.file, s.test, s.dir())
	}
	fmt.Printf("%d faults, %d killed, %d survived, in %s\n", len(chosen), len(chosen)-survived, survived, time.Since(start).Round(time.Second))
	if survived > 0 {
		return fmt.Errorf("seeds: %d faults survived", survived)
	}
	return nil
}

// choose returns the seeds whose fault matches.
func choose(pattern string) ([]seed, error) {
	wanted, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("seeds: %w", err)
	}
	var chosen []seed
	for _, s := range seeds() {
		if wanted.MatchString(s.fault) {
			chosen = append(chosen, s)
		}
	}
	return chosen, nil
}
