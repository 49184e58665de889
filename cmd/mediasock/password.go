package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// askPassword reads a password from standard input, or without echo from the
// terminal. It never comes from the command line, which others can see.
func (p *program) askPassword(ctx context.Context, in *bufio.Reader, stdin bool, prompt string) (string, error) {
	if stdin {
		return readLine(in)
	}
	f, ok := p.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return "", usageError(errors.New("there is no terminal to ask for the password; give it with --password-stdin"))
	}
	fmt.Fprint(p.stderr, prompt)
	password, err := readSecret(ctx, int(f.Fd()))
	fmt.Fprintln(p.stderr)
	return password, err
}

// readSecret reads a line without echo. Ctrl-C ends it and gives the terminal
// its echo back.
func readSecret(ctx context.Context, fd int) (string, error) {
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		text []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		if errors.Is(a.err, io.EOF) {
			a.err = usageError(errors.New("no password was given"))
		}
		return string(a.text), a.err
	case <-ctx.Done():
		return "", errors.Join(context.Cause(ctx), term.Restore(fd, before))
	}
}

// maxLine bounds a line of standard input.
const maxLine = 4096

// readLine reads a line; the last may lack its end.
func readLine(in *bufio.Reader) (string, error) {
	var line []byte
	for len(line) <= maxLine {
		b, err := in.ReadByte()
		if b == '\n' || errors.Is(err, io.EOF) && len(line) > 0 {
			return strings.TrimRight(string(line), "\r"), nil
		}
		if errors.Is(err, io.EOF) {
			return "", usageError(errors.New("standard input is empty"))
		}
		if err != nil {
			return "", err
		}
		line = append(line, b)
	}
	return "", usageError(fmt.Errorf("a line of standard input is longer than %d bytes", maxLine))
}
