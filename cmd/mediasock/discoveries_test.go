package main

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/services"
)

// What is remembered is bound to the state of the service, to its age and in number.
func TestDiscoveries_A25(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	d := &discoveries{name: filepath.Join(t.TempDir(), "kept", "discoveries.json"), log: slog.New(slog.DiscardHandler), now: func() time.Time { return now }}
	one := client.Record{Value: "org.example", Endpoint: "https://example.org/mediasock/", Serial: "1"}
	two := one
	two.Serial = "2"
	sites := []services.Site{{Driver: "webdav", Address: "https://example.org/dav/"}}
	knows := func(state client.Record, want bool) {
		t.Helper()
		if got, _, ok := d.others("example.org", state); ok != want || ok && len(got) != 1 {
			t.Errorf("others = %v, %t, want %t", got, ok, want)
		}
	}
	knows(one, false)
	d.keepOthers("example.org", one, sites)
	knows(one, true)
	knows(two, false)
	knows(client.Record{}, false)
	d.Save("example.org", one)
	knows(one, true)
	now = now.Add(discoveryLife + time.Second)
	knows(one, false)
	now = now.Add(-2 * discoveryLife)
	knows(one, false) // it is of the future
	now = now.Add(discoveryLife)
	d.Save("example.org", two)
	knows(two, false)

	sites[0].Title = strings.Repeat("x", maxDiscovery)
	d.keepOthers("example.org", two, sites)
	knows(two, false)
	for n := range maxDiscovered + 20 {
		now = now.Add(time.Second)
		d.Save(fmt.Sprint(n), one)
	}
	if n := len(d.read()); n != maxDiscovered {
		t.Errorf("%d domains are remembered, want %d", n, maxDiscovered)
	}
	if _, ok := d.Load("0"); ok {
		t.Error("the domain kept longest ago is remembered")
	}
	if r, ok := d.Load(fmt.Sprint(maxDiscovered + 19)); !ok || r != one {
		t.Errorf("Load = %v, %t", r, ok)
	}
}
