package check

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
)

// The grammar of an item of apis (requirements section 2).
var (
	apiName  = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.([A-Za-z0-9_-]+|\*)$`)
	apiBegin = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+(:|$)|^[A-Za-z0-9_.-]+\.\*(:|$)`)
)

// apiList tests apis (MS-29 to MS-42).
func (e *exam) apiList(a *answer, apis *node, v attr, sock *node) {
	list := v.value
	if strings.ContainsAny(list, " \t\r\n") {
		e.at("MS-29", a, v.in, "there is white space in apis")
	}
	e.separators(a, v, "apis")
	wild, before := "", false
	for item := range strings.SplitSeq(list, ";") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		name, address, located := strings.Cut(item, ":")
		if before && !apiBegin.MatchString(item) {
			e.at("MS-35", a, v.in, "a raw \";\" in a URL: "+quoted(item)+" begins no item")
			continue
		}
		e.apiName(a, v, name)
		before = located
		if located {
			e.apiURL(a, v, name, address)
		} else if wild != "" && namespace(name) != namespace(wild) {
			e.at("A-18", a, v.in, quoted(name)+" inherits the URL of "+quoted(wild))
		}
		if located && strings.HasSuffix(name, ".*") {
			wild = name
		}
	}
	e.signsIn(a, apis, list, sock)
}

func namespace(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}

// apiName tests the name of an item (MS-30, MS-34, MS-57, MS-59).
func (e *exam) apiName(a *answer, v attr, name string) {
	lower := strings.ToLower(name)
	own := strings.HasPrefix(lower, "mediasock.")
	switch {
	case !strings.Contains(name, "."):
		e.at("MS-30", a, v.in, quoted(name)+" has no namespace")
	case strings.Contains(name, "*") && !strings.HasSuffix(name, ".*"):
		e.at("MS-30", a, v.in, quoted(name)+" is neither a method nor a whole namespace")
	case !apiName.MatchString(name) && !strings.ContainsAny(name, " \t\r\n"):
		e.at("MS-34", a, v.in, quoted(name)+" is no name of a method")
	case own && name != lower:
		e.at("MS-59", a, v.in, quoted(name)+" is not lower-case")
	case own && !strings.HasSuffix(name, ".*") && !slices.Contains(mediasock.Methods(), name):
		e.at("MS-57", a, v.in, quoted(name)+" is no method of MediaSock 1.4")
	}
}

// apiURL tests the URL of an item (MS-31, MS-35, A-16).
func (e *exam) apiURL(a *answer, v attr, name, address string) {
	if !absolute(address) {
		e.at("MS-31", a, v.in, "the URL "+quoted(address)+" of "+quoted(name)+" is not a whole http URL")
		return
	}
	rest := address[strings.Index(address, "://")+3:]
	if i := strings.IndexAny(rest, "/?#"); i >= 0 && strings.ContainsAny(rest[i:], `:"`) {
		e.at("MS-35", a, v.in, "the URL "+quoted(address)+" has a raw \":\" or quote in its path")
	}
	u, err := url.Parse(address)
	if err == nil && u.Scheme == "http" && e.endpoint.Scheme == "https" && strings.HasPrefix(name, "mediasock.") {
		e.at("A-16", a, v.in, "an endpoint on https names "+quoted(address))
	}
}

// signsIn tests that a service with mechanisms lists the handshake (MS-42).
func (e *exam) signsIn(a *answer, apis *node, list string, sock *node) {
	mechanisms := mediasock.ParseSock(sock.val("value")).Family("auth")
	_, offered := mediasock.ParseAPIs(list, a.url).Lookup(mediasock.MethodHandshake)
	if len(mechanisms) > 0 && !offered {
		e.at("MS-42", a, apis.at, "apis lacks mediasock.handshake, and sock has "+quoted(strings.Join(mechanisms, ";")))
	}
}

// separators tests that a list is not terminated, and has no empty items (MS-82).
func (e *exam) separators(a *answer, v attr, name string) {
	list := v.value
	if strings.HasPrefix(list, ";") || strings.HasSuffix(list, ";") || strings.Contains(list, ";;") {
		e.at("MS-82", a, v.in, name+" has an empty item")
	}
}
