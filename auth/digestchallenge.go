package auth

import (
	"net/http"
	"slices"
	"strings"
)

// A digestChallenge is a Digest line of WWW-Authenticate.
type digestChallenge struct {
	realm, nonce, opaque, algorithm string
	qop                             bool // offers auth; RFC 2069 offers nothing
	stale                           bool
	userhash                        bool
	utf8                            bool
}

// String writes the line with the quotes that RFC 7616 wants (D-2), in an order
// that old clients read.
func (d *digestChallenge) String() string {
	line := "Digest realm=" + quote(d.realm) + `, qop="auth", algorithm=` + d.algorithm +
		", nonce=" + quote(d.nonce) + ", opaque=" + quote(d.opaque)
	if d.stale {
		line += ", stale=true"
	}
	return line + ", charset=UTF-8"
}

// findChallenge returns the first Digest challenge that can be met, which is the
// server's favourite (D-4); nil if there is none. Lines may hold several
// challenges, of other schemes too.
func findChallenge(header http.Header) *digestChallenge {
	for _, line := range header.Values("WWW-Authenticate") {
		if len(line) > maxHeader {
			continue
		}
		for _, one := range splitChallenges(line) {
			if d := parseChallenge(one); d != nil {
				return d
			}
		}
	}
	return nil
}

// parseChallenge reads one challenge, nil if it is no Digest that can be met.
func parseChallenge(s string) *digestChallenge {
	scheme, rest, _ := strings.Cut(s, " ")
	if !strings.EqualFold(scheme, "Digest") {
		return nil
	}
	fields := parseFields(rest)
	d := &digestChallenge{
		realm: fields["realm"], nonce: fields["nonce"], opaque: fields["opaque"], algorithm: fields["algorithm"],
		stale:    strings.EqualFold(fields["stale"], "true"),
		userhash: strings.EqualFold(fields["userhash"], "true"),
		utf8:     strings.EqualFold(fields["charset"], "UTF-8"),
	}
	if qop := fields["qop"]; qop != "" {
		d.qop = slices.Contains(strings.FieldsFunc(qop, func(r rune) bool { return r == ',' || r == ' ' }), "auth")
		if !d.qop {
			return nil // auth-int alone would need the body hashed first (D-9)
		}
	}
	if _, _, ok := newDigestHash(d.algorithm); !ok || d.nonce == "" || strings.ContainsAny(d.algorithm, "\r\n,") {
		return nil
	}
	return d
}

// splitChallenges parts a line before each scheme: a token that stands after the
// beginning or a comma and is followed by a space and no "=".
func splitChallenges(line string) []string {
	var starts []int
	quoted := false
	begin := true // a challenge or a field may begin here
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted, begin = !quoted, false
		case quoted || c == ' ' || c == '\t':
		case c == ',':
			begin = true
		case begin:
			if isScheme(line[i:]) {
				starts = append(starts, i)
			}
			begin = false
		}
	}
	var parts []string
	for n, start := range starts {
		end := len(line)
		if n+1 < len(starts) {
			end = starts[n+1]
		}
		parts = append(parts, strings.TrimRight(line[start:end], ", \t"))
	}
	return parts
}

func isScheme(s string) bool {
	end := strings.IndexAny(s, " \t,=\"")
	if end < 0 {
		return true
	}
	rest := strings.TrimLeft(s[end:], " \t")
	return s[end] != '=' && !strings.HasPrefix(rest, "=")
}
