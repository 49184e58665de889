package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
)

// tokens are those of the specification, by family; of types there are media
// types too.
var tokens = map[string][]string{
	"prot": {"res", "xrp", "jrp"},
	"resp": {"xml", "json"},
	"auth": {"hpo", "hsc", "hsk", "hst", "hdi", "hba", "hws", "pub", "exa"},
	"ciph": {"txt", "md5", "cry", "ssl"},
	"type": {"img", "mov", "aud", "txt", "rtf", "doc", "any"},
	"feat": {"cmc", "amp", "atp"},
}

var mediaType = regexp.MustCompile(`^[a-z0-9.+-]+/([a-z0-9.+-]+|\*)$`)

// sockList tests sock: its grammar, its tokens, and what must go together.
func (e *exam) sockList(a *answer, v attr, apis string) {
	if strings.ContainsAny(v.value, " \t\r\n") {
		e.at("MS-81", a, v.in, "there is white space in sock")
	}
	e.separators(a, v, "sock")
	for item := range strings.SplitSeq(v.value, ";") {
		if item = strings.TrimSpace(item); item != "" {
			e.token(a, v, item)
		}
	}
	e.together(a, v, mediasock.ParseSock(v.value), mediasock.ParseAPIs(apis, a.url))
}

func (e *exam) token(a *answer, v attr, item string) {
	lower := strings.ToLower(item)
	family, rest, ok := strings.Cut(lower, ".")
	known, isFamily := tokens[family]
	switch {
	case strings.HasPrefix(lower, "x-"):
	case lower == "resp.js":
		e.at("A-2", a, v.in, "sock lists resp.js")
	case lower == "auth.stk" || lower == "auth.sck":
		e.at("A-8", a, v.in, "sock lists "+lower)
	case !ok || !isFamily:
		e.at("MS-128", a, v.in, quoted(item)+" is of no family that sock has")
	case item != lower:
		e.at("MS-59", a, v.in, quoted(item)+" is not lower-case")
	case slices.Contains(known, rest) || family == "type" && mediaType.MatchString(rest):
	case strings.HasPrefix(rest, "ssl:"):
		e.at("MS-213", a, v.in, "sock names a URL, which apis should")
	default:
		e.at("MS-128", a, v.in, quoted(item)+" is no token of sock")
	}
}

// together tests tokens that ask for others, or for methods.
func (e *exam) together(a *answer, v attr, sock mediasock.Sock, apis mediasock.APIs) {
	offers := func(method string) (string, bool) { return apis.Lookup(method) }
	mechanisms := sock.Family("auth")
	if len(mechanisms) == 1 && mechanisms[0] == "auth.exa" {
		e.at("MS-204", a, v.in, "auth.exa is the only mechanism")
	}
	if _, lists := offers(mediasock.MethodTaxaList); sock.Has("feat.amp") && !lists {
		e.at("MS-165", a, v.in, "sock lists feat.amp, and apis no mediasock.taxa.list")
	}
	at, offered := offers(mediasock.MethodHandshake)
	if sock.Has("ciph.ssl") && offered && strings.HasPrefix(at, "http:") && !strings.Contains(v.value, "ciph.ssl:") {
		e.at("MS-213", a, v.in, "sock lists ciph.ssl, and apis no https URL of the handshake")
	}
}
