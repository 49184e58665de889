package services

import (
	"context"
	"errors"
	"sync"
)

// Detect asks all drivers at once what the probe's site speaks. The sites come in
// the registry's order, which is that of preference; the error joins what kept
// drivers from telling, and may come beside sites.
func (r Registry) Detect(ctx context.Context, p *Probe) ([]Site, error) {
	found := make([]*Site, len(r))
	errs := make([]error, len(r))
	var all sync.WaitGroup
	for i, d := range r {
		if d.Detect != nil {
			all.Go(func() { found[i], errs[i] = d.Detect(ctx, p) })
		}
	}
	all.Wait()
	var sites []Site
	for i, s := range found {
		if s != nil {
			s.Driver = r[i].Name
			sites = append(sites, *s)
		}
	}
	return sites, errors.Join(errs...)
}
