package library

import (
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
)

// An Identity is what a library is known by for ever, whatever address it is
// reached by; only its Title may change.
type Identity struct {
	ID        string // the service's value: a domain in reverse (MS-44)
	Title     string
	Authority string // of tag URIs (RFC 4151): that domain
	Year      string // since when
}

// The settings that hold the identity.
const (
	settingID        = "service.id"
	settingAuthority = "tag.authority"
	settingYear      = "tag.year"
)

var domain = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// identify reads the identity; at the first start it makes and stores it. id
// is what the operator wants it to be, or "".
func (l *Library) identify(ctx context.Context, id string) (Identity, error) {
	if len(id) > 253 || id != "" && !domain.MatchString(id) {
		return Identity{}, fmt.Errorf("the id %q is no domain in reverse such as com.example", id)
	}
	wanted := id
	if id == "" {
		b := make([]byte, 10)
		if _, err := io.ReadFull(l.rand, b); err != nil {
			return Identity{}, err
		}
		id = "local.mediasock.m" + strings.ToLower(base32.StdEncoding.EncodeToString(b))
	}
	id, err := l.index.SetSetting(ctx, settingID, id, true)
	if err != nil {
		return Identity{}, err
	}
	if wanted != "" && wanted != id {
		l.log.Warn("the id of the library never changes; the wanted one is ignored", "id", id, "wanted", wanted)
	}
	authority, err := l.index.SetSetting(ctx, settingAuthority, reversed(id), true)
	if err != nil {
		return Identity{}, err
	}
	year, err := l.index.SetSetting(ctx, settingYear, strconv.Itoa(l.now().UTC().Year()), true)
	return Identity{ID: id, Authority: authority, Year: year}, err
}

func reversed(domain string) string {
	labels := strings.Split(domain, ".")
	slices.Reverse(labels)
	return strings.Join(labels, ".")
}

// Identity returns what the library is known by.
func (l *Library) Identity() Identity { return l.identity }

// service returns the identity as MediaSock tells it.
func (i Identity) service() mediasock.Identity {
	return mediasock.Identity{Value: i.ID, Title: i.Title, Version: mediasock.Version}
}

// Minter returns what makes the permanent ids of feeds and entries: they name
// the thing, not where it is (OM-29, OM-30).
func (i Identity) Minter() atom.Minter { return atom.Minter{Authority: i.Authority, Date: i.Year} }
