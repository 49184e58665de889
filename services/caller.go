package services

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/openmedia"
)

// contact is where those who run a service learn who calls it.
const contact = "https://github.com/mediasock/mediasock"

// A Caller asks one service, as its operators wish to be asked: one request at a
// time, no sooner than so long after the last one, not at all while it has told
// us to stay away, and with a name and an address for complaints. Drivers share
// it. It may be used from several goroutines.
type Caller struct {
	options Options
	every   time.Duration
	turn    chan struct{} // holds one token: whose turn it is

	mu   sync.Mutex
	next time.Time // when the next request may be made
	away time.Time // until when the service is not to be asked
}

// NewCaller returns a Caller that leaves the time every between requests.
func NewCaller(every time.Duration, o *Options) *Caller {
	c := &Caller{every: every, turn: make(chan struct{}, 1)}
	if o != nil {
		c.options = *o
	}
	if c.options.HTTP == nil {
		c.options.HTTP = (&guard.Guard{}).Client()
	}
	c.options.Contact = cmp.Or(c.options.Contact, contact)
	c.options.Timeout = cmp.Or(c.options.Timeout, 30*time.Second)
	c.options.Bytes = cmp.Or(c.options.Bytes, 8<<20)
	if c.options.Now == nil {
		c.options.Now = time.Now
	}
	if c.options.Sleep == nil {
		c.options.Sleep = sleep
	}
	return c
}

// JSON gets an address and reads the answer, which is JSON, into v.
func (c *Caller) JSON(ctx context.Context, address string, v any) error {
	body, from, err := c.Get(ctx, address, "application/json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %s: %w", openmedia.ErrUnusable, from.Host, err)
	}
	return nil
}

// Get gets an address and returns the answer and where it came from in the end.
// The error is one of package openmedia.
func (c *Caller) Get(ctx context.Context, address, accept string) ([]byte, *url.URL, error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	if err := c.wait(ctx); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", openmedia.ErrUnusable, err)
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("User-Agent", c.UserAgent())
	resp, err := c.options.HTTP.Do(req)
	if err != nil {
		return nil, nil, &openmedia.TemporaryError{Err: err}
	}
	defer resp.Body.Close()
	body, err := c.read(resp)
	return body, resp.Request.URL, err
}

// UserAgent returns the name that the Caller goes by: program, version, contact
// and library.
func (c *Caller) UserAgent() string {
	return fmt.Sprintf("mediasock/%s (+%s) %s", mediasock.Version, c.options.Contact, runtime.Version())
}

// Rest keeps the Caller from asking for a time, which the service has asked for
// otherwise than by a status.
func (c *Caller) Rest(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.away = c.options.Now().Add(d)
}

// wait waits for the next request's time. A service that has told us to stay
// away is not waited for: that may be long.
func (c *Caller) wait(ctx context.Context) error {
	c.mu.Lock()
	now := c.options.Now()
	if rest := c.away.Sub(now); rest > 0 {
		c.mu.Unlock()
		return &openmedia.TemporaryError{RetryAfter: rest, Err: fmt.Errorf("services: asked to come back in %s", rest.Round(time.Second))}
	}
	pause := max(0, c.next.Sub(now))
	c.next = now.Add(pause + c.every)
	c.mu.Unlock()
	if pause == 0 {
		return ctx.Err()
	}
	return c.options.Sleep(ctx, pause)
}

// read reads an answer within the limit of size.
func (c *Caller) read(resp *http.Response) ([]byte, error) {
	if err := openmedia.ErrorOf(resp.StatusCode, resp.Header, c.options.Now()); err != nil {
		c.heed(resp.StatusCode, err)
		return nil, fmt.Errorf("%w (%s answers %d)", err, resp.Request.URL.Host, resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.options.Bytes+1))
	if err != nil {
		return nil, &openmedia.TemporaryError{Err: err}
	}
	if int64(len(body)) > c.options.Bytes {
		return nil, fmt.Errorf("%w: %s sends more than %d bytes", openmedia.ErrUnusable, resp.Request.URL.Host, c.options.Bytes)
	}
	return body, nil
}

// heed stays away as long as the service says, a minute if it does not say.
func (c *Caller) heed(status int, err error) {
	temporary, ok := err.(*openmedia.TemporaryError)
	if ok && (temporary.RetryAfter > 0 || status == http.StatusTooManyRequests) {
		c.Rest(cmp.Or(temporary.RetryAfter, time.Minute))
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
