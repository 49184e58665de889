package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
)

// welcome says where everything is and, while there is no account, how to make
// the first one.
func (p *program) welcome(ctx context.Context, o serveOptions, address string, s *site.Site, h *home) error {
	if o.baseURL != "" {
		address = strings.TrimSuffix(o.baseURL, "/")
	}
	fmt.Fprintf(p.stderr, "\n  gallery    %s/\n", address)
	fmt.Fprintf(p.stderr, "  discovery  %s/mediasock/\n", address)
	fmt.Fprintf(p.stderr, "  search     %s/opensearch.xml\n", address)
	fmt.Fprintf(p.stderr, "  sign-in    %s\n", s.SignIn())
	fmt.Fprintf(p.stderr, "  data       %s\n", o.data)
	token, err := h.Accounts.SetupToken(ctx)
	if err != nil && !errors.Is(err, library.ErrSetUp) {
		return err
	}
	program := programName()
	if err == nil {
		fmt.Fprintf(p.stderr, "\nThere is no account yet. Make the first one with this link, which works once:\n\n  %s/setup?token=%s\n", address, token)
		fmt.Fprintf(p.stderr, "\nor on the command line:\n\n  %s user add NAME --data %s\n", program, quoted(o.data))
	}
	fmt.Fprintf(p.stderr, "\nThen sign in and upload:\n\n  %s login %s --user NAME\n  %s upload FOLDER\n\n", program, hostOf(address), program)
	return nil
}

// programName is the name that the program was called by.
func programName() string {
	if len(os.Args) > 0 && strings.Contains(os.Args[0], "go-build") {
		return "mediasock"
	}
	return os.Args[0]
}

// quoted puts a name in quotes if a shell would take it apart.
func quoted(name string) string {
	if strings.ContainsAny(name, " '\"$&;()<>|*?[]#~`\\") {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}

// reachable returns an address that a program on this machine can call; one
// that stands for all interfaces is written as the loopback.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip != nil && (ip.IsUnspecified() || ip.IsLoopback() && ip.To4() != nil) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
