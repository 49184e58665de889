package client

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

// A Client finds sites. Its fields are set before its first use; the zero value
// discovers, and signs in once Mechanisms are given. It may be used from several
// goroutines.
type Client struct {
	HTTP       *http.Client      // how HTTP is spoken; its Jar and CheckRedirect are not used
	Mechanisms []auth.Mechanism  // the ways to sign in that the client knows
	APIKey     string            // identifies this client to services (MS-98); "mediasock" if empty
	Policy     Policy            // what the user allows
	Cache      Cache             // what strangers were told, kept between runs; may be nil
	Log        *slog.Logger      // one line a call at debug level, without secrets; may be nil
	Read       wire.ReplyOptions // limits of what is read
	Parts      int64             // bytes from which a file is sent in parts, where that can be; 64 MiB; below 0 none is

	Timeout time.Duration                              // of a call that carries no file; 60 s
	Sleep   func(context.Context, time.Duration) error // waits between tries
	Jitter  func() float64                             // random, from 0 to below 1

	once sync.Once
	near *http.Client // reaches every address
	far  *http.Client // reaches public addresses only
}

func (c *Client) apiKey() string { return cmp.Or(c.APIKey, "mediasock") }

func (c *Client) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

func (c *Client) timeout() time.Duration { return cmp.Or(c.Timeout, time.Minute) }

func (c *Client) jitter() float64 {
	if c.Jitter != nil {
		return c.Jitter()
	}
	return rand.Float64()
}

func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

const userAgent = "mediasock/" + mediasock.Version
