package disk

import (
	"context"
	"encoding"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A resumable is a staged file with a journal. Its staged part holds what has
// been written, the journal what may be told.
type resumable struct {
	*staged
	upload   mediasock.Upload
	journal  File
	recorded int64 // the last offset in the journal
	adopted  bool  // the bytes are a blob, which is not recorded yet
	released bool
}

var (
	_ library.Staged      = (*resumable)(nil)
	_ mediasock.Resumable = (*resumable)(nil)
)

// label gives the staged part what the record says.
func (r *resumable) label(h *hasher) {
	r.name, r.mediaType, r.hash = r.upload.Name, r.upload.Type, h
	r.size, r.synced, r.started = r.recorded, r.recorded, r.recorded
	if r.adopted {
		r.err = errClosed
	}
}

// Upload implements mediasock.Resumable.
func (r *resumable) Upload() mediasock.Upload { return r.upload.Clone() }

// Offset implements mediasock.Staged: it syncs the bytes, then records how many
// there are. If that fails, it is what was recorded before, and the upload can
// go on from there once it is resumed.
func (r *resumable) Offset() int64 {
	if r.closed() == nil && r.recorded < r.size {
		if err := r.checkpoint(); err != nil {
			r.err = fault(err)
			r.store.log.Warn("an upload is not recorded", "upload", r.upload.ID, "error", err)
		}
	}
	return r.recorded
}

func (r *resumable) checkpoint() error {
	if err := r.sync(); err != nil {
		return err
	}
	return r.note(entry{})
}

// note adds a line to the journal.
func (r *resumable) note(e entry) error {
	if r.journal == nil {
		return errClosed
	}
	state, err := r.hash.state()
	if err != nil {
		return err
	}
	e.Offset, e.State, e.At = r.size, state, r.store.clock()
	if _, err := writeEntry(r.journal, e); err != nil {
		r.closeJournal() // a line that follows a torn one would not be read
		return err
	}
	if e.Upload != nil {
		r.upload = *e.Upload
	}
	r.recorded, r.upload.Changed = r.size, e.At
	r.store.noteUpload(r.upload, true)
	return nil
}

// state returns what the hash can go on from.
func (h *hasher) state() ([]byte, error) {
	h.wait()
	m, ok := h.sum.(encoding.BinaryMarshaler)
	if !ok {
		return nil, nil
	}
	return m.MarshalBinary()
}

// Record implements mediasock.Resumable.
func (r *resumable) Record(u mediasock.Upload) error {
	u = u.Clone()
	u.ID, u.Owner, u.Created = r.upload.ID, r.upload.Owner, r.upload.Created
	if r.file != nil && r.synced < r.size {
		if err := r.sync(); err != nil {
			return err
		}
	}
	if err := r.note(entry{Upload: &u}); err != nil {
		return fault(err)
	}
	if u.Item != nil && r.file != nil {
		return fault(r.drop(errClosed))
	}
	return nil
}

// Keep implements library.Staged.
func (r *resumable) Keep(ctx context.Context) (library.Blob, error) {
	if r.adopted && !r.kept {
		if err := ctx.Err(); err != nil {
			return library.Blob{}, err
		}
		b, err := r.store.keepAgain(uploadPath(r.upload.ID), library.Blob{Digest: r.hash.digest(), Size: r.size})
		if err != nil {
			return library.Blob{}, fault(err)
		}
		r.kept = true
		return b, nil
	}
	return r.staged.Keep(ctx)
}

// Abort implements mediasock.Staged: it lets go of the upload.
func (r *resumable) Abort() error {
	if r.released {
		return nil
	}
	err := r.release()
	r.store.closeUpload(r.upload.ID)
	return err
}

// release closes the files. What was written after the last checkpoint is cut
// off when the upload is resumed.
func (r *resumable) release() error {
	r.released = true
	r.hash.stop()
	r.arrived(r.announced)
	if r.err == nil {
		r.err = errClosed
	}
	var err error
	if r.file != nil {
		err = r.file.Close()
		r.file = nil
	}
	r.closeJournal()
	return err
}

func (r *resumable) closeJournal() {
	if r.journal != nil {
		r.journal.Close()
		r.journal = nil
	}
}

// Drop implements mediasock.Resumable.
func (r *resumable) Drop() error {
	if r.released {
		return nil
	}
	r.release()
	return fault(r.store.forgetUpload(r.upload.ID))
}
