package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestEveryVerb holds what all verbs have: help with an example, and a version.
func TestEveryVerb(t *testing.T) {
	p := &program{getenv: func(string) string { return "" }}
	everyVerb(p.root(), func(cmd *cobra.Command) {
		path := strings.Fields(cmd.CommandPath())[1:]
		t.Run(strings.Join(path, " "), func(t *testing.T) {
			help := output(t, append(path, "--help")...)
			for _, want := range []string{"Examples:\n  mediasock " + path[0], "--json", "--help", "--version"} {
				if !strings.Contains(help, want) {
					t.Errorf("--help lacks %q:\n%s", want, help)
				}
			}
			if got := output(t, append(path, "--version")...); !strings.Contains(got, "version") {
				t.Errorf("--version prints %q", got)
			}
		})
	})
}

// everyVerb calls f with each verb below cmd.
func everyVerb(cmd *cobra.Command, f func(*cobra.Command)) {
	for _, c := range cmd.Commands() {
		f(c)
		everyVerb(c, f)
	}
}

// output returns what the program prints, which must end well.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &said, getenv: func(string) string { return "" }}
	if code := p.run(t.Context(), args); code != exitOK {
		t.Fatalf("mediasock %s: exit code %d: %s", strings.Join(args, " "), code, said.String())
	}
	return out.String()
}
