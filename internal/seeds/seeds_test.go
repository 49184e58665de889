package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const root = "../.."

// TestSeeds is the short form of the program: every fault can still be put in,
// and the test that is to find it is there. make seeds runs the tests.
func TestSeeds(t *testing.T) {
	all := seeds()
	if len(all) < 30 {
		t.Errorf("%d faults, want at least 30", len(all))
	}
	known := map[string]bool{}
	for _, s := range all {
		t.Run(s.fault, func(t *testing.T) {
			whole, faulty, err := s.apply(root)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Equal(whole, faulty) {
				t.Error("the fault changes nothing")
			}
			if err := s.tested(root); err != nil {
				t.Error(err)
			}
			if known[s.fault] {
				t.Error("two faults of that name")
			}
			known[s.fault] = true
		})
	}
}

// TestField plants two faults in a module of two lines: one is found, one is
// not.
func TestField(t *testing.T) {
	f := &field{t.TempDir()}
	files := map[string]string{
		"go.mod":    "module example.com/x\n\ngo 1.21\n",
		"x.go":      "package x\n\nfunc Two() int { return 2 }\n\nfunc Three() int { return 3 }\n",
		"x_test.go": "package x\n\nimport \"testing\"\n\nfunc TestTwo(t *testing.T) {\n\tif Two() != 2 {\n\t\tt.Error()\n\t}\n}\n",
	}
	from := t.TempDir()
	for name, content := range files {
		write(t, from, name, content)
		if err := f.take(from, name); err != nil {
			t.Fatal(err)
		}
	}
	two := seed{fault: "two", file: "x.go", old: "return 2", new: "return 1", test: "TestTwo"}
	three := seed{fault: "three", file: "x.go", old: "return 3", new: "return 1", test: "TestTwo"}
	if err := f.sound(t.Context(), []seed{two, three}); err != nil {
		t.Fatal(err)
	}
	for s, want := range map[seed]verdict{two: killed, three: survived} {
		if got, err := f.plant(t.Context(), s); got != want || err != nil {
			t.Errorf("plant(%s) = %v, %v, want %v", s.fault, got, err, want)
		}
	}
	for _, s := range []seed{
		{fault: "does not compile", file: "x.go", old: "return 2", new: "return", test: "TestTwo"},
		{fault: "does not apply", file: "x.go", old: "return 4", new: "return 5", test: "TestTwo"},
	} {
		if got, err := f.plant(t.Context(), s); err == nil {
			t.Errorf("plant(%s) = %v, want an error", s.fault, got)
		}
	}
	if err := f.sound(t.Context(), []seed{{fault: "no test", file: "x.go", test: "TestFour"}}); err == nil {
		t.Error("sound of a test that is not there = nil, want an error")
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
