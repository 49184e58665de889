package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// searchOptions are the flags of search.
type searchOptions struct {
	in      []string
	limit   int
	timeout time.Duration
	stable  bool
	allow   []string
	embed   embedOptions
}

func (p *program) searchVerb() *cobra.Command {
	var o searchOptions
	cmd := p.command(verb{
		use: "search QUERY", short: "Search your services, open indexes, or any site by its domain",
		long: "Search asks the services that you are signed in to, or those named by --in, all at once,\n" +
			"and prints what they find as it comes. Words are all searched for; \"a phrase\" in quotes,\n" +
			"-without with a minus. Beside domains --in takes " + strings.Join(conduits().Names(), ", ") + ".\n" +
			"\n" +
			"With --embed each result is printed as a text to put on a page, with author, licence and\n" +
			"link back; --into copies the pictures that their licences let you copy into a folder.",
		example: "  mediasock search 'pier at dusk'\n  mediasock search crete --in example.org --in openverse --json\n" +
			"  mediasock search pier --in commons --embed markdown --into pictures",
		args: cobra.ExactArgs(1),
		run:  func(ctx context.Context, args []string) error { return p.search(ctx, o, args[0]) },
	})
	flags := cmd.Flags()
	flags.StringSliceVar(&o.in, "in", nil, "domains and indexes to search in; all sign-ins if none is given")
	flags.IntVar(&o.limit, "limit", 20, "results of each service at most")
	flags.DurationVar(&o.timeout, "timeout", 20*time.Second, "how long to wait for the slowest")
	flags.BoolVar(&o.stable, "stable", false, "wait for all, and print in an order that is the same each time")
	flags.StringSliceVar(&o.allow, "allow", nil, "private networks that indexes and their files may be on, such as 192.168.0.0/16")
	o.embed.flags(flags)
	return cmd
}

// search asks all at once. One that fails does not hide what the others find: the
// exit code says that only a part was done.
func (p *program) search(ctx context.Context, o searchOptions, terms string) error {
	if err := o.embed.check(); err != nil {
		return err
	}
	s, err := p.newSearch(o)
	if err != nil {
		return err
	}
	defer s.close()
	var failed []error
	found := 0
	for f, err := range s.results(ctx, o, terms) {
		if err != nil {
			failed = append(failed, reason(err))
			continue
		}
		found++
		if err := s.print(ctx, o, &f); err != nil {
			return err
		}
	}
	switch {
	case len(failed) == 0:
		return nil
	case found == 0 && len(failed) == len(s.sources):
		return errors.Join(failed...)
	}
	return &exitError{exitPartly, errors.Join(failed...)}
}

// reason returns why a source failed: errors of domains name theirs already.
func reason(err error) error {
	var f *services.Failure
	if errors.As(err, &f) && strings.HasPrefix(f.Err.Error(), f.Source) {
		return f.Err
	}
	return err
}

// A searching is a service that is searched.
type searching struct {
	domain string
	client openmedia.Searcher
	http   *http.Client
	most   int64 // bytes of a file that are taken; 0 is no limit
	close  func()

	session mediasock.Session  // that of a driver, or nil
	items   openmedia.Itemizer // tells which of its items an entry is of; nil where it cannot
}

// searcher opens the search of a domain, signed in where there is a sign-in.
func (p *program) searcher(ctx context.Context, domain string) (*searching, error) {
	log, err := p.logger()
	if err != nil {
		return nil, err
	}
	_, isFolder, err := folderAddress(domain)
	if err != nil {
		return nil, err
	}
	if in, _, err := p.kept(domain); isFolder || err == nil && in.Driver != "" {
		return p.searcherBy(ctx, domain)
	}
	c, err := p.connectBy(ctx, domain, "auth.hsc", "auth.hdi", "auth.hba", "auth.hws")
	var chosen *exitError
	if errors.As(err, &chosen) && chosen.code == exitSignIn && domain != "" {
		return p.stranger(ctx, domain)
	}
	if err != nil {
		return nil, err
	}
	web := c.session.HTTPClient()
	s, err := openSearch(ctx, c.signIn.Domain, description(c.session, c.site), web)
	if err != nil {
		c.close(ctx, log)
		return nil, err
	}
	s.close = func() { c.close(ctx, log) }
	return s, nil
}

// searcherBy opens the search of a service that is spoken to by a driver.
func (p *program) searcherBy(ctx context.Context, domain string) (*searching, error) {
	d, err := p.destination(ctx, domain)
	if err != nil {
		return nil, err
	}
	s, ok := d.session.(openmedia.Searcher)
	if !ok {
		d.close()
		return nil, fmt.Errorf("%s: %s cannot be searched", d.signIn.Domain, d.signIn.Title)
	}
	c, err := p.newClient(client.Policy{ClearText: d.signIn.ClearText})
	if err != nil {
		return nil, err
	}
	items, _ := d.session.(openmedia.Itemizer)
	return &searching{domain: d.signIn.Domain, client: s, items: items, session: d.session, http: c.Confined(d.signIn.Origin), close: d.close}, nil
}

