package library

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/mediasock/mediasock"
)

// feedKind is the kind of a Key that opens one feed.
const feedKind = "feed"

// The bounds of feeds with a secret address.
const (
	maxFeeds  = 100 // of an account
	maxSearch = 2048
)

// A FeedKey is what can be told of a secret that opens one feed, its entries and
// their files to programs that cannot sign in. Its value is shown once, when it
// is made, and stored as an HMAC.
type FeedKey struct {
	ID       ID
	Search   string // what the feed is of, as its maker wrote it
	Added    time.Time
	LastUsed time.Time // to about a minute; zero if never
}

// ErrTooManyFeeds refuses more feeds with a secret than an account may have.
var ErrTooManyFeeds = errors.New("library: the account has too many secret feeds; end one")

// NewFeedKey makes a secret for the feed of a search as the user sees it, of 256
// random bits.
func (a *Accounts) NewFeedKey(ctx context.Context, user ID, search string) (string, error) {
	if len(search) > maxSearch {
		return "", refused("the search is too long for a feed")
	}
	have, err := a.FeedKeys(ctx, user)
	if err != nil {
		return "", err
	}
	if len(have) >= maxFeeds {
		return "", ErrTooManyFeeds
	}
	random, err := a.random(keyBytes)
	if err != nil {
		return "", err
	}
	value := base64.RawURLEncoding.EncodeToString(random)
	k := &Key{
		User: user, Kind: feedKind, Label: search, Scope: mediasock.ScopeRead,
		Lookup: mac(a.keys.lookup, feedKind, value), Added: a.o.Clock(),
	}
	if err := a.index.AddKey(ctx, k); err != nil {
		return "", fmt.Errorf("library: feed: %w", err)
	}
	return value, nil
}

// FeedKeys returns an account's feeds with a secret, oldest first.
func (a *Accounts) FeedKeys(ctx context.Context, user ID) ([]FeedKey, error) {
	if user == 0 {
		return nil, ErrUnknownUser
	}
	var list []FeedKey
	for k, err := range a.index.Keys(ctx, feedKind, user, "", a.o.Clock()) {
		if err != nil {
			return nil, fmt.Errorf("library: feeds: %w", err)
		}
		list = append(list, FeedKey{k.ID, k.Label, k.Added, k.LastUsed})
	}
	return list, nil
}

// RevokeFeedKey ends one of the account's secrets; ErrUnknownKey if the account
// has no such.
func (a *Accounts) RevokeFeedKey(ctx context.Context, user, id ID) error {
	list, err := a.FeedKeys(ctx, user)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.ID == id {
			return a.index.DeleteKey(ctx, id)
		}
	}
	return ErrUnknownKey
}

// FeedKey returns what a secret opens, and for whom: to see, and no more. An
// unknown one is ErrUnknownKey; peer may try a few hundred of those an hour, then
// it is state 6.
func (a *Accounts) FeedKey(ctx context.Context, value string, peer netip.Addr) (*FeedKey, *mediasock.User, error) {
	counted := hex.EncodeToString(mac(a.keys.throttle, "feed", network(peer))[:16])
	now := a.o.Clock()
	if n, err := a.failures(ctx, counted, now, throttleHour); err != nil {
		return nil, nil, err
	} else if n >= a.o.Limits.Address {
		return nil, nil, temporary("too many wrong addresses of feeds: wait a while")
	}
	k, err := a.index.Key(ctx, feedKind, mac(a.keys.lookup, feedKind, value), now)
	if errors.Is(err, ErrUnknownKey) {
		if err := a.index.AddFailure(ctx, counted, 1, now); err != nil {
			return nil, nil, fmt.Errorf("library: feed: %w", err)
		}
		return nil, nil, ErrUnknownKey
	}
	if err != nil {
		return nil, nil, fmt.Errorf("library: feed: %w", err)
	}
	u, err := a.index.User(ctx, User{ID: k.User})
	if err != nil {
		return nil, nil, wrong("feed", err, ErrUnknownKey)
	}
	if u.Disabled {
		return nil, nil, ErrUnknownKey
	}
	return &FeedKey{k.ID, k.Label, k.Added, k.LastUsed}, u.as(mediasock.ScopeRead), a.touch(ctx, k.ID)
}
