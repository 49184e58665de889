package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A seed is one fault: a piece of a file and what stands there instead. The test
// that is named must fail with it.
type seed struct {
	fault string // what goes wrong, with the requirement's number
	file  string // from the root of the module; the test is in its package unless in says otherwise
	old   string // stands once in the file
	new   string
	test  string // a function's name
	in    string // folder of the test
}

// seeds returns every fault.
func seeds() []seed {
	var all []seed
	for _, list := range [][]seed{words, wireSeeds, authSeeds, endsSeeds} {
		all = append(all, list...)
	}
	return all
}

// dir returns the folder of the test.
func (s seed) dir() string {
	if s.in != "" {
		return s.in
	}
	return filepath.ToSlash(filepath.Dir(s.file))
}

// apply returns the file below root with the fault in it.
func (s seed) apply(root string) (whole, faulty []byte, err error) {
	whole, err = os.ReadFile(filepath.Join(root, s.file))
	if err != nil {
		return nil, nil, fmt.Errorf("seeds: %w", err)
	}
	if n := strings.Count(string(whole), s.old); n != 1 {
		return nil, nil, fmt.Errorf("seeds: %q: the text to change stands %d times in %s, want once:\n%s", s.fault, n, s.file, s.old)
	}
	return whole, []byte(strings.Replace(string(whole), s.old, s.new, 1)), nil
}

// tested returns an error unless the test is there.
func (s seed) tested(root string) error {
	files, err := filepath.Glob(filepath.Join(root, s.dir(), "*_test.go"))
	if err != nil {
		return fmt.Errorf("seeds: %w", err)
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("seeds: %w", err)
		}
		if strings.Contains(string(source), "\nfunc "+s.test+"(t *testing.T)") {
			return nil
		}
	}
	return fmt.Errorf("seeds: %q: there is no test %s in %s", s.fault, s.test, s.dir())
}
