// Package servicetest holds a [mediasock.Session] to what package mediasock says
// of it: its methods, its optional abilities, its errors. A library, a client
// with a server behind it, a driver for a foreign service are all tested by
//
//	func TestSession(t *testing.T) {
//		servicetest.Test(t, servicetest.Options{
//			New: func(t *testing.T) mediasock.Session { return open(t) },
//		})
//	}
//
// An optional interface that the session does not have is not tested, nor is
// what Options.Lacks names: a service declares what it cannot do. What is tested
// of items that were added needs them to be read back; where the session itself
// cannot, as over MediaSock's own methods, Options.Peek names one that can.
//
// The account need not be empty, and what the tests add stays there: every test
// makes files and albums that nobody has had before.
package servicetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/mediasock/mediasock"
)

// An Ability is something that a service may be unable to do. That it has an
// optional interface at all need not be declared.
type Ability string

// The abilities.
const (
	Caption     Ability = "caption"      // keeps captions of items and albums
	Note        Ability = "note"         // keeps notes
	Keywords    Ability = "keywords"     // keeps keywords
	Attributes  Ability = "attributes"   // keeps attributes of items
	Exists      Ability = "exists"       // knows bytes again
	Announced   Ability = "announced"    // compares the SHA-256 that a caller announces
	AnyText     Ability = "any text"     // keeps every character of a text
	Hierarchy   Ability = "hierarchy"    // keeps albums in albums
	ManyParents Ability = "many parents" // keeps items and albums in several albums
	EmptyAlbum  Ability = "empty album"  // makes albums without an item
	Clear       Ability = "clear"        // empties fields
	NewBytes    Ability = "new bytes"    // replaces the bytes of an item
	Cancel      Ability = "cancel"       // ends calls with their context
	Stream      Ability = "stream"       // reads a file in pieces of at most 1 MiB
)

// Options say what is tested, and how.
type Options struct {
	// New returns a session of a user who may do everything. It is called for
	// each test.
	New func(t *testing.T) mediasock.Session
	// Peek returns a session of the same account that can list and open items,
	// if s cannot. It may be nil.
	Peek func(t *testing.T, s mediasock.Session) mediasock.Session
	// Stranger returns a session without an account on the service of New, Other
	// one of another user who can do everything; each may be nil.
	Stranger, Other func(t *testing.T) mediasock.Session
	// Scoped returns a session of the user of New that is allowed so much; it
	// may be nil.
	Scoped func(t *testing.T, scope mediasock.Scope) mediasock.Session
	// File returns a file that the service takes and that it has never seen. It
	// may be nil for a service that takes anything.
	File func(t *testing.T) []byte
	// Name is what files are called; "photo.jpg" unless set.
	Name string
	// Large is the size of a large file, 8 MiB unless set; negative for none.
	Large int64
	// Lacks names what the service cannot do.
	Lacks []Ability
}

// A test is a subtest with a session of its own.
type test struct {
	name string
	run  func(*kit)
}

// Test tests the sessions of o.New.
func Test(t *testing.T, o Options) {
	for _, group := range [][]test{
		offerTests, appendTests, dataTests, textTests, updateTests,
		listTests, getTests, fileTests, openTests, findTests, deleteTests, taxaTests, accessTests,
	} {
		for _, test := range group {
			t.Run(test.name, func(t *testing.T) { test.run(newKit(t, o)) })
		}
	}
}

// A kit is a session and words to use it with. Its methods end the test on an
// unexpected error.
type kit struct {
	*testing.T
	Options
	s    mediasock.Session
	peek mediasock.Session // reads back
	ctx  context.Context
}

func newKit(t *testing.T, o Options) *kit {
	if o.Name == "" {
		o.Name = "photo.jpg"
	}
	if o.Large == 0 {
		o.Large = 8 << 20
	}
	if o.File == nil {
		o.File = randomFile
	}
	k := &kit{T: t, Options: o, ctx: t.Context(), s: o.New(t)}
	k.peek = k.s
	if o.Peek != nil {
		k.peek = o.Peek(t, k.s)
	}
	return k
}

