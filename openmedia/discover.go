package openmedia

import (
	"context"
	"fmt"
	"slices"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

// Open returns a client of the site at address: a description document, or a
// page or feed that links to one, the first link counting (OS-21). An address
// without a scheme is taken as https.
func Open(ctx context.Context, address string, o *Options) (*Client, error) {
	options := o.withDefaults()
	got, err := fetch(ctx, &options, address, acceptDescription)
	if err != nil {
		return nil, err
	}
	d, links := inspect(got, &options)
	if d == nil && len(links) == 0 {
		return nil, fmt.Errorf("%w: %s links to no description", ErrUnusable, got.url)
	}
	if d == nil {
		if got, err = fetch(ctx, &options, links[0].Href, acceptDescription); err != nil {
			return nil, err
		}
		if d, err = opensearch.ReadDescription(got.reader()); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrUnusable, got.url, err)
		}
	}
	anchor(d, got)
	return New(d, o)
}

// Discover returns the descriptions that a page or feed links to, of which there
// may be one for each kind of media (OA-11); that of a description is itself.
func Discover(ctx context.Context, address string, o *Options) ([]opensearch.Link, error) {
	options := o.withDefaults()
	got, err := fetch(ctx, &options, address, acceptDescription)
	if err != nil {
		return nil, err
	}
	d, links := inspect(got, &options)
	if d != nil {
		return []opensearch.Link{{Href: got.url.String(), Title: d.ShortName}}, nil
	}
	return links, nil
}

// inspect returns the description that a document is, or the links to
// descriptions in it. Its media type is not looked at (OM-7).
func inspect(got *fetched, o *Options) (*opensearch.Description, []opensearch.Link) {
	if d, err := opensearch.ReadDescription(got.reader()); err == nil {
		return d, nil
	}
	f, err := atom.ReadFeed(got.reader(), &atom.Options{Base: got.url, Bytes: o.Bytes, Entries: 1})
	if err != nil {
		return nil, opensearch.Discover(got.reader(), got.url)
	}
	var links []opensearch.Link
	for _, l := range f.Links {
		if l.Is(atom.RelSearch) {
			links = append(links, opensearch.Link{Href: l.Href, Title: l.Title})
		}
	}
	return nil, links
}

// anchor makes the addresses of a description that forgot to be absolute so.
func anchor(d *opensearch.Description, got *fetched) {
	d.URLs = slices.DeleteFunc(d.URLs, func(u opensearch.URL) bool { return u.Template.String() == "" })
	for i := range d.URLs {
		d.URLs[i].Template = d.URLs[i].Template.Anchor(got.url)
	}
}
