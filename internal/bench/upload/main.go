// Command upload measures how fast files are uploaded, side by side with tusd,
// MinIO, nginx and rclone.
//
//	go run ./internal/bench/upload
//
// It builds the service, builds tusd and MinIO in versions that are named here
// (as programs of their own, out of this module), takes nginx and rclone from
// the system, and lets all of them work in turns on one file system with a
// journal: ext4 in a file, if it runs as root, else wherever the temporary files
// are. With -client it compares `mediasock upload` with `rclone copy`, each to its
// own server. A peer that cannot be had is named and passed over.
//
// Each sender has one connection and waits for each answer. Files are of random
// bytes, each another. What is printed are medians of the rounds. Between two
// turns the server of the last one gets the time to finish what it has put off.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	var b bench
	flag.IntVar(&b.rounds, "rounds", 5, "rounds of which the median counts")
	flag.DurationVar(&b.most, "most", 0, "no round is begun after so long, though fewer are done than asked for")
	flag.StringVar(&b.connections, "connections", "1,4,16", "how many connections send small files at once, each a turn")
	flag.IntVar(&b.files, "files", 1600, "small files a turn")
	flag.Int64Var(&b.small, "small", 100_000, "bytes of a small file")
	flag.Int64Var(&b.large, "large", 1<<30, "bytes of the large file; 0 for none")
	flag.StringVar(&b.tools, "tools", os.TempDir()+"/mediasock-peers", "where the peers are built and kept")
	flag.StringVar(&b.only, "only", "", "names of the servers to compare, with commas between; all if empty")
	flag.StringVar(&b.program, "program", "", "the service, instead of building it")
	flag.BoolVar(&b.loop, "loop", os.Geteuid() == 0, "work on ext4 in a file")
	flag.StringVar(&b.task, "task", "", "with -client, only tasks whose title contains this")
	client := flag.Bool("client", false, "compare the command with rclone, not the servers")
	flag.Parse()
	run := b.run
	if *client {
		run = b.clients
	}
	if err := run(os.Stdout); err != nil {
		log.Fatalf("upload: %v", err)
	}
}

// want returns an error that says what a server answered instead.
func want(status int, answer []byte) error {
	if len(answer) > 300 {
		answer = answer[:300]
	}
	return fmt.Errorf("status %d: %s", status, answer)
}
