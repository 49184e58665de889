package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/internal/compose"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/services"
)

// The words among the sources that are no driver.
const (
	anyDomain = "domains"
	noSources = "none"
)

// usualPlaces are where writers search unless the operator says otherwise.
func usualPlaces() []string { return []string{"openverse", "commons", "archive", "flickr", anyDomain} }

// compose turns the settings into those of the page for writers.
func (o *serveOptions) compose() (compose.Options, error) {
	options := compose.Options{Guard: &guard.Guard{}}
	for _, text := range o.reach {
		prefix, err := parsePrefix(text)
		if err != nil {
			return options, fmt.Errorf("--reach %q: want an address or a network such as 192.168.0.0/16", text)
		}
		options.Guard.Allow = append(options.Guard.Allow, prefix)
	}
	if slices.Equal(o.sources, []string{noSources}) {
		return options, nil
	}
	drivers := &services.Options{HTTP: options.Guard.Client()}
	for _, name := range o.sources {
		if name == anyDomain {
			options.Domains = true
			continue
		}
		source, err := conduits().Open(name, drivers)
		if err != nil {
			return options, fmt.Errorf("--sources %q: want some of %s, %s; or %s", name, strings.Join(conduits().Names(), ", "), anyDomain, noSources)
		}
		s, err := source.Open(context.Background()) // asks nobody yet
		if err != nil {
			return options, fmt.Errorf("--sources %q: %w", name, err)
		}
		options.Places = append(options.Places, compose.Place{
			Name: name, Title: placeTitle(name), Open: func(context.Context) (openmedia.Searcher, error) { return s, nil },
		})
	}
	return options, nil
}

// placeTitle returns what a source is called.
func placeTitle(name string) string {
	kind, host, hosted := strings.Cut(name, ":")
	for _, d := range conduits() {
		if d.Name == kind && hosted {
			return d.Title + " at " + host
		}
		if d.Name == kind {
			return d.Title
		}
	}
	return name
}
