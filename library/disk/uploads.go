package disk

import (
	"context"
	"io/fs"
	"iter"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
)

const (
	journalSuffix = ".info"
	newSuffix     = ".new"
)

func uploadPath(id string) string  { return uploadDir + "/" + id }
func journalPath(id string) string { return uploadPath(id) + journalSuffix }

// uploads knows the uploads that arrive in parts, so that looking for one reads
// no file. The zero value has not looked yet.
type uploads struct {
	mu  sync.Mutex
	all map[string]*upload // nil until the directory has been read
}

// An upload is what is known of one.
type upload struct {
	mediasock.Upload
	open bool
}

// errBusy refuses an upload that is open already.
var errBusy error = &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the upload is in use"}

// Uploads implements mediasock.Resumer.
func (s *Store) Uploads(ctx context.Context) iter.Seq2[mediasock.Upload, error] {
	return func(yield func(mediasock.Upload, error) bool) {
		all, err := s.listUploads(ctx)
		if err != nil {
			yield(mediasock.Upload{}, err)
			return
		}
		for _, u := range all {
			if !yield(u, nil) {
				return
			}
		}
	}
}

func (s *Store) listUploads(ctx context.Context) ([]mediasock.Upload, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	if err := s.loadUploads(); err != nil {
		return nil, err
	}
	all := make([]mediasock.Upload, 0, len(s.uploads.all))
	for _, u := range s.uploads.all {
		all = append(all, u.Clone())
	}
	return all, nil
}

// openUpload marks an upload as open, or tells why it cannot be.
func (s *Store) openUpload(id string) error {
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	if err := s.loadUploads(); err != nil {
		return fault(err)
	}
	u, ok := s.uploads.all[id]
	switch {
	case !ok:
		return mediasock.ErrUnknownItem
	case u.open:
		return errBusy
	}
	u.open = true
	return nil
}

// noteUpload notes what was recorded of an upload.
func (s *Store) noteUpload(u mediasock.Upload, open bool) {
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	s.uploads.all[u.ID] = &upload{Upload: u.Clone(), open: open}
}

func (s *Store) closeUpload(id string) {
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	if u, ok := s.uploads.all[id]; ok {
		u.open = false
	}
}

// forgetUpload removes an upload's files. The journal goes first: bytes without
// one are removed at the next start.
func (s *Store) forgetUpload(id string) error {
	err := s.removeAny(journalPath(id))
	if dataErr := s.removeAny(uploadPath(id)); err == nil {
		err = dataErr
	}
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	delete(s.uploads.all, id)
	return err
}

// loadUploads reads the journals that an earlier process left, once.
func (s *Store) loadUploads() error {
	if s.uploads.all != nil {
		return nil
	}
	if err := s.makeDir(uploadDir); err != nil {
		return err
	}
	entries, err := s.fs.ReadDir(uploadDir)
	if err != nil {
		return err
	}
	all := map[string]*upload{}
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), journalSuffix); ok {
			if last, _, err := s.readJournal(id); err == nil {
				all[id] = &upload{Upload: *last.Upload}
			} else {
				s.log.Warn("the journal of an upload cannot be read", "name", e.Name(), "error", err)
			}
		}
	}
	s.tidyUploads(entries, all)
	s.uploads.all = all
	return nil
}

// tidyUploads removes the bytes of uploads that were never recorded or are done,
// and journals that were being written. What cannot be removed does no harm.
func (s *Store) tidyUploads(entries []fs.DirEntry, all map[string]*upload) {
	for _, e := range entries {
		name := e.Name()
		if strings.HasSuffix(name, journalSuffix) {
			continue
		}
		if u, ok := all[name]; ok && u.Item == nil {
			continue
		}
		if err := s.removeAny(uploadDir + "/" + name); err != nil {
			s.log.Warn("a file of an upload is not removed", "name", name, "error", err)
		}
	}
}
