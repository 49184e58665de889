// Package facadetest holds a façade and the driver of the same protocol to what
// both promise. The driver speaks to the façade, the façade stands in a whole
// site, and behind that is a library:
//
//	func TestPair(t *testing.T) {
//		facadetest.Test(t, facadetest.Options{Kind: piwigo.Kind(), Driver: driver.Driver()})
//	}
//
// Its groups are what sessions do (package servicetest), who may do it, what
// hostile requests and broken uploads leave behind, and what is told of inner
// faults. A test of the façade alone takes a [House] from [Open].
package facadetest

import (
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/servicetest"
)

// Options say what is tested. Kind and Driver are needed.
type Options struct {
	Kind   facade.Kind
	Driver services.Driver // has Detect and Service

	// Credentials returns what a user signs in with; nil: name and app password.
	Credentials func(name, app string) mediasock.Credentials
	// File returns a file of at least so many bytes that the façade takes and
	// that nobody has seen; nil for a façade that takes anything.
	File func(t *testing.T, size int) []byte
	Name string // what files are called; "photo.jpg"
	// Size is that of the file whose upload is cut: for a driver that sends in
	// parts, of several. 256 KiB.
	Size int
	// Large is servicetest's.
	Large int64
	// Lacks names what the pair cannot do.
	Lacks []servicetest.Ability
	// ID returns what the driver calls an item, or an album, of the library's; nil
	// for a façade that tells the library's own ids.
	ID func(id string, album bool) string
	// Limits are the library's.
	Limits library.Limits
	// Resign puts other credentials into a body that carries them, the zero value for
	// a stranger's; nil where headers alone say who asks.
	Resign func(body []byte, from, to mediasock.Credentials) []byte
	// Hostile are requests that somebody who is signed in might send, besides
	// those that are made of the driver's own.
	Hostile []Request
}

// A Request is one that is sent as it stands, with the credentials of a user.
type Request struct {
	Method string
	Path   string // with its query
	Type   string // Content-Type
	Body   string
}

// A test is a subtest with a house of its own.
type test struct {
	name string
	run  func(*House)
}

var tests = []test{
	{"Detect/the façade is found", detected},
	{"Detect/and nothing where it is not", undetected},
	{"Access/wrong passwords are refused and throttled", throttled},
	{"Access/the account's own password is refused", accountPassword},
	{"Access/passwords in clear from elsewhere are refused", clear},
	{"Access/a revoked app password ends its sessions", revoked},
	{"Access/a stranger repeats what was sent", stranger},
	{"Access/another user repeats what was sent", other},
	{"Search/finds what was uploaded, for whoever did", searched},
	{"Hostile/a cut upload leaves nothing", cut},
	{"Hostile/long words", longWords},
	{"Hostile/requests that are changed", changed},
	{"Fault/nothing inner is told", faults},
}

// Test tests the pair of o.
func Test(t *testing.T, o Options) {
	t.Run("Session", func(t *testing.T) { sessions(t, o) })
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(Open(t, o)) })
	}
}

// sessions runs servicetest through driver and façade.
func sessions(t *testing.T, o Options) {
	h := Open(t, o)
	s := servicetest.Options{
		New:    func(t *testing.T) mediasock.Session { return h.session(t, "ada", mediasock.ScopeManage) },
		Peek:   func(t *testing.T, _ mediasock.Session) mediasock.Session { return h.peek(t) },
		Other:  func(t *testing.T) mediasock.Session { return h.session(t, "bob", mediasock.ScopeManage) },
		Scoped: func(t *testing.T, scope mediasock.Scope) mediasock.Session { return h.session(t, "ada", scope) },
		Name:   h.o.Name, Large: o.Large, Lacks: o.Lacks,
	}
	if _, err := h.service(t).Handshake(t.Context(), mediasock.Credentials{}); err == nil {
		s.Stranger = func(t *testing.T) mediasock.Session {
			s, err := h.service(t).Handshake(t.Context(), mediasock.Credentials{})
			must(t, err)
			return s
		}
	}
	if o.File != nil {
		s.File = func(t *testing.T) []byte { return o.File(t, 1000) }
	}
	servicetest.Test(t, s)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
