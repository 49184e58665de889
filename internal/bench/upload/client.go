package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// known is how many files there are when nothing is new.
const known = 10_000

// A command is a program that brings a folder to a server.
type command struct {
	name string
	run  func(folder string) error
}

// clients compares the command with rclone, each against its own server: a
// folder of new files, one large file, and a folder of which nothing is new. Both
// run as they come. (rclone waits 10 ms between two calls of a WebDAV server.)
func (b *bench) clients(w io.Writer) error {
	if err := os.MkdirAll(b.tools, 0o755); err != nil {
		return err
	}
	dir, remove, err := b.place(w)
	if err != nil {
		return err
	}
	defer remove()
	b.only = "mediasock,rclone webdav"
	all, err := b.enter(dir)
	defer func() {
		for _, e := range all {
			e.stop()
		}
	}()
	if err != nil {
		return err
	}
	if len(all) != 2 {
		return fmt.Errorf("rclone is wanted, and not installed")
	}
	commands, err := b.commands(dir, all)
	if err != nil {
		return err
	}
	return b.compare(w, dir, all, commands)
}

// commands signs in to the service and returns both programs.
func (b *bench) commands(dir string, all []*entrant) ([]command, error) {
	env := append(os.Environ(), "MEDIASOCK_CONFIG="+filepath.Join(dir, "config"))
	login := exec.Command(b.program, "login", all[0].address, "--user", "bench", "--password-stdin", "--password-store", "file")
	login.Env, login.Stdin = env, strings.NewReader(password+"\n")
	if out, err := login.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("login: %w: %s", err, out)
	}
	return []command{
		{"mediasock upload", func(folder string) error {
			return succeed(env, b.program, "upload", folder, "--no-albums", "--to", all[0].address)
		}},
		{"rclone copy", func(folder string) error {
			return succeed(os.Environ(), "rclone", "copy", folder, ":webdav:"+filepath.Base(folder),
				"--webdav-url", "http://"+all[1].address, "--config", os.DevNull)
		}},
	}, nil
}

func succeed(env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, lastLine(out))
	}
	return nil
}

// A task is a folder to be brought, renewed before each round or not.
type task struct {
	title string
	files int
	size  int64
	fresh bool
}

func (b *bench) compare(w io.Writer, dir string, all []*entrant, commands []command) error {
	tasks := []task{
		{"2,000 new files of 100 KB", 2000, 100_000, true},
		{fmt.Sprintf("one file of %d MiB", b.large>>20), 1, b.large, true},
		{fmt.Sprintf("nothing new in %d files", known), known, 1000, false},
	}
	fmt.Fprintf(w, "%-28s %16s %16s %8s\n", "", commands[0].name, commands[1].name, "ratio")
	for n, t := range tasks {
		if !strings.Contains(t.title, b.task) {
			continue
		}
		took := make([][]time.Duration, len(commands))
		for round := range b.rounds + 1 {
			folder := filepath.Join(dir, fmt.Sprintf("folder-%d-%d", n, round))
			if !t.fresh {
				folder = filepath.Join(dir, fmt.Sprintf("folder-%d", n))
			}
			if t.fresh || round == 0 {
				if err := fill(folder, t); err != nil {
					return err
				}
			}
			if !t.fresh && round == 0 {
				// Brought by rclone itself it would take minutes. Its server remembers for
				// five what was in a directory, and would be brought all of it again.
				if err := os.CopyFS(filepath.Join(all[1].dir, filepath.Base(folder)), os.DirFS(folder)); err != nil {
					return err
				}
				if err := all[1].restart(b); err != nil {
					return err
				}
			}
			for i, c := range commands {
				start := time.Now()
				if err := c.run(folder); err != nil {
					return fmt.Errorf("%s: %w", t.title, err)
				}
				if round > 0 { // the first is to warm up, and brings what is then known
					took[i] = append(took[i], time.Since(start))
				}
				all[i].rest()
				if err := all[i].forget(); err != nil {
					return err
				}
			}
			if t.fresh {
				if err := os.RemoveAll(folder); err != nil {
					return err
				}
			}
		}
		ours, theirs := median(took[0]), median(took[1])
		fmt.Fprintf(w, "%-28s %14.2f s %14.2f s %8.2f\n", t.title, ours.Seconds(), theirs.Seconds(), theirs.Seconds()/ours.Seconds())
	}
	return nil
}

// fill makes the files of a task, each another.
func fill(folder string, t task) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	block := make([]byte, min(t.size, 1<<20))
	rand.NewChaCha8([32]byte{2}).Read(block)
	for n := range t.files {
		f, err := os.Create(filepath.Join(folder, fmt.Sprintf("DSC_%05d.bin", n)))
		if err != nil {
			return err
		}
		for left := t.size; left > 0 && err == nil; left -= int64(len(block)) {
			binary.BigEndian.PutUint64(block, uint64(serials.Add(1)))
			_, err = f.Write(block[:min(left, int64(len(block)))])
		}
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return err
		}
	}
	return nil
}
