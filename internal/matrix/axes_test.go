package matrix

import (
	"slices"

	"github.com/mediasock/mediasock/auth"
)

// A way is how a user signs in: a mechanism, the one that fetches its key
// and the cipher of what travels as parameters (MS-207).
type way struct {
	mechanism string
	login     string // "" where the mechanism needs none, or takes parameters for it
	cipher    string // "" where nothing is announced
}

func (w way) String() string {
	s := w.mechanism
	if w.login != "" {
		s += " by " + w.login
	}
	if w.cipher != "" {
		s += " " + w.cipher
	}
	return s
}

// A link is how the bytes travel.
type link struct {
	name   string
	tls    bool
	away   bool // the service is not on this machine, as far as both ends know
	waived bool // operator and user allow clear text over it
}

var links = []link{
	{name: "tls", tls: true},
	{name: "loopback"},
	{name: "http", away: true},
	{name: "insecure http", away: true, waived: true},
}

var (
	mechanisms = []string{"hpo", "hsc", "hsk", "hst", "hdi", "hba", "hws", "pub", "exa"}
	logins     = []string{"", "hdi", "hba", "hws"}
	ciphers    = []string{"", "txt", "md5", "cry", "ssl"}
)

// A cell of the first three axes with a protocol is one conversation; each call
// in it that is accepted or refused as it must be is a cell of the matrix.
type cell struct {
	way     way
	link    link
	dialect dialect
}

func (c cell) String() string {
	return c.dialect.name + "/" + c.link.name + "/" + c.way.String()
}

// cells returns every combination, those that may not combine too.
func cells() []cell {
	var all []cell
	for _, d := range dialects {
		for _, l := range links {
			for _, mechanism := range mechanisms {
				for _, login := range logins {
					for _, cipher := range ciphers {
						all = append(all, cell{way{mechanism, login, cipher}, l, d})
					}
				}
			}
		}
	}
	return all
}

// A rule says which cells cannot be, and why.
type rule struct {
	why  string
	hits func(cell) bool
}

// rules are asked in their order; the first that hits counts a cell as skipped.
var rules = []rule{
	{"A-65: only auth.hsk and auth.hst fetch a key by another mechanism", func(c cell) bool {
		return c.way.login != "" && !c.way.keyed()
	}},
	{"MS-207: a cipher is for what travels as parameters", func(c cell) bool {
		return c.way.cipher != "" && !c.way.parameters()
	}},
	{"MS-212: ciph.ssl is https", func(c cell) bool {
		return c.way.cipher == "ssl" && !c.link.tls
	}},
	{"A-68: over http a client that knows Digest or WSSE signs every call by it and fetches no key", func(c cell) bool {
		return c.link.away && (c.way.login == "hdi" || c.way.login == "hws")
	}},
	{"A-77, MS-139: the lesser dialects of JSON-RPC go with the first cipher over one link", func(c cell) bool {
		return c.dialect.sampled && (c.link.name != "tls" || c.way.cipher != "" || c.way.login != "")
	}},
}

// skipped returns why a cell cannot be, or "".
func (c cell) skipped() string {
	for _, r := range rules {
		if r.hits(c) {
			return r.why
		}
	}
	return ""
}

// keyed reports whether the mechanism signs with a key that a handshake grants.
func (w way) keyed() bool { return w.mechanism == "hsk" || w.mechanism == "hst" }

// granted reports whether calls bear what a handshake granted, and no password.
func (w way) granted() bool { return w.keyed() || w.mechanism == "hsc" }

// parameters reports whether a name and a password travel as parameters.
func (w way) parameters() bool {
	return w.login == "" && slices.Contains([]string{"hpo", "hsc", "hsk", "hst"}, w.mechanism)
}

// secretless reports whether a mechanism asks for no password itself.
func (w way) secretless() bool { return w.mechanism == "pub" || w.mechanism == "exa" }

// refusedUnsent reports whether the client must refuse to sign in so: a password
// in clear text over the open network.
func (c cell) refusedUnsent() bool {
	return c.link.away && !c.link.waived && !slices.Contains([]string{"hdi", "hws", "pub", "exa"}, c.way.mechanism)
}

// tokens returns the mechanisms of a service for a way, as an operator writes
// them. After auth.exa a user goes on by another that is listed: hdi,
// which every link takes.
func (w way) tokens() string {
	switch {
	case w.mechanism == "exa":
		return "exa,hdi"
	case w.login != "":
		return w.mechanism + "," + w.login
	}
	return w.mechanism
}

// another returns a mechanism that is not the way's.
func (w way) another() string {
	if w.mechanism == "hdi" || w.login == "hdi" {
		return "hws"
	}
	return "hdi"
}

// known returns what the client of a way knows.
func (w way) known() []auth.Mechanism {
	return slices.DeleteFunc(auth.All(), func(m auth.Mechanism) bool {
		return m.Sock != "auth."+w.mechanism && m.Sock != "auth."+w.login
	})
}
