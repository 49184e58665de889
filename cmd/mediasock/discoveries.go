package main

import (
	"log/slog"
	"path/filepath"
	"sync"

	"github.com/mediasock/mediasock/client"
)

// discoveries keeps what sites tell strangers in a file of the configuration
// directory. It holds no secrets.
type discoveries struct {
	name string
	log  *slog.Logger
	mu   sync.Mutex
}

var _ client.Cache = (*discoveries)(nil)

// discoveries returns the cache, or nil where there is no place for one.
func (p *program) discoveries(log *slog.Logger) client.Cache {
	dir, err := p.configDir()
	if err != nil {
		return nil
	}
	return &discoveries{name: filepath.Join(dir, "discoveries.json"), log: log}
}

// Load returns what was kept for a typed domain.
func (d *discoveries) Load(typed string) (client.Record, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.read()[typed]
	return r, ok
}

// Save keeps r for a typed domain.
func (d *discoveries) Save(typed string, r client.Record) {
	d.change(func(records map[string]client.Record) { records[typed] = r })
}

// Delete forgets a typed domain.
func (d *discoveries) Delete(typed string) {
	d.change(func(records map[string]client.Record) { delete(records, typed) })
}

func (d *discoveries) change(f func(map[string]client.Record)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	records := d.read()
	f(records)
	if err := writeJSON(d.name, records); err != nil {
		d.log.Warn("what was discovered cannot be kept", "error", err)
	}
}

func (d *discoveries) read() map[string]client.Record {
	records := make(map[string]client.Record)
	if err := readJSON(d.name, &records); err != nil {
		d.log.Warn("what was discovered earlier cannot be read", "error", err)
		clear(records)
	}
	return records
}
