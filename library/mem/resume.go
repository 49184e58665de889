package mem

import (
	"context"
	"crypto/rand"
	"iter"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var _ library.ResumingStore = (*Store)(nil)

// An upload is what is kept of one that arrives in parts.
type upload struct {
	mediasock.Upload
	data []byte // up to the offset that was told
	open bool
	kept bool // the bytes are a blob and counted as that
}

// Begin implements mediasock.Resumer.
func (s *Store) Begin(ctx context.Context, u mediasock.Upload) (mediasock.Resumable, error) {
	if _, err := s.Stage(ctx, u.Name, u.Type, u.Size); err != nil {
		return nil, err
	}
	u = u.Clone()
	u.ID, u.Created, u.Item = rand.Text(), s.Now(), nil
	u.Changed = u.Created
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.uploads == nil {
		s.uploads = map[string]*upload{}
	}
	kept := &upload{Upload: u, open: true}
	s.uploads[u.ID] = kept
	return s.resumable(kept), nil
}

// Resume implements mediasock.Resumer.
func (s *Store) Resume(ctx context.Context, id string) (mediasock.Resumable, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.uploads[id]
	switch {
	case !ok:
		return nil, mediasock.ErrUnknownItem
	case u.open:
		return nil, &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the upload is in use"}
	}
	u.open = true
	return s.resumable(u), nil
}

func (s *Store) resumable(u *upload) *resumable {
	g := &staged{store: s, name: u.Name, mediaType: u.Type, data: u.data[:len(u.data):len(u.data)], closed: u.Item != nil}
	return &resumable{staged: g, upload: u}
}

// Uploads implements mediasock.Resumer.
func (s *Store) Uploads(ctx context.Context) iter.Seq2[mediasock.Upload, error] {
	return func(yield func(mediasock.Upload, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(mediasock.Upload{}, err)
			return
		}
		for _, u := range s.allUploads() {
			if !yield(u, nil) {
				return
			}
		}
	}
}

func (s *Store) allUploads() []mediasock.Upload {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]mediasock.Upload, 0, len(s.uploads))
	for _, u := range s.uploads {
		all = append(all, u.Clone())
	}
	return all
}

// A resumable is a staged file that can be let go of.
type resumable struct {
	*staged
	upload   *upload
	released bool
}

var (
	_ library.Staged      = (*resumable)(nil)
	_ mediasock.Resumable = (*resumable)(nil)
)

// Upload implements mediasock.Resumable.
func (r *resumable) Upload() mediasock.Upload {
	r.store.mu.RLock()
	defer r.store.mu.RUnlock()
	return r.upload.Clone()
}

// Offset implements mediasock.Staged.
func (r *resumable) Offset() int64 {
	data := r.bytes()
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	if len(data) > len(r.upload.data) {
		r.upload.data, r.upload.Changed = data, r.store.Now()
	}
	return int64(len(r.upload.data))
}

// Record implements mediasock.Resumable.
func (r *resumable) Record(u mediasock.Upload) error {
	r.Offset()
	if r.released {
		return errClosed
	}
	u = u.Clone()
	r.store.mu.Lock()
	u.ID, u.Owner, u.Created = r.upload.ID, r.upload.Owner, r.upload.Created
	u.Changed = r.store.Now()
	r.upload.Upload = u
	r.store.mu.Unlock()
	if u.Item != nil {
		r.free()
	}
	return nil
}

// free gives back the room of bytes that were not adopted.
func (r *resumable) free() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.closed = true
		if !r.upload.kept {
			r.store.release(int64(len(r.data)))
		}
	}
}

// Keep implements library.Staged.
func (r *resumable) Keep(ctx context.Context) (library.Blob, error) {
	b, err := r.staged.Keep(ctx)
	if err != nil {
		return b, err
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	if r.upload.kept {
		r.store.used += b.Size // keep has taken off what was counted once
	}
	r.upload.kept = true
	return b, nil
}

// Abort implements mediasock.Staged: it lets go of the upload.
func (r *resumable) Abort() error {
	if r.released {
		return nil
	}
	r.released = true
	r.mu.Lock()
	defer r.mu.Unlock()
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	if !r.closed {
		r.store.used -= int64(len(r.data) - len(r.upload.data))
		r.closed = true
	}
	r.upload.open = false
	return nil
}

// Drop implements mediasock.Resumable.
func (r *resumable) Drop() error {
	if r.released {
		return nil
	}
	r.released = true
	r.free()
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	delete(r.store.uploads, r.upload.ID)
	return nil
}
