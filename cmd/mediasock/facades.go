package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/facade/immich"
	"github.com/mediasock/mediasock/facade/metaweblog"
	"github.com/mediasock/mediasock/facade/piwigo"
	"github.com/mediasock/mediasock/facade/webdav"
)

// facades are the foreign protocols that the service can speak.
func facades() []facade.Kind {
	return []facade.Kind{immich.Kind(), metaweblog.Kind(), piwigo.Kind(), webdav.Kind()}
}

// chooseFacades returns those of list, by name: "all", the default, or "none".
func chooseFacades(list string) ([]facade.Kind, error) {
	kinds := facades()
	switch cmp.Or(list, "all") {
	case "all":
		return kinds, nil
	case "none":
		return nil, nil
	}
	var chosen []facade.Kind
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(kinds, func(k facade.Kind) bool { return k.Name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("--facades %q: want some of %s, or all, or none", name, facadeNames(kinds))
		}
		chosen = append(chosen, kinds[i])
	}
	return chosen, nil
}

func facadeNames(kinds []facade.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}
