package library

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// What fails again and again is logged when it begins and when it is over.
func TestComplaint(t *testing.T) {
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	var c complaint
	for _, err := range []error{nil, errors.New("one"), errors.New("two"), errors.New("three"), nil, nil, errors.New("four")} {
		c.note(t.Context(), log, "nothing is written", err)
	}
	var got []string
	for line := range strings.Lines(said.String()) {
		_, told, _ := strings.Cut(line, "msg=")
		got = append(got, strings.TrimSpace(told))
	}
	want := []string{
		`"library: nothing is written" error=one`,
		`"library: well again" before="nothing is written"`,
		`"library: nothing is written" error=four`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("logged\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
