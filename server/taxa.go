package server

import (
	"context"
	"iter"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

func taxaList(ctx context.Context, s mediasock.Session, _ *wire.Call) (wire.Result, error) {
	return wire.Result{Taxa: s.TaxaList(ctx)}, nil
}

// peek awaits the first taxon of a stream, so that a session that cannot list at
// all answers with its stat alone. The stop that it returns must be called when
// the stream is no longer read.
func peek(taxa iter.Seq2[mediasock.Taxon, error]) (rest iter.Seq2[mediasock.Taxon, error], stop func(), err error) {
	next, stop := iter.Pull2(taxa)
	first, err, ok := next()
	if err != nil {
		return nil, stop, err
	}
	return func(yield func(mediasock.Taxon, error) bool) {
		for t, err := first, error(nil); ok; t, err, ok = next() {
			if !yield(t, err) || err != nil {
				return
			}
		}
	}, stop, nil
}