func (k *kit) can(a Ability) bool { return !slices.Contains(k.Lacks, a) }

// need skips the test unless the service has all abilities.
func (k *kit) need(abilities ...Ability) {
	k.Helper()
	for _, a := range abilities {
		if !k.can(a) {
			k.Skipf("the service lacks %q", a)
		}
	}
}

func (k *kit) ok(err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("unexpected error: %v", err)
	}
}

// state checks that a call named call failed as the service's answer code, with
// an error that can be told to a user.
func (k *kit) state(call string, err error, code mediasock.Code) {
	k.Helper()
	var e *mediasock.Error
	if !errors.As(err, &e) {
		k.Errorf("%s = %v, want an *mediasock.Error of state %d", call, err, code)
		return
	}
	if e.Code != code {
		k.Errorf("%s has the state %d (%v), want %d", call, e.Code, err, code)
	}
}

// failed checks that a call failed, be it by the service or before it was asked.
func (k *kit) failed(call string, item *mediasock.Item, err error) {
	k.Helper()
	if err == nil || errors.Is(err, mediasock.ErrExists) {
		k.Errorf("%s = %v, %v, want an error", call, item, err)
	}
}

// add appends a new file and returns its bytes too.
func (k *kit) add(m *mediasock.Media) (*mediasock.Item, []byte) {
	k.Helper()
	data := k.File(k.T)
	return k.addBytes(m, data), data
}

func (k *kit) addBytes(m *mediasock.Media, data []byte) *mediasock.Item {
	k.Helper()
	if m == nil {
		m = &mediasock.Media{}
	}
	item, err := k.s.MediaAppend(k.ctx, m, file(k.Name, data))
	k.ok(err)
	return k.given("MediaAppend", item)
}

// given returns the item that a call answered, which has an id.
func (k *kit) given(call string, item *mediasock.Item) *mediasock.Item {
	k.Helper()
	if item == nil || item.ID == "" {
		k.Fatalf("%s = %+v, want an item with an id", call, item)
	}
	return item
}

// album makes an album and returns its id.
func (k *kit) album(title string, parents ...string) string {
	k.Helper()
	k.need(EmptyAlbum)
	item, err := k.s.TaxaAppend(k.ctx, &mediasock.Taxon{Title: title, Parents: parents})
	k.ok(err)
	return k.given("TaxaAppend", item).ID
}

// item reads an item back; the test is skipped where nobody can.
func (k *kit) item(id string) *mediasock.Media {
	k.Helper()
	m, _ := k.lookup(id)
	if m == nil {
		k.Fatalf("MediaList does not yield the item %q", id)
	}
	return m
}

func (k *kit) lookup(id string) (found *mediasock.Media, total int) {
	k.Helper()
	lister, ok := k.peek.(mediasock.MediaLister)
	if !ok {
		k.Skip("items cannot be listed")
	}
	for m, err := range lister.MediaList(k.ctx, mediasock.MediaQuery{}) {
		k.ok(err)
		if total++; m.ID == id {
			found = &m
		}
	}
	return found, total
}

// taxon reads an album back, nil if it is not there.
func (k *kit) taxon(id string) *mediasock.Taxon {
	k.Helper()
	for t, err := range k.s.TaxaList(k.ctx) {
		k.ok(err)
		if t.ID == id {
			return &t
		}
	}
	return nil
}

// known reads an album back, which is there.
func (k *kit) known(id string) *mediasock.Taxon {
	k.Helper()
	t := k.taxon(id)
	if t == nil {
		k.Fatalf("TaxaList does not yield %q", id)
	}
	return t
}

// equal checks a value that a call or field named what has.
func equal[T comparable](k *kit, what string, got, want T) {
	k.Helper()
	if got != want {
		k.Errorf("%s = %#v, want %#v", what, got, want)
	}
}

// same checks the values of a list, in any order.
func same(k *kit, what string, got, want mediasock.List) {
	k.Helper()
	g, w := slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(g, w) {
		k.Errorf("%s = %q, want %q", what, got, want)
	}
}
