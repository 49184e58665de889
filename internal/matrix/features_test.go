package matrix

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/server"
)

// TestParents_MS164_MS165_MS174_MS186_MS187: under feat.amp and feat.atp what is
// new has a parent, and the taxa say what they take.
func TestParents_MS164_MS165_MS174_MS186_MS187(t *testing.T) {
	v := enter(t, nil)
	root, err := v.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "root"})
	if err != nil {
		t.Fatal(err)
	}
	strict := enterAs(v, func(h *server.Handler) { h.Features = []string{"feat.amp", "feat.atp"} })
	for _, token := range []string{"feat.amp", "feat.atp"} {
		if !strict.Offer().Sock.Has(token) {
			t.Errorf("Offer().Sock = %v, want %s in it", strict.Offer().Sock, token)
		}
	}
	_, err = strict.MediaAppend(t.Context(), &mediasock.Media{}, file{"no parent"})
	state(t, "MS-164 MediaAppend without a parent", err, mediasock.CodeUnsupported)
	_, err = strict.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "no parent"})
	state(t, "MS-186 TaxaAppend without a parent", err, mediasock.CodeUnsupported)
	inside := mediasock.List{root.ID}
	item, err := strict.MediaAppend(t.Context(), &mediasock.Media{Parents: inside}, file{"a parent"})
	state(t, "MS-164 MediaAppend with a parent", err, mediasock.CodeSuccess)
	child, err := strict.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "child", Parents: inside})
	state(t, "MS-186 TaxaAppend with a parent", err, mediasock.CodeSuccess)
	_, err = mediasock.UpdateMedia(t.Context(), strict, &mediasock.Media{ID: item.ID, Title: "new"}, nil)
	state(t, "MediaUpdate, which adds nothing", err, mediasock.CodeSuccess)
	for _, taxon := range strict.albums() {
		if !taxon.Append.Has("media") || !taxon.Append.Has("taxon") {
			t.Errorf("MS-174 append of %q = %v, want media and taxon", taxon.Title, taxon.Append)
		}
		if taxon.ID == child.ID && !slices.Equal(taxon.Parents, inside) {
			t.Errorf("parents of the child = %v, want %v", taxon.Parents, inside)
		}
	}
}

// TestQuota_MS124_MS69: what is left of a quota is told at the sign-in, and what
// does not fit is a temporary fault.
func TestQuota_MS124_MS69(t *testing.T) {
	v := enter(t, nil)
	if _, err := v.place.index.UpdateUser(t.Context(), v.guest.user.ID, func(u *library.User) error { u.Quota = 5000; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := v.MediaAppend(t.Context(), &mediasock.Media{}, file{strings.Repeat("a", 3000)}); err != nil {
		t.Fatal(err)
	}
	v = enterAs(v, nil)
	if got := v.Offer().Stat.Message; !strings.HasSuffix(got, " available") || !strings.HasPrefix(got, "2") {
		t.Errorf("MS-124 the message of the sign-in = %q, want 2 kB available", got)
	}
	_, err := v.MediaAppend(t.Context(), &mediasock.Media{}, file{strings.Repeat("b", 3000)})
	state(t, "MS-69 MediaAppend beyond the quota", err, mediasock.CodeTemporary)
	if message := mediasock.StatOf(err).Message; !strings.Contains(message, "5") {
		t.Errorf("the message = %q, want the quota in it", message)
	}
}

// TestStates_MS61_MS72_MS73_MS74: a state of a service's own arrives with its
// message and resource, and belongs to the family of 9.
func TestStates_MS61_MS72_MS73_MS74(t *testing.T) {
	want := mediasock.Error{Code: 942, Message: "the <printer> is \"out\" of ö", Resource: "https://example.com/help?a=1&b=2"}
	v := enter(t, func(h *server.Handler) { h.Backend = stating{h.Backend, want} })
	_, err := v.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "x"})
	var got *mediasock.Error
	if !errors.As(err, &got) || got.Code != want.Code || got.Message != want.Message || got.Resource != want.Resource {
		t.Fatalf("TaxaAppend = %+v, want %+v", got, want)
	}
	if !got.Code.Custom() || got.Code.Family() != mediasock.CodeService {
		t.Errorf("Custom, Family = %v, %v, want a state of the service's own", got.Code.Custom(), got.Code.Family())
	}
}

// stating is a backend whose sessions make no albums.
type stating struct {
	server.Backend
	err mediasock.Error
}

func (b stating) Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error) {
	s, err := b.Backend.Session(ctx, u)
	return stater{s, &b.err}, err
}

type stater struct {
	mediasock.Session
	err error
}

func (s stater) TaxaAppend(context.Context, *mediasock.Taxon) (*mediasock.Item, error) {
	return nil, s.err
}

// TestElements_MS55_MS58_X4: a service's own elements reach a client, and hinder
// none.
func TestElements_MS55_MS58_X4(t *testing.T) {
	want := mediasock.Element{Name: "x-opensearch", Value: "https://example.com/opensearch.xml?a=1&b=2"}
	v := enter(t, func(h *server.Handler) {
		h.Elements = func(string) []mediasock.Element {
			return []mediasock.Element{want, {Name: "x-other", Value: "<\"ö\">"}, {Name: "forbidden", Value: "MS-57"}}
		}
	})
	elements := v.Offer().Elements
	if len(elements) != 2 || elements[0] != want || elements[1].Value != "<\"ö\">" {
		t.Errorf("Elements = %+v, want %+v and x-other alone", elements, want)
	}
	if _, err := v.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "x"}); err != nil {
		t.Errorf("TaxaAppend: %v", err)
	}
}
