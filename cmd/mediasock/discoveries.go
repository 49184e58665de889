package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/services"
)

// Limits of what is kept of discoveries.
const (
	discoveryLife = 24 * time.Hour // of what no serial vouches for
	maxDiscovered = 500            // domains; those kept longest ago go first
	maxDiscovery  = 16 << 10       // bytes of one as JSON
	maxCacheFile  = 16 << 20
)

// A discovery is all that a domain told a stranger: what its MediaSock service did,
// and what else is spoken there.
type discovery struct {
	client.Record
	Kept   time.Time       `json:"kept"`
	Others []services.Site `json:"others,omitempty"`
	Asked  time.Time       `json:"asked,omitzero"` // when the others were found; zero: they are not known
}

// sameState reports whether two records are of one state of a service: A-25 keys what is
// kept by value, address and serial. No service at all is a state too.
func sameState(a, b client.Record) bool {
	return a.Value == b.Value && a.Endpoint == b.Endpoint && a.Serial == b.Serial
}

// discoveries keeps what sites tell strangers in a file of the platform's directory
// for caches. It holds no secrets; what a site tells a user is not in it.
type discoveries struct {
	name string
	log  *slog.Logger
	now  func() time.Time
	mu   sync.Mutex
}

var _ client.Cache = (*discoveries)(nil)

// discoveries returns the cache, or nil where there is no place for one.
func (p *program) discoveries(log *slog.Logger) *discoveries {
	dir := p.getenv("MEDIASOCK_CONFIG")
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return nil
		}
		dir = filepath.Join(base, "mediasock")
	}
	return &discoveries{name: filepath.Join(dir, "discoveries.json"), log: log, now: time.Now}
}

// Load returns what the service of a typed domain told.
func (d *discoveries) Load(typed string) (client.Record, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.read()[typed]
	return r.Record, ok && r.Endpoint != ""
}

// Save keeps r for a typed domain. What else was found there stays known if the
// service is in the same state.
func (d *discoveries) Save(typed string, r client.Record) {
	d.change(func(all map[string]discovery) {
		kept := all[typed]
		if !sameState(kept.Record, r) {
			kept = discovery{}
		}
		kept.Record, kept.Kept = r, d.now()
		all[typed] = kept
	})
}

// Delete forgets a typed domain.
func (d *discoveries) Delete(typed string) {
	d.change(func(all map[string]discovery) { delete(all, typed) })
}

// others returns what is spoken at a typed domain besides MediaSock, and when that
// was found, if it is kept of the state that its service is in now, and not too old.
func (d *discoveries) others(typed string, now client.Record) ([]services.Site, time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept, ok := d.read()[typed]
	age := d.now().Sub(kept.Asked)
	if !ok || !sameState(kept.Record, now) || age < 0 || age > discoveryLife {
		return nil, time.Time{}, false
	}
	return kept.Others, kept.Asked, true
}

// keepOthers keeps what is spoken at a typed domain besides MediaSock, in the state
// that its service is in now.
func (d *discoveries) keepOthers(typed string, now client.Record, others []services.Site) {
	d.change(func(all map[string]discovery) {
		kept := discovery{Record: now, Kept: d.now(), Others: others, Asked: d.now()}
		if text, err := json.Marshal(kept); err == nil && len(text) <= maxDiscovery {
			all[typed] = kept
		}
	})
}

// has reports whether it is known what else is spoken at a typed domain.
func (d *discoveries) has(typed string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.read()[typed].Asked.IsZero()
}

func (d *discoveries) change(f func(map[string]discovery)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.read()
	f(all)
	trim(all)
	if err := writeJSON(d.name, all); err != nil {
		d.log.Warn("what was discovered cannot be kept", "error", err)
	}
}

// trim drops what was kept longest ago of too much.
func trim(all map[string]discovery) {
	if len(all) <= maxDiscovered {
		return
	}
	oldest := slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(all[a].Kept.Compare(all[b].Kept), cmp.Compare(a, b))
	})
	for _, typed := range oldest[:len(all)-maxDiscovered] {
		delete(all, typed)
	}
}

// read returns what is kept; a file that cannot be read keeps nothing.
func (d *discoveries) read() map[string]discovery {
	all := map[string]discovery{}
	if err := readBounded(d.name, maxCacheFile, &all); err != nil {
		d.log.Warn("what was discovered earlier cannot be read", "error", err)
		clear(all)
	}
	return all
}

// readBounded reads a file of JSON; one that is not there leaves v as it is.
func readBounded(name string, most int64, v any) error {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