// description returns where a service has its search description, or
// where to look for it.
func description(session *client.Session, site *client.Site) string {
	if u, ok := session.Offer().APIs.Lookup("opensearch.description"); ok && strings.HasPrefix(u, site.Origin()+"/") {
		return u
	}
	return site.Origin() + "/"
}

// stranger opens the public search of a domain.
func (p *program) stranger(ctx context.Context, domain string) (*searching, error) {
	c, err := p.newClient(client.Policy{})
	if err != nil {
		return nil, err
	}
	site, err := c.Open(ctx, domain)
	if err != nil {
		return openPlain(ctx, domain, c.Public())
	}
	address := site.Origin() + "/"
	if u, ok := site.Offer().APIs.Lookup("opensearch.description"); ok {
		address = u
	}
	return openSearch(ctx, domain, address, c.Public())
}

// openPlain opens the search of a site that is no MediaSock service, over http
// where a bare domain has no https: nothing secret goes there.
func openPlain(ctx context.Context, domain string, web *http.Client) (*searching, error) {
	if strings.Contains(domain, "://") {
		return openSearch(ctx, domain, domain, web)
	}
	s, err := openSearch(ctx, domain, "https://"+domain, web)
	var chosen *exitError
	if err == nil || errors.As(err, &chosen) || ctx.Err() != nil {
		return s, err
	}
	if s, errHTTP := openSearch(ctx, domain, "http://"+domain, web); errHTTP == nil || errors.As(errHTTP, &chosen) {
		return s, errHTTP
	}
	return nil, err
}

func openSearch(ctx context.Context, domain, address string, web *http.Client) (*searching, error) {
	o, err := openmedia.Open(ctx, address, &openmedia.Options{HTTP: web})
	if errors.Is(err, openmedia.ErrUnusable) || errors.Is(err, openmedia.ErrNotFound) {
		return nil, &exitError{exitNoService, fmt.Errorf("%s cannot be searched: %w", domain, err)}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", domain, err)
	}
	if err := o.Show(); err != nil {
		return nil, fmt.Errorf("%s: %w", domain, err)
	}
	return &searching{domain: domain, client: o, http: web, close: func() {}}, nil
}

// each calls f with what is found, page after page, until limit; 0 is no limit.
func (s *searching) each(ctx context.Context, terms string, limit int, f func(*atom.Entry) error) error {
	query := opensearch.Query{SearchTerms: terms}
	n := 0
	for page, err := range services.Pages(ctx, s.client, query) {
		if err != nil {
			return fmt.Errorf("%s: %w", s.domain, err)
		}
		for _, e := range page.Entries {
			if n++; limit > 0 && n > limit {
				return nil
			}
			if err := f(&e); err != nil {
				return err
			}
		}
	}
	return nil
}

// entryLine is a result as JSON.
type entryLine struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Page     string   `json:"page,omitempty"`
	Original string   `json:"original,omitempty"`
	Type     string   `json:"type,omitempty"`
	Size     int64    `json:"size,omitempty"`
	Keywords []string `json:"keywords,omitempty"`
	Licenses []string `json:"licenses,omitempty"`
	Embed    string   `json:"embed,omitempty"`
}

// printEntry prints a result.
func (p *program) printEntry(f *services.Found, embedded string) error {
	e := &f.Entry
	line := entryLine{
		Embed: embedded, ID: e.ID, Title: e.Title.String(), Page: e.Page(), Keywords: keywordsOf(e), Licenses: e.Licenses(f.Feed),
	}
	if l, ok := original(e); ok {
		line.Original, line.Type, line.Size = l.Href, l.Type, l.Length
	}
	if p.asJSON {
		return p.printJSON(line)
	}
	if embedded != "" {
		_, err := fmt.Fprintln(p.stdout, embedded)
		return err
	}
	_, err := fmt.Fprintf(p.stdout, "%s\t%s\n", printable(line.Title), printable(line.Page))
	return err
}

// keywordsOf returns what an entry calls its keywords; where it does not say, its
// categories are, among which others have ratings and people too.
func keywordsOf(e *atom.Entry) []string {
	if len(e.Media.Keywords) > 0 {
		return e.Media.Keywords
	}
	var all []string
	for _, c := range e.Categories {
		all = append(all, c.Term)
	}
	return all
}

// original returns the link to an entry's original file (AT-16).
func original(e *atom.Entry) (atom.Link, bool) {
	i := slices.IndexFunc(e.Links, func(l atom.Link) bool { return l.Is("enclosure") })
	if i < 0 {
		return atom.Link{}, false
	}
	return e.Links[i], true
}
