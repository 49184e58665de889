// Package immich makes an Immich server a [mediasock.Service], by the API of its
// versions 2 and 3.
//
// A user signs in by e-mail address and password, or by an API key in the
// password's place (with or without the address of the account whose it is). What
// Immich has no place for is kept in the asset's metadata, under the key
// "mediasock": title, note, attributes. Captions are descriptions and keywords
// tags; they and the date and place go with a new file in a sidecar, so that they
// are there as soon as it is.
//
// There are no albums in albums, no notes of albums, and no new bytes for an
// asset that is there. Immich lists assets in the order of their dates, and tells
// neither metadata nor albums of those that it lists. It shows an album by an
// asset that is in it, so a new album has no icon.
package immich

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/services"
)

// Driver returns the driver as a registry has it.
func Driver() services.Driver {
	return services.Driver{
		Name: "immich", Title: "Immich", Detect: detect,
		Service: func(address string, o *services.Options) (mediasock.Service, error) { return New(address, o) },
	}
}

// detect asks where the API is, and whether it is one of Immich.
func detect(ctx context.Context, p *services.Probe) (*services.Site, error) {
	address, err := endpoint(ctx, p)
	if err != nil || address == nil {
		return nil, err
	}
	var ping immichwire.Ping
	if ok, err := ask(ctx, p, address.String()+"/server/ping", &ping); !ok || ping.Res != "pong" {
		return nil, err
	}
	var v immichwire.Version
	ok, err := ask(ctx, p, address.String()+"/server/version", &v)
	if !ok {
		return nil, err
	}
	return &services.Site{
		Title: "Immich", Version: fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch), Address: address.String(),
		Can:    []string{"upload", "update", "delete", "list", "download", "albums", "search"},
		SignIn: []string{"password", "api key"},
	}, nil
}

// endpoint returns the address of the API: what the site says, at its own origin,
// or the usual one. It is nil where another origin is named: credentials stay at
// the one that the user named.
func endpoint(ctx context.Context, p *services.Probe) (*url.URL, error) {
	site, err := p.URL("/")
	if err != nil {
		return nil, err
	}
	var said immichwire.WellKnown
	if _, err := ask(ctx, p, "/.well-known/immich", &said); err != nil {
		return nil, err
	}
	if said.API.Endpoint == "" {
		said.API.Endpoint = "/api"
	}
	address, err := site.Parse(strings.TrimRight(said.API.Endpoint, "/"))
	if err != nil || address.Scheme != site.Scheme || address.Host != site.Host || address.User != nil || address.RawQuery != "" {
		return nil, nil
	}
	return address, nil
}

// ask reads an answer in JSON into v, and reports whether there was one.
func ask(ctx context.Context, p *services.Probe, ref string, v any) (bool, error) {
	answer, err := p.Get(ctx, ref)
	if err != nil || answer.Status != http.StatusOK {
		return false, err
	}
	return json.Unmarshal(answer.Body, v) == nil, nil
}

// A Service is an Immich server.
type Service struct {
	base    *url.URL // of the API, without a slash at its end
	options services.Options
}

var _ mediasock.Service = (*Service)(nil)

// New returns the service whose API is at address, such as
// https://photos.example/api, without a request.
func New(address string, o *services.Options) (*Service, error) {
	base, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("immich: %q is no address", address)
	}
	s := &Service{base: base}
	if o != nil {
		s.options = *o
	}
	return s, nil
}
