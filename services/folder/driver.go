package folder

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// Name is what the driver is called.
const Name = "folder"

// Driver returns the driver. No site is a folder: whoever has one names it.
func Driver() services.Driver {
	return services.Driver{Name: Name, Title: "folder", Service: open, Parallel: 2}
}

// Look returns the folder at a file URL as a site, if it is there.
func Look(address string) (*services.Site, error) {
	dir, err := dirOf(address)
	if err != nil {
		return nil, err
	}
	s, err := Open(dir)
	if err != nil {
		return nil, err
	}
	return &services.Site{
		Driver: Name, Title: s.offer.Service.Title, Address: address,
		Can: []string{"upload", "update", "delete", "list", "download", "albums", "search"},
	}, s.Signout(context.Background())
}

// dirOf returns the path of a file URL (RFC 8089) of this machine.
func dirOf(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || u.Path == "" {
		return "", fmt.Errorf("folder: %q is no file: address of this machine", address)
	}
	p := u.Path
	if runtime.GOOS == "windows" {
		p = strings.TrimPrefix(p, "/")
	}
	return filepath.FromSlash(p), nil
}

// A service is a folder before it is opened.
type service string

func open(address string, _ *services.Options) (mediasock.Service, error) {
	dir, err := dirOf(address)
	return service(dir), err
}

// Handshake implements mediasock.Service: whoever may use the folder may do
// everything.
func (s service) Handshake(context.Context, mediasock.Credentials) (mediasock.Session, error) {
	return Open(string(s))
}
