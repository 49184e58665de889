package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
)

// loginOptions are the flags of login.
type loginOptions struct {
	user          string
	passwordStdin bool
	store         string
	clearText     bool
}

func (p *program) loginVerb() *cobra.Command {
	var o loginOptions
	cmd := p.command(verb{
		use: "login DOMAIN", short: "Sign in to a service",
		long:    "Login signs in to the service of a domain and keeps the password in the platform's\nkeyring, or where there is none in a file that only you can read.",
		example: "  mediasock login example.org --user ada\n  printf %s \"$PASSWORD\" | mediasock login example.org --user ada --password-stdin",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.login(ctx, o, args[0]) },
	})
	flags := cmd.Flags()
	flags.StringVar(&o.user, "user", "", "user name; asked for if not given")
	flags.BoolVar(&o.passwordStdin, "password-stdin", false, "read the password from standard input")
	flags.StringVar(&o.store, "password-store", "auto", "where the password is kept: keyring, file, auto")
	flags.BoolVar(&o.clearText, "allow-clear-text", false, "let the password cross the network unencrypted")
	return cmd
}

func (p *program) login(ctx context.Context, o loginOptions, domain string) error {
	dir, err := p.configDir()
	if err != nil {
		return err
	}
	list, err := openSignIns(dir)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"keyring", "file", "auto"}, o.store) {
		return usageError(fmt.Errorf("--password-store %q: want keyring, file or auto", o.store))
	}
	c, err := p.newClient(client.Policy{ClearText: o.clearText})
	if err != nil {
		return err
	}
	site, err := c.Discover(ctx, domain)
	if err != nil {
		return noService(domain, err)
	}
	user, password, err := p.askCredentials(ctx, o)
	if err != nil {
		return err
	}
	offer := site.Offer()
	in := signIn{Domain: strings.TrimSuffix(domain, "/"), Origin: site.Origin(), Service: offer.Service.Value,
		Title: offer.Service.Title, User: user, ClearText: o.clearText}
	connection, err := p.signInTo(ctx, in, site, password)
	if err != nil {
		return hintClearText(site, o, err)
	}
	where, err := list.put(in, password, o.store)
	if err != nil {
		return err
	}
	return p.greet(in, where, connection.session.Offer())
}

// hintClearText says what may help where a password that is right was refused
// because nothing hides it on its way.
func hintClearText(site *client.Site, o loginOptions, err error) error {
	if site.Secure() || o.clearText {
		return err
	}
	return fmt.Errorf("%w; the connection is not encrypted: an app password of the service may do, or --allow-clear-text", err)
}

// askCredentials takes the user name and the password from flags, standard
// input or the terminal, never from the command line.
func (p *program) askCredentials(ctx context.Context, o loginOptions) (user, password string, err error) {
	in := bufio.NewReader(p.stdin)
	if user = o.user; user == "" {
		if o.passwordStdin {
			return "", "", usageError(errors.New("--password-stdin needs --user"))
		}
		fmt.Fprint(p.stderr, "User name: ")
		if user, err = readLine(in); err != nil {
			return "", "", err
		}
	}
	password, err = p.askPassword(ctx, in, o.passwordStdin, "Password: ")
	return user, password, err
}

// greet says that it worked.
func (p *program) greet(in signIn, where string, offer *mediasock.Handshake) error {
	if p.asJSON {
		in.Store = where
		return p.printJSON(in)
	}
	title := in.Title
	if title == "" {
		title = in.Domain
	}
	fmt.Fprintf(p.stderr, "signed in to %s as %s; the password is kept in the %s\n", printable(title), in.User, storeName(where))
	if offer.Stat.Message != "" {
		fmt.Fprintln(p.stderr, statText(offer.Stat))
	}
	return nil
}

func storeName(where string) string {
	if where == "file" {
		return "file passwords.json, readable by you alone"
	}
	return where
}
