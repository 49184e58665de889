package mediasock

import "time"

// CONTRACT STUBS: each type moves to a file of its own with its real bodies.

// A List is a MediaSock list: values that are joined by ";" on the wire.
type List []string

func ParseList(s string) List    { panic("unwritten") }
func (l List) String() string    { panic("unwritten") }
func (l List) Has(v string) bool { panic("unwritten") }

type Attribute struct{ Domain, Name, Value string }
type AttributeList []Attribute

func ParseAttributeList(s string) AttributeList { panic("unwritten") }
func (l AttributeList) String() string          { panic("unwritten") }
func (l AttributeList) Get(domain, name string) (value string, ok bool) {
	panic("unwritten")
}

// All returns the values of every attribute of that type.
func (l AttributeList) All(domain, name string) []string { panic("unwritten") }

// An API is an item of an apis list. ParseAPIs resolves inheritance and
// relative URLs; a URL of "" is the current endpoint.
type API struct {
	Name      string
	URL       string
	Inherited bool // read: the URL is that of a wildcard before it
}

// APIs is an apis list; Lookup resolves against the endpoint given to ParseAPIs.
type APIs []API

func ParseAPIs(s, endpoint string) APIs                   { panic("unwritten") }
func (a APIs) String() string                             { panic("unwritten") }
func (a APIs) Lookup(method string) (url string, ok bool) { panic("unwritten") }
func (a APIs) LookupAll(method string) []string           { panic("unwritten") }

// Find returns the items that offer method, best first.
func (a APIs) Find(method string) []API { panic("unwritten") }

// At returns the list with endpoint for every URL that is "".
func (a APIs) At(endpoint string) APIs { panic("unwritten") }

// ParseOffer reads the values of the apis and sock elements of one handshake;
// a feat.* token that strayed into apis goes to the sock.
func ParseOffer(apis, sock, endpoint string) (APIs, Sock) { panic("unwritten") }

// CanonicalMethod returns the name that a method is known by: "media.append"
// and "MediaSock.Media.Append" are "mediasock.media.append";
// foreign names stay as they are.
func CanonicalMethod(name string) string { panic("unwritten") }

// A Sock is a list of sock tokens: lower-case, aliases replaced.
type Sock []string

func ParseSock(s string) Sock        { panic("unwritten") }
func (s Sock) String() string        { panic("unwritten") }
func (s Sock) Has(token string) bool { panic("unwritten") }

// Family returns the tokens of a family such as "auth", whole ("auth.hsc"), in order.
func (s Sock) Family(family string) []string { panic("unwritten") }

// URL returns what follows a token after a colon: ciph.ssl:URL.
func (s Sock) URL(token string) string { panic("unwritten") }

// Accepts reports whether media of the type may be uploaded.
func (s Sock) Accepts(mediaType string) bool { panic("unwritten") }

// ParseScope reads what Scope.String writes: "none", "read", "upload", "manage".
func ParseScope(s string) (Scope, error) { panic("unwritten") }
func (s Scope) String() string           { panic("unwritten") }

// Family returns the code that c is treated as: c itself where it is one of the
// general ones, CodeService for a service's own and for unknown ones.
func (c Code) Family() Code { panic("unwritten") }

type Date struct {
	Time   time.Time
	Zoned  bool
	Offset int // standard offset in minutes
	DST    int // hours
}

// DateOf returns t as a Date with t's zone.
func DateOf(t time.Time) Date          { panic("unwritten") }
func ParseDate(s string) (Date, error) { panic("unwritten") }
func (d Date) String() string          { panic("unwritten") }

// Local returns the time in the zone that d names.
func (d Date) Local() time.Time { panic("unwritten") }

type Geo struct{ Lat, Long float64 }

func ParseGeo(s string) (Geo, error) { panic("unwritten") }
func (g Geo) String() string         { panic("unwritten") }

// Expiry is how long a Key lives.
type Expiry struct {
	Idle  time.Duration // valid until so long after its last use; 0 if not limited so
	After time.Duration // valid until so long from now; 0 if not limited so
}

func ParseExpiry(s string) (Expiry, error) { panic("unwritten") }
func (e Expiry) String() string            { panic("unwritten") }
func (e Expiry) Permanent() bool           { panic("unwritten") }
