package openmedia

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

// Options bound and equip a [Client]. The zero value, and nil, will do.
type Options struct {
	// HTTP makes the requests; it is where sign-in and a guard against addresses
	// of the local network belong. nil is a client of its own.
	HTTP *http.Client

	UserAgent string        // "" is mediasock's
	Bytes     int64         // size of a document; 8 MiB
	Entries   int           // entries of a page that are kept; 1000
	Pages     int           // pages that [Client.Pages] goes through at most; 1000
	Timeout   time.Duration // for one request, its body included; 30 s
	Now       func() time.Time

	// Taken reports whether the caller has taken the entry with that id before;
	// [Client.Pages] leaves such entries out (OM-31). It may be nil.
	Taken func(id string) bool
}

func (o *Options) withDefaults() Options {
	c := Options{}
	if o != nil {
		c = *o
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{}
	}
	c.UserAgent = first(c.UserAgent, "mediasock/1 (+https://github.com/mediasock/mediasock)")
	if c.Bytes <= 0 {
		c.Bytes = 8 << 20
	}
	c.Entries, c.Pages = orElse(c.Entries, 1000), orElse(c.Pages, 1000)
	if c.Timeout <= 0 {
		c.Timeout = 30 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// Client searches a site by its description document.
type Client struct {
	description *opensearch.Description
	options     Options

	mu        sync.Mutex
	documents map[string]string // where entries that were seen have their documents
}

var _ Searcher = (*Client)(nil)

// maxDocuments bounds how many entries a client remembers the documents of.
const maxDocuments = 20_000

// New returns a client of a site whose description was read already.
func New(d *opensearch.Description, o *Options) (*Client, error) {
	if d.SyndicationRight == opensearch.Closed {
		return nil, ErrClosed
	}
	return &Client{description: d, options: o.withDefaults(), documents: make(map[string]string)}, nil
}

// Description returns the site's description.
func (c *Client) Description() *opensearch.Description { return c.description }

// Show returns [ErrPrivate] where results may be had, but not be shown to people,
// nor be passed on (OS-8). Who shows results asks it first.
func (c *Client) Show() error {
	if c.description.SyndicationRight == opensearch.Private {
		return ErrPrivate
	}
	return nil
}

// Search gets a page of results by the description's first address at which its
// terms and page can be asked for, Atom before RSS (OM-9, OM-13). What else q
// states is asked where the address has a parameter for it. The feed's Search is
// never nil and tells every number (OS-17).
func (c *Client) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	address, err := c.address(q)
	if err != nil {
		return nil, err
	}
	return c.feed(ctx, address)
}

// feed gets and reads a page of results, whatever its media type says.
func (c *Client) feed(ctx context.Context, address string) (*atom.Feed, error) {
	got, err := fetch(ctx, &c.options, address, acceptFeed)
	if err != nil {
		return nil, err
	}
	f, err := atom.ReadFeed(got.reader(), &atom.Options{Base: got.url, Bytes: c.options.Bytes, Entries: c.options.Entries})
	if err != nil {
		return nil, fmt.Errorf("openmedia: results of %s: %w", got.url.Host, err)
	}
	told := opensearch.Response{TotalResults: opensearch.Unknown, StartIndex: opensearch.Unknown, ItemsPerPage: opensearch.Unknown}
	if f.Search != nil {
		told = *f.Search
	}
	told = told.Resolve(len(f.Entries))
	f.Search = &told
	if c.description.AdultContent && len(f.Media.Ratings) == 0 {
		f.Media.Ratings = []mediarss.Rating{{Value: "adult"}} // of every entry that says nothing else (OS-9, MR-5)
	}
	c.remember(f)
	return f, nil
}

// remember keeps where each entry has its document (OM-28).
func (c *Client) remember(f *atom.Feed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.documents)+len(f.Entries) > maxDocuments {
		clear(c.documents)
	}
	for i := range f.Entries {
		if e := &f.Entries[i]; e.ID != "" && e.Document() != "" {
			c.documents[e.ID] = e.Document()
		}
	}
}

// Entry gets the document of an entry that a search of this client has shown.
// An id is opaque and never an address to fetch (OA-16), so one that was not
// shown is [ErrNotFound]; see [Client.Document] for who kept the address.
func (c *Client) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	c.mu.Lock()
	address, ok := c.documents[id]
	c.mu.Unlock()
	if !ok {
		return nil, fmt.Errorf("%w: no search has shown %q", ErrNotFound, id)
	}
	e, err := c.Document(ctx, address)
	if err == nil && e.ID != id {
		return nil, fmt.Errorf("%w: the document of %q is of %q", ErrInternal, id, e.ID)
	}
	return e, err
}

// Document gets an entry document by its address, which is that of the entry's
// alternate link of Atom's media type (OM-26).
func (c *Client) Document(ctx context.Context, address string) (*atom.Entry, error) {
	got, err := fetch(ctx, &c.options, address, acceptEntry)
	if err != nil {
		return nil, err
	}
	e, err := atom.ReadEntry(got.reader(), &atom.Options{Base: got.url, Bytes: c.options.Bytes})
	if err != nil {
		return nil, fmt.Errorf("openmedia: entry of %s: %w", got.url.Host, err)
	}
	return e, nil
}

// address returns where to ask for q, in the formats that we read, the best first.
func (c *Client) address(q opensearch.Query) (string, error) {
	err := fmt.Errorf("%w: no address of Atom or RSS results in the description", ErrUnusable)
	for _, u := range c.candidates(q) {
		fitted, unfit := fit(u, q)
		if unfit != nil {
			err = unfit
			continue
		}
		address, missing := u.Expand(fitted)
		if missing == nil {
			return address, nil
		}
		err = missing
		if errors.Is(missing, opensearch.ErrMissing) && q.SearchTerms == "" {
			err = fmt.Errorf("%w: the site wants search terms", ErrInvalidQuery) // OA-14
		}
	}
	return "", err
}

// candidates returns the addresses that may serve: for a query without terms
// that of the whole collection first.
func (c *Client) candidates(q opensearch.Query) []*opensearch.URL {
	rels := []string{opensearch.RelResults}
	if q.SearchTerms == "" {
		rels = []string{opensearch.RelCollection, opensearch.RelResults}
	}
	var list []*opensearch.URL
	for _, rel := range rels {
		for _, mediaType := range []string{atom.Type, atom.TypeRSS, "application/xml", "text/xml"} {
			list = append(list, c.description.Find(rel, mediaType)...)
		}
	}
	return list
}

// parseAddress takes an absolute address of the web; one without a scheme is
// taken as https.
func parseAddress(address string) (*url.URL, error) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%w: %q is no address of the web", ErrUnusable, address)
	}
	return u, nil
}
