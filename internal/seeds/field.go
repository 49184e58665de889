package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A verdict says what became of a fault.
type verdict string

const (
	killed   verdict = "killed"
	survived verdict = "SURVIVED"
)

// A field is a copy of the tree that faults are put into.
type field struct{ root string }

// newField copies the files that git knows of, as they are now, and those that
// are new.
func newField(from string) (*field, error) {
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = from
	names, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("seeds: git ls-files: %w", err)
	}
	root, err := os.MkdirTemp("", "seeds")
	if err != nil {
		return nil, fmt.Errorf("seeds: %w", err)
	}
	f := &field{root}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		if err := f.take(from, name); err != nil {
			f.close()
			return nil, fmt.Errorf("seeds: copy: %w", err)
		}
	}
	return f, nil
}

// take copies one file. One that has been deleted meanwhile is none.
func (f *field) take(from, name string) error {
	content, err := os.ReadFile(filepath.Join(from, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	target := filepath.Join(f.root, name)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, content, 0o644)
}

func (f *field) close() { _ = os.RemoveAll(f.root) }

// sound returns an error unless every test passes without a fault: only then
// does its failing say anything.
func (f *field) sound(ctx context.Context, seeds []seed) error {
	tests := map[string][]string{}
	for _, s := range seeds {
		if err := s.tested(f.root); err != nil {
			return err
		}
		if !slices.Contains(tests[s.dir()], s.test) {
			tests[s.dir()] = append(tests[s.dir()], s.test)
		}
	}
	for dir, names := range tests {
		out, err := f.test(ctx, dir, names...)
		if err != nil {
			return fmt.Errorf("seeds: without any fault the tests of ./%s fail: %w\n%s", dir, err, out)
		}
		for _, name := range names {
			if !bytes.Contains(out, []byte("--- PASS: "+name+" ")) {
				return fmt.Errorf("seeds: %s of ./%s did not run:\n%s", name, dir, out)
			}
		}
	}
	return nil
}

// plant puts one fault in, runs its test, and takes it out again. A fault that
// does not compile is no fault.
func (f *field) plant(ctx context.Context, s seed) (verdict, error) {
	whole, faulty, err := s.apply(f.root)
	if err != nil {
		return "", err
	}
	path := filepath.Join(f.root, s.file)
	if err := os.WriteFile(path, faulty, 0o644); err != nil {
		return "", fmt.Errorf("seeds: %w", err)
	}
	out, testErr := f.test(ctx, s.dir(), s.test)
	if err := os.WriteFile(path, whole, 0o644); err != nil {
		return "", fmt.Errorf("seeds: %w", err)
	}
	var exit *exec.ExitError
	switch {
	case testErr == nil:
		return survived, nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.As(testErr, &exit) && failed(out, s.test):
		return killed, nil
	}
	return "", fmt.Errorf("seeds: %q: %w\n%s", s.fault, testErr, out)
}

// failed reports whether the test itself failed, or took the program down.
func failed(out []byte, test string) bool {
	return bytes.Contains(out, []byte("--- FAIL: "+test+" ")) || bytes.Contains(out, []byte("\npanic: "))
}

// test runs tests of a folder of the copy.
func (f *field) test(ctx context.Context, dir string, names ...string) ([]byte, error) {
	for i := range names {
		names[i] = regexp.QuoteMeta(names[i])
	}
	pattern := "^(" + strings.Join(names, "|") + ")$"
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-vet=off", "-v", "-timeout", "2m", "-run", pattern, "./"+dir)
	cmd.Dir = f.root
	return cmd.CombinedOutput()
}
