package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/internal/mediatest"
)

// TestReadme follows the first run of README.md on a terminal: each command must
// work, and print what stands there.
func TestReadme(t *testing.T) {
	h := &house{t: t, config: t.TempDir()}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(home, "no-bus"))
	t.Setenv("MEDIASOCK_DATA", filepath.Join(home, "mediasock", "data"))
	h.data = os.Getenv("MEDIASOCK_DATA")
	makeCrete(t, filepath.Join(home, "Pictures", "Crete"))
	steps := readTranscript(t)
	if len(steps) < 5 || steps[0].command != "make run" {
		t.Fatalf("README.md has %d commands, want a first run that begins with make run", len(steps))
	}
	s := h.startProcess()
	greeting, err := s.greeting()
	if err != nil {
		t.Fatal(err)
	}
	compareLines(t, steps[0], same(greeting, home, h.address))
	for _, step := range steps[1:] {
		compareLines(t, step, same(h.typeCommand(step.command), home, h.address))
	}
}

// A step of a transcript is a command and what it prints.
type step struct {
	command string
	printed []string
}

// readTranscript returns the steps of the indented blocks under "A first run".
func readTranscript(t *testing.T) (steps []step) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## A first run\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for line := range strings.Lines(section) {
		line, indented := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case isCommand:
			steps = append(steps, step{command: command})
		case indented && len(steps) > 0:
			last := &steps[len(steps)-1]
			last.printed = append(last.printed, line)
		}
	}
	return steps
}

// typeCommand runs a command of the transcript on a terminal, gives it the password
// if it asks for one, and returns what is shown.
func (h *house) typeCommand(command string) string {
	h.t.Helper()
	command = strings.ReplaceAll(command, "bin/mediasock", "mediasock")
	command = strings.ReplaceAll(command, "localhost:8080", h.address)
	command = strings.ReplaceAll(command, "--data data", "--data "+h.data)
	term := newShell(h, command)
	if strings.Contains(command, "user add") || strings.Contains(command, "login") {
		term.waitSecret()
		term.press(password + "\n")
	}
	shown, code := term.end()
	if code != exitOK {
		h.t.Errorf("%s: exit code %d: %s", command, code, shown)
	}
	return shown
}

// same writes what differs from run to run as README.md has it.
func same(text, home, address string) string {
	text = strings.ReplaceAll(text, address, "localhost:8080")
	text = strings.ReplaceAll(text, home, "/home/ada")
	return strings.ReplaceAll(text, "\r", "")
}

// compareLines compares what is shown with the transcript. Of ids, tokens and the
// moving bar only the form counts; what make says is not compared.
func compareLines(t *testing.T, s step, shown string) {
	t.Helper()
	got, want := formOf(shown), formOf(strings.Join(s.printed, "\n"))
	if !slices.Equal(got, want) {
		t.Errorf("%s shows\n%s\nREADME.md has\n%s", s.command, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func formOf(text string) (lines []string) {
	text = strings.ReplaceAll(text, "bin/mediasock", "mediasock")
	text = regexp.MustCompile(`\d{6,}`).ReplaceAllString(text, "NUMBER")
	text = regexp.MustCompile(`token=\S+`).ReplaceAllString(text, "token=TOKEN")
	text = regexp.MustCompile(`(?m)^(.*B of .*|CGO_ENABLED=.*)$`).ReplaceAllString(text, "")
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// makeCrete makes the photographs of the first run.
func makeCrete(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, title := range map[string]string{"harbour.jpg": "The harbour at dusk", "beach.jpg": "The beach", "olives.jpg": "Olive trees"} {
		photo := mediatest.Photo(mediatest.PhotoOptions{Title: title, Width: 640, Height: 480, Grain: 30})
		if err := os.WriteFile(filepath.Join(dir, name), photo, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
