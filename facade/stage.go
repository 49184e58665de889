package facade

import (
	"context"

	"github.com/mediasock/mediasock"
)

// Stage opens a place for a file that is about to arrive, in the backend's own
// keeping. The error is state 7 for a backend that stages nothing.
func (h *Host) Stage(ctx context.Context, name, mediaType string, size int64) (mediasock.Staged, error) {
	stager, ok := h.Backend.(mediasock.Stager)
	if !ok {
		return nil, mediasock.ErrUnsupported
	}
	return stager.Stage(ctx, name, mediaType, size)
}
