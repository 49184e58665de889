package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/services/folder"
)

// loginOptions are the flags of login.
type loginOptions struct {
	user          string
	passwordStdin bool
	store         string
	clearText     bool
	service       string
	fresh         bool

	asked    bool // the password has been read
	password string
}

func (p *program) loginVerb() *cobra.Command {
	var o loginOptions
	cmd := p.command(verb{
		use: "login DOMAIN", short: "Sign in to a service",
		long:    "Login signs in to the service of a domain and keeps the password in the platform's\nkeyring, or where there is none in a file that only you can read. A folder of this machine,\nfolder:PATH or file:///PATH, needs neither.",
		example: "  mediasock login example.org --user ada\n  printf %s \"$PASSWORD\" | mediasock login example.org --user ada --password-stdin",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.login(ctx, o, args[0]) },
	})
	flags := cmd.Flags()
	flags.StringVar(&o.user, "user", "", "user name; asked for if not given")
	flags.BoolVar(&o.passwordStdin, "password-stdin", false, "read the password from standard input")
	flags.StringVar(&o.store, "password-store", "auto", "where the password is kept: keyring, file, auto")
	flags.StringVar(&o.service, "service", "", "what to speak there, such as mediasock or piwigo, as discover names it; the best if not given")
	flags.BoolVar(&o.fresh, "fresh", false, "ask anew what is spoken there")
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
	l, err := p.look(ctx, c, domain, o.fresh)
	if err != nil {
		return err
	}
	in, password, session, err := p.loginTo(ctx, c, &o, domain, l)
	if err != nil && !l.asked.IsZero() && !errors.Is(err, mediasock.ErrCredentials) {
		if l, fresh := p.look(ctx, c, domain, true); fresh == nil { // it may speak something else by now
			in, password, session, err = p.loginTo(ctx, c, &o, domain, l)
		}
	}
	if err != nil {
		return err
	}
	if in.Driver == folder.Name {
		o.store = noPassword
	}
	where, err := list.put(in, password, o.store)
	if err != nil {
		return err
	}
	return p.greet(in, where, session.Offer())
}

// loginTo signs in to the service that was asked for, or to the best one.
func (p *program) loginTo(ctx context.Context, c *client.Client, o *loginOptions, domain string, l *look) (signIn, string, mediasock.Session, error) {
	in := signIn{Domain: strings.TrimSuffix(domain, "/"), ClearText: o.clearText}
	if l.own == nil || o.service != "" && o.service != ownService {
		return p.loginBy(ctx, c, o, in, l)
	}
	var password string
	var err error
	if in.User, password, err = p.askCredentials(ctx, o); err != nil {
		return in, "", nil, err
	}
	offer := l.own.Offer()
	in.Origin, in.Service, in.Title = l.own.Origin(), offer.Service.Value, offer.Service.Title
	connection, err := p.signInTo(ctx, in, l.own, password)
	if err != nil {
		return in, "", nil, hintClearText(l.own, o, err)
	}
	return in, password, connection.session, nil
}

// loginBy signs in by a driver.
func (p *program) loginBy(ctx context.Context, c *client.Client, o *loginOptions, in signIn, l *look) (signIn, string, mediasock.Session, error) {
	site, driver, ok := l.usable(o.service)
	if !ok {
		return in, "", nil, l.unusable(o.service, in.Domain)
	}
	in.Driver, in.Address, in.Origin = driver.Name, site.Address, client.Origin(site.Address)
	in.Title = cmp.Or(site.Title, driver.Title)
	var password string
	var err error
	if driver.Name == folder.Name {
		in.Domain, in.Origin = site.Address, site.Address
	} else if in.User, password, err = p.askCredentials(ctx, o); err != nil {
		return in, "", nil, err
	}
	session, err := p.signInBy(ctx, c, in, password)
	if err != nil {
		return in, "", nil, err
	}
	in.Service = session.Offer().Service.Value
	return in, password, session, nil
}

// hintClearText says what may help where a password that is right was refused
// because nothing hides it on its way.
func hintClearText(site *client.Site, o *loginOptions, err error) error {
	if site.Secure() || o.clearText {
		return err
	}
	return fmt.Errorf("%w; the connection is not encrypted: an app password of the service may do, or --allow-clear-text", err)
}

// askCredentials takes the user name and the password from flags, standard
// input or the terminal, never from the command line. It asks once.
func (p *program) askCredentials(ctx context.Context, o *loginOptions) (user, password string, err error) {
	if o.asked {
		return o.user, o.password, nil
	}
	in := bufio.NewReader(p.stdin)
	if o.user == "" {
		if o.passwordStdin {
			return "", "", usageError(errors.New("--password-stdin needs --user"))
		}
		fmt.Fprint(p.stderr, "User name: ")
		if o.user, err = readLine(in); err != nil {
			return "", "", err
		}
	}
	o.password, err = p.askPassword(ctx, in, o.passwordStdin, "Password: ")
	o.asked = err == nil
	return o.user, o.password, err
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
	if where == noPassword {
		_, err := fmt.Fprintf(p.stderr, "%s is kept as a place to upload to\n", printable(in.Domain))
		return err
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
