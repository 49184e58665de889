// Package announced finds what a site says of itself in standard places, without
// there being a driver for all of it: a search by OpenSearch, an AtomPub service,
// uploads by tus, and the software's name in nodeinfo.
package announced

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// Drivers returns the drivers, in the order of preference.
func Drivers() services.Registry {
	return services.Registry{
		{Name: "opensearch", Title: "OpenSearch", Detect: search},
		{Name: "atompub", Title: "Atom Publishing Protocol", Detect: atomPub},
		{Name: "tus", Title: "tus", Detect: tus},
		{Name: "nodeinfo", Title: "NodeInfo", Detect: nodeInfo},
	}
}

// search finds a description document by the page's links (OS-21).
func search(ctx context.Context, p *services.Probe) (*services.Site, error) {
	page, err := p.Get(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, l := range opensearch.Discover(bytes.NewReader(page.Body), page.URL) {
		return &services.Site{Title: l.Title, Address: l.Href, Can: []string{"search"}}, nil
	}
	return nil, nil
}

// atomPub finds a service document by the page's links (AP-2).
func atomPub(ctx context.Context, p *services.Probe) (*services.Site, error) {
	page, err := p.Get(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, l := range page.Links("service") {
		if l.Type == "application/atomsvc+xml" {
			return &services.Site{Title: l.Title, Address: l.Href}, nil
		}
	}
	return nil, nil
}

// tus asks the usual places what version they speak.
func tus(ctx context.Context, p *services.Probe) (*services.Site, error) {
	for _, path := range []string{"tus/", "files/"} {
		answer, err := p.Ask(ctx, http.MethodOptions, path)
		if err != nil {
			return nil, err
		}
		if version := answer.Header.Get("Tus-Version"); version != "" {
			return &services.Site{Version: version, Address: answer.URL.String()}, nil
		}
	}
	return nil, nil
}

// nodeInfo asks what software the site runs.
func nodeInfo(ctx context.Context, p *services.Probe) (*services.Site, error) {
	answer, err := p.Get(ctx, "/.well-known/nodeinfo")
	if err != nil || answer.Status != http.StatusOK {
		return nil, err
	}
	var list struct {
		Links []struct{ Rel, Href string }
	}
	if json.Unmarshal(answer.Body, &list) != nil {
		return nil, nil
	}
	for _, l := range list.Links {
		if !strings.HasPrefix(l.Rel, "http://nodeinfo.diaspora.software/ns/schema/") {
			continue
		}
		return software(ctx, p, l.Href)
	}
	return nil, nil
}

func software(ctx context.Context, p *services.Probe, address string) (*services.Site, error) {
	answer, err := p.Get(ctx, address)
	if err != nil || answer.Status != http.StatusOK {
		return nil, err
	}
	var info struct {
		Software struct{ Name, Version string }
	}
	if json.Unmarshal(answer.Body, &info) != nil || info.Software.Name == "" {
		return nil, nil
	}
	return &services.Site{Title: info.Software.Name, Version: info.Software.Version, Address: answer.URL.String()}, nil
}
