package servicetest_test

import (
	"context"
	"iter"

	"github.com/mediasock/mediasock"
)

// full is a session that can do everything.
type full interface {
	mediasock.Session
	mediasock.MediaUpdater
	mediasock.MediaLister
	mediasock.MediaOpener
	mediasock.MediaFinder
	mediasock.MediaDeleter
	mediasock.TaxaUpdater
}

// A fault is what is wrong with a session: functions that stand before its own.
// Those that are nil leave it as it is.
type fault struct {
	offer       func(s full) *mediasock.Handshake
	mediaAppend func(ctx context.Context, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error)
	mediaUpdate func(ctx context.Context, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error)
	mediaList   func(ctx context.Context, s full, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error]
	mediaOpen   func(ctx context.Context, s full, id string) (mediasock.Data, error)
	mediaFind   func(ctx context.Context, s full, algorithm string, sum []byte) (*mediasock.Item, error)
	mediaDelete func(ctx context.Context, s full, id string) error
	taxaList    func(ctx context.Context, s full) iter.Seq2[mediasock.Taxon, error]
	taxaAppend  func(ctx context.Context, s full, t *mediasock.Taxon) (*mediasock.Item, error)
	taxaUpdate  func(ctx context.Context, s full, t *mediasock.Taxon) error
	taxaDelete  func(ctx context.Context, s full, id string) error
	signout     func(ctx context.Context, s full) error
}

// A faulty session has a fault.
type faulty struct {
	full
	fault
}

var _ full = (*faulty)(nil)

func (f *faulty) Offer() *mediasock.Handshake {
	if f.offer != nil {
		return f.offer(f.full)
	}
	return f.full.Offer()
}

func (f *faulty) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if f.mediaAppend != nil {
		return f.mediaAppend(ctx, f.full, m, d)
	}
	return f.full.MediaAppend(ctx, m, d)
}

func (f *faulty) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if f.mediaUpdate != nil {
		return f.mediaUpdate(ctx, f.full, m, d)
	}
	return f.full.MediaUpdate(ctx, m, d)
}

func (f *faulty) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	if f.mediaList != nil {
		return f.mediaList(ctx, f.full, q)
	}
	return f.full.MediaList(ctx, q)
}

func (f *faulty) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	if f.mediaOpen != nil {
		return f.mediaOpen(ctx, f.full, id)
	}
	return f.full.MediaOpen(ctx, id)
}

func (f *faulty) MediaFind(ctx context.Context, algorithm string, sum []byte) (*mediasock.Item, error) {
	if f.mediaFind != nil {
		return f.mediaFind(ctx, f.full, algorithm, sum)
	}
	return f.full.MediaFind(ctx, algorithm, sum)
}

func (f *faulty) MediaDelete(ctx context.Context, id string) error {
	if f.mediaDelete != nil {
		return f.mediaDelete(ctx, f.full, id)
	}
	return f.full.MediaDelete(ctx, id)
}

func (f *faulty) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	if f.taxaList != nil {
		return f.taxaList(ctx, f.full)
	}
	return f.full.TaxaList(ctx)
}

func (f *faulty) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	if f.taxaAppend != nil {
		return f.taxaAppend(ctx, f.full, t)
	}
	return f.full.TaxaAppend(ctx, t)
}

func (f *faulty) TaxaUpdate(ctx context.Context, t *mediasock.Taxon) error {
	if f.taxaUpdate != nil {
		return f.taxaUpdate(ctx, f.full, t)
	}
	return f.full.TaxaUpdate(ctx, t)
}

func (f *faulty) TaxaDelete(ctx context.Context, id string) error {
	if f.taxaDelete != nil {
		return f.taxaDelete(ctx, f.full, id)
	}
	return f.full.TaxaDelete(ctx, id)
}

func (f *faulty) Signout(ctx context.Context) error {
	if f.signout != nil {
		return f.signout(ctx, f.full)
	}
	return f.full.Signout(ctx)
}
