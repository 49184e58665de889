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

type API struct{ Name, URL string }

// APIs is an apis list; Lookup resolves against the endpoint given to ParseAPIs.
type APIs []API

func ParseAPIs(s, endpoint string) APIs                   { panic("unwritten") }
func (a APIs) String() string                             { panic("unwritten") }
func (a APIs) Lookup(method string) (url string, ok bool) { panic("unwritten") }
func (a APIs) LookupAll(method string) []string           { panic("unwritten") }

type Sock []string

func ParseSock(s string) Sock                { panic("unwritten") }
func (s Sock) String() string                { panic("unwritten") }
func (s Sock) Has(token string) bool         { panic("unwritten") }
func (s Sock) Family(family string) []string { panic("unwritten") }

type Date struct {
	Time   time.Time
	Zoned  bool
	Offset int // standard offset in minutes
	DST    int // hours
}

func ParseDate(s string) (Date, error) { panic("unwritten") }
func (d Date) String() string          { panic("unwritten") }

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
