package disk

import (
	"context"

	"github.com/mediasock/mediasock/library"
)

var _ library.TidyStore = (*Store)(nil)

// Tidy implements library.TidyStore: it removes the files in staging that are
// older than Options.Grace. A file that is still arriving changes all the time.
func (s *Store) Tidy(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.sweep()
}
