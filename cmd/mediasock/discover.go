package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/internal/guard"
)

// found is what discover prints.
type found struct {
	Service    string   `json:"service"`
	Title      string   `json:"title"`
	Endpoint   string   `json:"endpoint"`
	Secure     bool     `json:"secure"`
	Methods    []method `json:"methods"`
	Mechanisms []string `json:"mechanisms"`
	Protocols  []string `json:"protocols"`
	Types      []string `json:"types"`
	Features   []string `json:"features"`

	Others []other `json:"others,omitempty"` // what else is spoken there
}

// other is a protocol besides MediaSock as JSON.
type other struct {
	Service string   `json:"service"` // what login --service takes
	Title   string   `json:"title,omitempty"`
	Version string   `json:"version,omitempty"`
	Address string   `json:"address"`
	Can     []string `json:"can,omitempty"`
	SignIn  []string `json:"sign_in,omitempty"`
}

type method struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

func (p *program) discoverVerb() *cobra.Command {
	var fresh bool
	cmd := p.command(verb{
		use: "discover DOMAIN", short: "Show what a site offers and where",
		long:    "Discover finds what the site behind a domain or URL speaks: MediaSock first, with its methods,\nwhere they are, and how it can be signed in to; then the other protocols that are known, and what\ncan be done by each. What they are is remembered for a day, or until the service changes.",
		example: "  mediasock discover example.org\n  mediasock discover --json http://localhost:8080",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.discover(ctx, args[0], fresh) },
	})
	cmd.Flags().BoolVar(&fresh, "fresh", false, "ask for all protocols anew")
	return cmd
}

func (p *program) discover(ctx context.Context, domain string, fresh bool) error {
	c, err := p.newClient(client.Policy{})
	if err != nil {
		return err
	}
	l, err := p.look(ctx, c, domain, fresh)
	if err != nil {
		return err
	}
	var f found
	if l.own != nil {
		f = describeSite(l.own)
	}
	for _, s := range l.others {
		f.Others = append(f.Others, other{s.Driver, s.Title, s.Version, s.Address, s.Can, s.SignIn})
	}
	if p.asJSON {
		return p.printJSON(f)
	}
	if !l.asked.IsZero() && len(l.others) > 0 {
		defer fmt.Fprintf(p.stderr, "mediasock: the other protocols are those found at %s; --fresh asks again\n", l.asked.Local().Format("15:04 on 2 January"))
	}
	return p.printFound(f)
}

// describeSite collects what a site told a stranger.
func describeSite(site *client.Site) found {
	offer := site.Offer()
	f := found{
		Service: offer.Service.Value, Title: offer.Service.Title, Endpoint: site.Endpoint(), Secure: site.Secure(),
		Mechanisms: offer.Sock.Family("auth"), Protocols: offer.Sock.Family("prot"),
		Types: offer.Sock.Family("type"), Features: offer.Sock.Family("feat"),
	}
	for _, api := range offer.APIs {
		name := strings.TrimSuffix(api.Name, "*")
		if name == api.Name {
			if u, ok := offer.APIs.Lookup(api.Name); ok {
				f.Methods = append(f.Methods, method{api.Name, u})
			}
			continue
		}
		u, _ := offer.APIs.Lookup(name + "any")
		f.Methods = append(f.Methods, method{api.Name, u})
	}
	if len(f.Mechanisms) == 0 {
		f.Mechanisms = []string{"auth.hpo"} // MS-190
	}
	return f
}

func (p *program) printFound(f found) error {
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, printable(value))
		}
	}
	row("title", f.Title)
	row("service", f.Service)
	row("endpoint", f.Endpoint)
	row("sign-in", strings.Join(f.Mechanisms, ", "))
	row("protocols", strings.Join(f.Protocols, ", "))
	row("types", strings.Join(f.Types, ", "))
	row("features", strings.Join(f.Features, ", "))
	for _, m := range f.Methods {
		row(m.Name, m.URL)
	}
	for _, o := range f.Others {
		row(o.Service, o.String())
	}
	if f.Endpoint != "" && !f.Secure && !isHidden(f.Endpoint) {
		fmt.Fprintln(p.stderr, "mediasock: the service is not encrypted; others on the way can read what is sent to it")
	}
	return w.Flush()
}

// String says what it is, where, what can be done with it and how one signs in.
func (o other) String() string {
	text := o.Address
	if name := strings.TrimSpace(o.Title + " " + o.Version); name != "" {
		text = name + " at " + text
	}
	if len(o.Can) > 0 {
		text += ": " + strings.Join(o.Can, ", ")
	}
	if len(o.SignIn) > 0 {
		text += "; sign in by " + strings.Join(o.SignIn, " or ")
	}
	return text
}

// isHidden reports whether what goes to an address is hidden from the network.
func isHidden(address string) bool {
	u, err := url.Parse(address)
	return err == nil && guard.Hidden(u)
}
