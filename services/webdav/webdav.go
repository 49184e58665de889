// Package webdav makes a WebDAV server (RFC 4918) a session: folders are albums,
// files are items. It knows Nextcloud and ownCloud by their status page, and of
// MediaSock's own façade the properties that hold an item's words.
//
// What the session calls an item is the server's file id where it has one
// (ownCloud's property fileid, which stays when a file is moved), else the path:
// then items cannot be filed anew, because they would be others.
//
// Unverified against a live Nextcloud.
package webdav

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// Driver returns the driver.
func Driver() services.Driver {
	return services.Driver{Name: "webdav", Title: "WebDAV", Detect: detect, Service: open, Parallel: 4}
}

// userPlace stands in an address for the user's name, as Nextcloud has it.
const userPlace = "{user}"

// abilities are what a session can do.
func abilities() []string {
	return []string{"upload", "update", "delete", "list", "download", "albums", "search"}
}

// detect finds Nextcloud by its status, and others by what they answer to OPTIONS
// at the address itself and the places that are usual.
func detect(ctx context.Context, p *services.Probe) (*services.Site, error) {
	if site, err := cloud(ctx, p); site != nil || err != nil {
		return site, err
	}
	for _, path := range []string{"", "dav/", "webdav/"} {
		answer, err := p.Ask(ctx, http.MethodOptions, path)
		if err != nil {
			return nil, err
		}
		if answer.Header.Get("DAV") != "" {
			return &services.Site{Address: answer.URL.String(), Can: abilities(), SignIn: []string{"password"}}, nil
		}
	}
	return nil, nil
}

// cloud finds Nextcloud and ownCloud, whose files are below a path of the user's.
func cloud(ctx context.Context, p *services.Probe) (*services.Site, error) {
	answer, err := p.Get(ctx, "status.php")
	if err != nil || answer.Status != http.StatusOK {
		return nil, err
	}
	var status struct {
		Installed     bool
		ProductName   string
		VersionString string
	}
	if json.Unmarshal(answer.Body, &status) != nil || !status.Installed {
		return nil, nil
	}
	u, err := answer.URL.Parse("remote.php/dav/files/")
	if err != nil {
		return nil, nil
	}
	return &services.Site{
		Title: cmp.Or(status.ProductName, "ownCloud"), Version: status.VersionString,
		Address: u.String() + userPlace + "/", Can: abilities(), SignIn: []string{"app password"},
	}, nil
}

// A service is a WebDAV server.
type service struct {
	address string
	options services.Options
}

func open(address string, o *services.Options) (mediasock.Service, error) {
	s := &service{address: address}
	if o != nil {
		s.options = *o
	}
	if s.options.HTTP == nil {
		return nil, fmt.Errorf("webdav: an HTTP client is needed")
	}
	return s, nil
}

var _ mediasock.Service = (*service)(nil)

// Handshake opens a session: it asks for the root folder with the credentials.
func (s *service) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	if c.Username == "" && strings.Contains(s.address, userPlace) {
		return nil, mediasock.ErrAuthRequired
	}
	u, err := url.Parse(strings.ReplaceAll(s.address, userPlace, url.PathEscape(c.Username)))
	if err != nil {
		return nil, fmt.Errorf("webdav: %w", err)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	session := newSession(&caller{root: u, http: s.options.HTTP, credentials: c})
	root, err := session.stat(ctx, "")
	switch {
	case c.Username == "" && errors.Is(err, mediasock.ErrCredentials):
		return nil, mediasock.ErrAuthRequired
	case err != nil:
		return nil, err
	case !root.folder:
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "there is no folder at this address"}
	}
	session.fileIDs, session.adds = root.fileID != "", root.adds
	return session, nil
}
