package check_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/check"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sampleReport has a finding of each level, and what a terminal must not see.
func sampleReport() *check.Report {
	return &check.Report{
		URL: "https://example.com/mediasock/", Service: "com.example", Title: "Exa\x1b[31mmple",
		Findings: []check.Finding{
			{Rule: "MS-49", Level: check.Error, Times: 3, Found: "white space before <stat>", Excerpt: "  <stat value=\"1\"/>",
				Place: check.Place{Call: "GET https://example.com/mediasock/", Line: 4, Column: 3},
				Says:  "nothing stands before an element on its line", Mend: "do not indent"},
			{Rule: "MS-20", Level: check.Warning, Times: 1, Found: "an address that does not exist is answered with 200", Excerpt: "OK",
				Place: check.Place{Call: "GET https://example.com/mediasock-…", Part: "status"},
				Says:  "where there is no MediaSock the answer is 404", Mend: "answer 404"},
			{Rule: "A-30", Level: check.Note, Times: 1, Found: "<stat> lacks the attribute message", Place: check.Place{Call: "POST"}},
		},
		Checked: []string{"MS-22", "MS-49", "MS-20", "A-30"}, Calls: 12, Left: []string{`the album "MediaSock check" (2)`},
	}
}

func TestOutput(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text.txt":   func(b *bytes.Buffer) error { return check.WriteText(b, sampleReport(), false) },
		"colour.txt": func(b *bytes.Buffer) error { return check.WriteText(b, sampleReport(), true) },
		"lines.json": func(b *bytes.Buffer) error { return check.WriteJSON(b, sampleReport()) },
		"junit.xml":  func(b *bytes.Buffer) error { return check.WriteJUnit(b, sampleReport()) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("got\n%s\nwant\n%s", got.Bytes(), want)
			}
		})
	}
}

// TestOutputReads: each line of JSON is a value, JUnit is XML, and nothing that a
// service sent moves a terminal.
func TestOutputReads(t *testing.T) {
	var lines, junit, text bytes.Buffer
	if err := errors.Join(check.WriteJSON(&lines, sampleReport()), check.WriteJUnit(&junit, sampleReport()), check.WriteText(&text, sampleReport(), false)); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(lines.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
	if err := xml.Unmarshal(junit.Bytes(), new(struct{})); err != nil {
		t.Errorf("no XML: %v", err)
	}
	if strings.Contains(text.String(), "\x1b") {
		t.Errorf("an escape reaches the terminal: %q", text.String())
	}
}

// A full writer fails after some bytes.
type fullWriter struct{ left int }

func (w *fullWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("no space left")
	}
	return len(p), nil
}

func TestOutputFails(t *testing.T) {
	for left := range 300 {
		for name, err := range map[string]error{
			"text": check.WriteText(&fullWriter{left}, sampleReport(), false), "JSON": check.WriteJSON(&fullWriter{left}, sampleReport()),
			"JUnit": check.WriteJUnit(&fullWriter{left}, sampleReport()),
		} {
			if err == nil {
				t.Fatalf("%s reports no error of a writer with room for %d bytes", name, left)
			}
		}
	}
}
