// Package piwigo uses Piwigo galleries (https://piwigo.org) by their web API,
// ws.php: a [mediasock.Service] where a user may upload, and a search of what
// strangers may see.
//
// An upload first asks by the file's MD5 whether it is there. Small files go as
// one request, larger ones in chunks whose sums the gallery checks. A batch ends
// with [Session.Signout] or the next listing: only then a Piwigo shows what waits
// in its "lounge".
//
// What a Piwigo cannot do: it keeps no private notes and, of attributes, author
// and date alone; an album is in one album at most; photographs in no album are
// kept and found by their sums, and are in no list.
package piwigo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// Driver returns the driver of Piwigo galleries.
func Driver() services.Driver {
	return services.Driver{
		Name: "piwigo", Title: "Piwigo", Hosted: true,
		Detect:  detect,
		Service: func(address string, o *services.Options) (mediasock.Service, error) { return New(address, o) },
	}
}

// detect asks who is signed in, which a gallery tells also where strangers may
// see nothing, and which methods there are.
func detect(ctx context.Context, p *services.Probe) (*services.Site, error) {
	a, err := p.Get(ctx, "ws.php?format=json&method=pwg.session.getStatus")
	if err != nil {
		return nil, err
	}
	var s status
	if err := read(a.Body, &s); err != nil || s.Version == "" || s.Username == "" {
		return nil, nil
	}
	address := *a.URL
	address.RawQuery, address.Fragment = "", ""
	site := &services.Site{
		Version: s.Version, Address: address.String(),
		Can:    []string{"upload", "update", "delete", "list", "download", "albums"},
		SignIn: []string{"password", "api key"},
	}
	var listed struct{ Methods []string }
	if a, err := p.Get(ctx, "ws.php?format=json&method=reflection.getMethodList"); err == nil && read(a.Body, &listed) == nil && slices.Contains(listed.Methods, "pwg.images.search") {
		site.Can = append(site.Can, "search")
	}
	return site, nil
}

// A status is who is signed in.
type status struct {
	Username string `json:"username"`
	Status   string `json:"status"`
	Token    string `json:"pwg_token"`
	Version  string `json:"version"`
	Types    string `json:"upload_file_types"`
	Chunk    number `json:"upload_form_chunk_size"` // in KiB
}

// guest reports whether it is nobody.
func (s *status) guest() bool {
	return s.Username == "" || s.Status == "guest" || s.Username == "guest"
}

// A number is one that a gallery writes as a number, as a text, or as null.
type number int64

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" || text == "" {
		return nil
	}
	v, err := json.Number(text).Int64()
	*n = number(v)
	return err
}

// String returns the number in decimal, "" for none.
func (n number) String() string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(int64(n))
}

// addressOf checks the address of a ws.php.
func addressOf(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" {
		return nil, fmt.Errorf("piwigo: %q is not the address of a gallery's ws.php", address)
	}
	return u, nil
}
