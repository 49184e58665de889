package main

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
)

// packages are the names that errors begin with, for programmers to see where
// they come from. People have no use for them.
var packages = [...]string{"mediasock", "wire", "auth", "client", "library", "disk", "sqlite", "openmedia", "opensearch", "atom", "upload"}

// errorText puts an error in words for people: a line for each of several, and
// the page that a service names beside its own message (MS-62).
func errorText(err error) string {
	var told *mediasock.Error
	whole := causeText(err)
	if errors.As(err, &told) && told.Message != "" { // whose line breaks are no lines of ours
		whole = strings.ReplaceAll(whole, told.Message, printable(told.Message))
	}
	lines := strings.Split(whole, "\n")
	for i, line := range lines {
		parts := slices.DeleteFunc(strings.Split(line, ": "), func(part string) bool { return slices.Contains(packages[:], part) })
		lines[i] = printable(strings.Join(parts, ": "))
	}
	text := strings.Join(lines, "\n")
	if told != nil {
		text += more(told.Resource)
	}
	return text
}

// causeText is the text of err without what the HTTP client writes round the
// cause: method, URL and the addresses of both ends. Of a request that was
// called off it says just that.
func causeText(err error) string {
	var request *url.Error
	if !errors.As(err, &request) {
		return err.Error()
	}
	cause := request.Err
	var network *net.OpError
	if errors.As(cause, &network) && network.Op != "dial" && network.Err != nil {
		cause = network.Err
	}
	text := cause.Error()
	if errors.Is(cause, context.Canceled) {
		text = "interrupted"
	}
	return strings.ReplaceAll(err.Error(), request.Error(), text)
}

// statText puts a service's message and resource so that a user can judge them
// (MS-62, XS-7).
func statText(s mediasock.Stat) string {
	text := s.Code.String()
	if s.Message != "" {
		text = printable(s.Message)
	}
	return text + more(s.Resource)
}

// more names a page that says more, if it is one.
func more(resource string) string {
	u, err := url.Parse(resource)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return " (more at " + printable(resource) + ")"
}

// printable returns text that a service sent without what could command a
// terminal (XS-7).
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return '\uFFFD'
		}
		return r
	}, text)
}
