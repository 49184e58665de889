package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/wire"
)

const maxRedirects = 10

// Discover finds the service behind a typed domain or URL (MS-8, MS-13 to
// MS-15): it asks https before http, and the host's common endpoint where the
// typed page says nothing. The error is [ErrNoService] where the
// site answers and speaks no MediaSock; a page without a block is no service
// . What is found goes into the client's Cache.
func (c *Client) Discover(ctx context.Context, typed string) (*Site, error) {
	list, err := candidates(typed)
	if err != nil {
		return nil, err
	}
	var f failures
	for _, cand := range list {
		if f.firm(cand) {
			continue
		}
		site, err := c.discoverAt(ctx, cand.url)
		if err == nil {
			c.remember(typed, site)
			return site, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.log().Debug("discovery", "url", cand.url.Redacted(), "error", err)
		f.add(err)
	}
	return nil, f.err(typed)
}

// Supports reports whether a typed domain speaks MediaSock, by HEAD where that
// is enough: 404 is a no, anything else is confirmed by GET (MS-17, A-15).
func (c *Client) Supports(ctx context.Context, typed string) (bool, error) {
	list, err := candidates(typed)
	if err != nil {
		return false, err
	}
	for _, cand := range list {
		if !c.denies(ctx, cand.url) {
			_, err = c.Discover(ctx, typed)
			break
		}
		err = ErrNoService
	}
	if errors.Is(err, ErrNoService) {
		return false, nil
	}
	return err == nil, err
}

// denies reports whether a HEAD at u is answered by 404.
func (c *Client) denies(ctx context.Context, u *url.URL) bool {
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, u.String(), nil)
	if err != nil {
		return false
	}
	resp, err := c.http(true).Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusNotFound
}

// discoverAt asks for the handshake at one URL.
func (c *Client) discoverAt(ctx context.Context, u *url.URL) (*Site, error) {
	if c.Policy.HTTPSOnly && !guard.Hidden(u) {
		return nil, &RefusalError{Reason: u.Host + " answers by http only, which may not be used"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	page, err := c.page(ctx, u)
	if err != nil {
		return nil, err
	}
	reply, err := wire.ReadReply(page.resp, c.Read)
	if err != nil {
		return nil, unread(page.resp, err)
	}
	defer reply.Close()
	offer, err := offerOf(reply)
	if err != nil {
		return nil, err
	}
	if _, ok := offer.APIs.Lookup(mediasock.MethodHandshake); !ok && len(offer.APIs) == 0 {
		return nil, fmt.Errorf("%w: the block at %s names no methods", ErrNoService, page.url.Host)
	}
	return &Site{client: c, offer: offer, endpoint: page.url, vouched: page.vouched, near: page.near}, nil
}

// unread tells what a page without a usable block means: no service for an
// answer that is about something else, and its stat for the rest.
func unread(resp *http.Response, err error) error {
	if !errors.Is(err, wire.ErrNoBlock) {
		return fmt.Errorf("client: %s: %w", resp.Request.URL.Host, err)
	}
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests || code >= 500:
		return fmt.Errorf("client: %s: %w", resp.Request.URL.Host, wire.StatOfHTTP(code).Err())
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fmt.Errorf("%w: %s shows its page to nobody who has not signed in", ErrNoService, resp.Request.URL.Host)
	}
	return ErrNoService
}

// offerOf returns the handshake in a reply.
func offerOf(reply *wire.Reply) (*mediasock.Handshake, error) {
	result := reply.Result(mediasock.MethodHandshake)
	if result == nil {
		return nil, ErrNoService
	}
	if result.Handshake == nil {
		if err := result.Stat.Err(); err != nil {
			return nil, err
		}
		return nil, ErrNoService
	}
	h := *result.Handshake
	h.Stat, h.Service, h.Elements = result.Stat, reply.Service, reply.Elements
	if reply.Endpoint != "" {
		h.Endpoint = reply.Endpoint
	}
	return &h, nil
}

// A page is an answer after redirects.
type page struct {
	resp    *http.Response
	url     *url.URL
	vouched bool // the typed host itself, over a hidden connection, led here
	near    bool // the typed host is on a private network
}

// page gets u and follows redirects (MS-13), but none from https down to http.
func (c *Client) page(ctx context.Context, u *url.URL) (*page, error) {
	p := &page{url: u, vouched: true, near: true}
	typed := u.Hostname()
	for hop := 0; hop <= maxRedirects; hop++ {
		resp, err := c.get(ctx, p, hop == 0)
		if err != nil {
			return nil, err
		}
		next := redirected(resp)
		if next == nil {
			p.resp = resp
			return p, nil
		}
		resp.Body.Close()
		if downgrade(p.url, next) {
			return nil, &RefusalError{Reason: fmt.Sprintf("%s leads from https to %s", p.url.Host, next.Redacted())}
		}
		p.vouched = p.vouched && (guard.Hidden(p.url) || next.Hostname() == typed)
		p.url = next
	}
	return nil, fmt.Errorf("client: %s redirects without end", u.Host)
}

// get sends one request of a page; the first one tells where the site is.
func (c *Client) get(ctx context.Context, p *page, first bool) (*http.Response, error) {
	var private bool
	if first {
		ctx = httptrace.WithClientTrace(ctx, noteAddress(&private))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/xml, application/xml, text/html;q=0.9, */*;q=0.5")
	req.Header.Set("User-Agent", userAgent)
	resp, err := c.http(p.near).Do(req)
	if first {
		p.near = private
	}
	return resp, err
}

// redirected returns where resp leads, or nil.
func redirected(resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	next, err := resp.Location()
	if err != nil || originOf(next) == "" || next.User != nil {
		return nil
	}
	return next
}
