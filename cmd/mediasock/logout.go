package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func (p *program) logoutVerb() *cobra.Command {
	return p.command(verb{
		use: "logout DOMAIN", short: "Forget a sign-in and its password",
		example: "  mediasock logout example.org",
		args:    cobra.ExactArgs(1),
		run:     func(_ context.Context, args []string) error { return p.logout(args[0]) },
	})
}

func (p *program) logout(domain string) error {
	dir, err := p.configDir()
	if err != nil {
		return err
	}
	list, err := openSignIns(dir)
	if err != nil {
		return err
	}
	if address, ok, err := folderAddress(domain); ok && err == nil {
		domain = address
	}
	in, err := list.find(domain)
	if err != nil {
		return err
	}
	if err := list.remove(in); err != nil {
		return err
	}
	if p.asJSON {
		return p.printJSON(in)
	}
	if in.Store == noPassword {
		fmt.Fprintf(p.stderr, "forgot %s\n", printable(in.Domain))
		return nil
	}
	fmt.Fprintf(p.stderr, "forgot the sign-in of %s at %s\n", in.User, in.Domain)
	return nil
}
