package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/upload"
)

// settle is how long a file must have been left alone before --watch sends it:
// cameras and downloads write for a while.
const settle = 5 * time.Second

// watch sends what is there and then what comes, until it is interrupted. It looks
// rather than listens: that works on every file system, mounted ones too, and the
// ledger makes a look cheap. What fails is tried again at the next look; only a
// sign-in that is not good any more ends it.
func (s *sending) watch(ctx context.Context) error {
	s.options.scan.Settle = settle
	var before map[upload.Outcome]int
	for {
		summary, err := s.send(ctx, upload.Scan(s.paths, s.options.scan))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && isFinal(err) {
			return err
		}
		if !maps.Equal(before, summary.Files) {
			s.program.printSummary(summary)
			before = summary.Files
		}
		if err != nil {
			fmt.Fprintln(s.program.stderr, "mediasock: "+errorText(err))
		}
		select {
		case <-time.After(s.options.every):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// isFinal reports whether looking again would not help.
func isFinal(err error) bool {
	return errors.Is(err, mediasock.ErrAuthRequired) || errors.Is(err, mediasock.ErrCredentials) ||
		errors.Is(err, mediasock.ErrRenegotiate) || errors.Is(err, mediasock.ErrPermanent)
}
