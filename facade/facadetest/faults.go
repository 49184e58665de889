package facadetest

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// innerWord is in every inner error of a faulty backend.
const innerWord = "inner-9f2c"

var errInner = errors.New(innerWord + ": open /var/lib/private/blobs: input/output error")

// faults lets everything behind the façade fail: what is told is that it failed,
// what is logged is why.
func faults(h *House) {
	for _, staging := range []bool{false, true} {
		kind := h.o.Kind
		kind.New = func(host *facade.Host) facade.Facade {
			broken := *host
			broken.Backend = &faulty{host.Backend, staging}
			return h.o.Kind.New(&broken)
		}
		open(h.T, h.o, kind).fails()
	}
}

// fails does what a session can, all of which fails.
func (h *House) fails() {
	h.T.Helper()
	s, ctx := h.session(h.T, "ada", mediasock.ScopeManage), h.T.Context()
	_, append := s.MediaAppend(ctx, &mediasock.Media{}, h.file(2000))
	_, taxon := s.TaxaAppend(ctx, &mediasock.Taxon{Title: "x"})
	_, update := mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: "5", Title: "x"}, nil)
	_, opened := mediasock.OpenMedia(ctx, s, "5")
	for call, err := range map[string]error{
		"MediaAppend": append, "TaxaAppend": taxon, "MediaUpdate": update, "MediaOpen": opened,
		"MediaDelete": mediasock.DeleteMedia(ctx, s, "5"), "TaxaDelete": mediasock.DeleteTaxon(ctx, s, "5"),
		"TaxaList": first(s.TaxaList(ctx)), "MediaList": first(mediasock.ListMedia(ctx, s, mediasock.MediaQuery{})),
	} {
		if code := mediasock.StatOf(err).Code; err == nil || code == mediasock.CodeAuth || code == mediasock.CodeCredentials || code == mediasock.CodeExists {
			h.T.Errorf("%s over a faulty library = %v, want an error", call, err)
		}
	}
	if !strings.Contains(h.log.String(), innerWord) {
		h.T.Error("the inner fault is not in the log")
	}
}

// first returns the first error of a listing.
func first[T any](list iter.Seq2[T, error]) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// A faulty backend signs in and then fails.
type faulty struct {
	facade.Backend
	staging bool // files can be staged all the same
}

var (
	_ mediasock.Stager  = (*faulty)(nil)
	_ mediasock.Resumer = (*faulty)(nil)
)

// Session implements facade.Backend.
func (f *faulty) Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error) {
	s, err := f.Backend.Session(ctx, u)
	return &faultySession{s}, err
}

// Stage implements mediasock.Stager.
func (f *faulty) Stage(ctx context.Context, name, mediaType string, size int64) (mediasock.Staged, error) {
	if stager, ok := f.Backend.(mediasock.Stager); ok && f.staging {
		return stager.Stage(ctx, name, mediaType, size)
	}
	return nil, errInner
}

// Begin implements mediasock.Resumer.
func (f *faulty) Begin(ctx context.Context, u mediasock.Upload) (mediasock.Resumable, error) {
	if r, ok := f.Backend.(mediasock.Resumer); ok && f.staging {
		return r.Begin(ctx, u)
	}
	return nil, errInner
}

// Resume implements mediasock.Resumer.
func (f *faulty) Resume(ctx context.Context, id string) (mediasock.Resumable, error) {
	if r, ok := f.Backend.(mediasock.Resumer); ok && f.staging {
		return r.Resume(ctx, id)
	}
	return nil, errInner
}

// Uploads implements mediasock.Resumer.
func (f *faulty) Uploads(ctx context.Context) iter.Seq2[mediasock.Upload, error] {
	if r, ok := f.Backend.(mediasock.Resumer); ok && f.staging {
		return r.Uploads(ctx)
	}
	return func(yield func(mediasock.Upload, error) bool) { yield(mediasock.Upload{}, errInner) }
}

// A faultySession fails in all that it does.
type faultySession struct{ mediasock.Session }

var (
	_ mediasock.MediaUpdater = (*faultySession)(nil)
	_ mediasock.MediaLister  = (*faultySession)(nil)
	_ mediasock.MediaGetter  = (*faultySession)(nil)
	_ mediasock.MediaFiler   = (*faultySession)(nil)
	_ mediasock.MediaOpener  = (*faultySession)(nil)
	_ mediasock.MediaFinder  = (*faultySession)(nil)
	_ mediasock.MediaDeleter = (*faultySession)(nil)
	_ mediasock.TaxaUpdater  = (*faultySession)(nil)
)

// MediaAppend implements mediasock.Session.
func (*faultySession) MediaAppend(context.Context, *mediasock.Media, mediasock.Data) (*mediasock.Item, error) {
	return nil, errInner
}

// MediaUpdate implements mediasock.MediaUpdater.
func (*faultySession) MediaUpdate(context.Context, *mediasock.Media, mediasock.Data) (*mediasock.Item, error) {
	return nil, errInner
}

// MediaList implements mediasock.MediaLister.
func (*faultySession) MediaList(context.Context, mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) { yield(mediasock.Media{}, errInner) }
}

// MediaGet implements mediasock.MediaGetter.
func (*faultySession) MediaGet(context.Context, string) (*mediasock.Media, error) {
	return nil, errInner
}

// MediaFile implements mediasock.MediaFiler.
func (*faultySession) MediaFile(context.Context, string, mediasock.List, mediasock.List) (*mediasock.Item, error) {
	return nil, errInner
}

// MediaOpen implements mediasock.MediaOpener.
func (*faultySession) MediaOpen(context.Context, string) (mediasock.Data, error) {
	return nil, errInner
}

// MediaFind implements mediasock.MediaFinder.
func (*faultySession) MediaFind(context.Context, string, []byte) (*mediasock.Item, error) {
	return nil, errInner
}

// MediaDelete implements mediasock.MediaDeleter.
func (*faultySession) MediaDelete(context.Context, string) error { return errInner }

// TaxaList implements mediasock.Session.
func (*faultySession) TaxaList(context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) { yield(mediasock.Taxon{}, errInner) }
}

// TaxaAppend implements mediasock.Session.
func (*faultySession) TaxaAppend(context.Context, *mediasock.Taxon) (*mediasock.Item, error) {
	return nil, errInner
}

// TaxaUpdate implements mediasock.TaxaUpdater.
func (*faultySession) TaxaUpdate(context.Context, *mediasock.Taxon) error { return errInner }

// TaxaDelete implements mediasock.TaxaUpdater.
func (*faultySession) TaxaDelete(context.Context, string) error { return errInner }
