package webdav

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// An arbiter is where a server answers searches (RFC 5323): its address, and what it
// calls our root folder.
type arbiter struct {
	url   *url.URL
	scope string
}

// arbiter returns that of the server, nil where it announces none. It is asked for
// once a session.
func (s *session) arbiter(ctx context.Context) *arbiter {
	s.arbiterMu.Lock()
	defer s.arbiterMu.Unlock()
	if !s.arbiterAsked {
		s.arbiterFound = s.findArbiter(ctx)
		s.arbiterAsked = ctx.Err() == nil
	}
	return s.arbiterFound
}

// findArbiter asks the root folder and, of Nextcloud, the folder above those of its
// users, which counts paths from itself.
func (s *session) findArbiter(ctx context.Context) *arbiter {
	if s.searches(ctx, s.root) {
		return &arbiter{s.root, s.root.EscapedPath()}
	}
	above, user, ok := strings.Cut(s.root.Path, "/dav/files/")
	if !ok || strings.Count(user, "/") != 1 {
		return nil
	}
	u := *s.root
	u.Path, u.RawPath = above+"/dav/", ""
	if !s.searches(ctx, &u) {
		return nil
	}
	return &arbiter{&u, "/files/" + url.PathEscape(strings.TrimSuffix(user, "/"))}
}

// searches reports whether an address announces basicsearch. One that cannot be
// asked does not.
func (s *session) searches(ctx context.Context, u *url.URL) bool {
	resp, err := s.to(ctx, http.MethodOptions, u.String(), nil, nil, 0)
	if err != nil || finish(resp) != nil {
		return false
	}
	for _, grammar := range resp.Header.Values("DASL") {
		if strings.Contains(grammar, "<DAV:basicsearch>") {
			return true
		}
	}
	return false
}

// dasl asks for the files whose names have all the words.
func (s *session) dasl(ctx context.Context, a *arbiter, terms []library.Term) ([]resource, error) {
	body := query(a.scope, terms)
	header := http.Header{"Content-Type": {"text/xml; charset=utf-8"}}
	resp, err := s.to(ctx, "SEARCH", a.url.String(), header, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusMultiStatus {
		if err := finish(resp); err != nil {
			return nil, err
		}
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the server answers a search with no list"}
	}
	defer resp.Body.Close()
	return s.read(io.LimitReader(resp.Body, maxAnswer))
}

// query writes a basicsearch (RFC 5323 section 5) for files by parts of their names.
// What is asked for of each is what a listing asks for.
func query(scope string, terms []library.Term) []byte {
	_, props, _ := strings.Cut(asked, "<D:prop>")
	props, _, _ = strings.Cut(props, "</D:prop>")
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?>
<D:searchrequest xmlns:D="DAV:" xmlns:m="%s" xmlns:o="%s"><D:basicsearch>
<D:select><D:prop>%s</D:prop></D:select>
<D:from><D:scope><D:href>`, ownSpace, cloudSpace, props)
	_ = xml.EscapeText(&b, []byte(scope)) // writing to memory does not fail
	b.WriteString(`</D:href><D:depth>infinity</D:depth></D:scope></D:from>
<D:where>`)
	conditions := [][]byte{}
	for _, t := range terms {
		for _, w := range t.Words {
			conditions = append(conditions, like(w, t.Not))
		}
	}
	switch len(conditions) {
	case 0:
		b.Write(like("", false))
	case 1:
		b.Write(conditions[0])
	default:
		b.WriteString("<D:and>")
		b.Write(bytes.Join(conditions, nil))
		b.WriteString("</D:and>")
	}
	fmt.Fprintf(&b, `</D:where>
<D:orderby><D:order><D:prop><D:getlastmodified/></D:prop><D:descending/></D:order></D:orderby>
<D:limit><D:nresults>%d</D:nresults></D:limit>
</D:basicsearch></D:searchrequest>`, maxFound)
	return b.Bytes()
}

// like writes that a name has a part, or has it not.
func like(part string, not bool) []byte {
	var b bytes.Buffer
	if not {
		b.WriteString("<D:not>")
	}
	b.WriteString("<D:like><D:prop><D:displayname/></D:prop><D:literal>%")
	_ = xml.EscapeText(&b, []byte(strings.NewReplacer("%", `\%`, "_", `\_`, `\`, `\\`).Replace(part)))
	b.WriteString("%</D:literal></D:like>")
	if not {
		b.WriteString("</D:not>")
	}
	return b.Bytes()
}
