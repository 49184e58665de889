package disk

import (
	"context"
	"crypto/rand"
	"encoding"
	"errors"
	"io"
	"io/fs"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var _ library.ResumingStore = (*Store)(nil)

// Begin implements mediasock.Resumer.
func (s *Store) Begin(ctx context.Context, u mediasock.Upload) (mediasock.Resumable, error) {
	if _, err := s.listUploads(ctx); err != nil {
		return nil, fault(err)
	}
	u = u.Clone()
	u.ID, u.Created, u.Item = rand.Text(), s.clock(), nil
	u.Changed = u.Created
	g, err := s.stageAt(ctx, uploadPath(u.ID), u.Size, s.fs.Create)
	if err != nil {
		return nil, err
	}
	r := &resumable{staged: g, upload: u}
	r.label(newHasher(0, &s.chunks))
	if r.journal, err = s.writeJournal(entry{Upload: &u, At: u.Changed}); err != nil {
		g.drop(errClosed)
		s.removeAny(journalPath(u.ID))
		return nil, fault(err)
	}
	s.noteUpload(u, true)
	return r, nil
}

// Resume implements mediasock.Resumer.
func (s *Store) Resume(ctx context.Context, id string) (mediasock.Resumable, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.openUpload(id); err != nil {
		return nil, err
	}
	r, err := s.resume(ctx, id)
	switch {
	case err == nil:
		return r, nil
	case errors.Is(err, mediasock.ErrUnknownItem):
		s.log.Warn("the bytes of an upload are missing", "upload", id)
		s.forgetUpload(id)
		return nil, err
	}
	s.closeUpload(id)
	return nil, fault(err)
}

func (s *Store) resume(ctx context.Context, id string) (*resumable, error) {
	last, whole, err := s.readJournal(id)
	if err != nil {
		return nil, err
	}
	r, err := s.reopen(ctx, last)
	if err != nil {
		return nil, err
	}
	if whole > fullJournal {
		r.journal, err = s.writeJournal(last)
	} else {
		r.journal, err = s.fs.Reopen(journalPath(id), whole)
	}
	if err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

// reopen opens the bytes that a journal tells of: those that are still to grow,
// or those that were adopted already, be it that nobody could record it.
func (s *Store) reopen(ctx context.Context, last entry) (*resumable, error) {
	r := &resumable{upload: *last.Upload, recorded: last.Offset}
	path := uploadPath(r.upload.ID)
	if r.upload.Item != nil {
		r.staged = &staged{store: s, path: path, kept: true}
		r.label(newHasher(0, &s.chunks))
		return r, nil
	}
	hash, err := s.restore(last, path)
	if err != nil {
		return nil, unknownIfMissing(err)
	}
	digest := hash.digest()
	_, err = s.fs.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && last.Offset == r.upload.Size {
		r.staged, r.adopted = &staged{store: s, path: blobPath(digest)}, true
		r.label(hash)
		_, err = s.fs.Stat(blobPath(digest))
		return r, unknownIfMissing(err)
	}
	if err != nil {
		return nil, unknownIfMissing(err)
	}
	r.staged, err = s.stageAt(ctx, path, r.upload.Size-last.Offset, func(name string) (File, error) {
		return s.fs.Reopen(name, last.Offset)
	})
	if err != nil {
		return nil, unknownIfMissing(err)
	}
	r.label(hash)
	return r, nil
}

// restore returns the hash of the bytes up to the offset, from its state or, if
// that is of another version of the program, from the bytes.
func (s *Store) restore(last entry, path string) (*hasher, error) {
	h := newHasher(0, &s.chunks)
	h.size = last.Offset
	if u, ok := h.sum.(encoding.BinaryUnmarshaler); ok && u.UnmarshalBinary(last.State) == nil {
		return h, nil
	}
	h.sum.Reset()
	f, err := s.fs.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	_, err = io.CopyN(h.sum, f, last.Offset)
	return h, err
}

// unknownIfMissing makes bytes that are not there, or not all of them, an upload
// that is not known: it has to begin anew.
func unknownIfMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return mediasock.ErrUnknownItem
	}
	return err
}

func (s *Store) removeAny(name string) error {
	if err := s.fs.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// keepAgain makes a blob durable that an upload has become already.
func (s *Store) keepAgain(from string, b library.Blob) (library.Blob, error) {
	mu := &s.blobs[b.Digest[0]]
	mu.Lock()
	defer mu.Unlock()
	info, err := s.fs.Stat(blobPath(b.Digest))
	if err == nil && (!info.Mode().IsRegular() || info.Size() != b.Size) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return library.Blob{}, err
	}
	if b, err = s.renew(blobPath(b.Digest), b); err != nil {
		return b, err
	}
	return b, s.removeAny(from)
}
