package services_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/mediasock/mediasock/services"
)

// ending ends its context while it is read.
type ending struct{ end context.CancelFunc }

func (e ending) Read(p []byte) (int, error) {
	e.end()
	return copy(p, "the last bytes"), io.EOF
}

func TestUntil(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	got, err := io.ReadAll(services.Until(ctx, io.NopCloser(ending{end})))
	if len(got) != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("ReadAll = %q, %v, want nothing of what was read last", got, err)
	}
}
