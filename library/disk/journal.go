package disk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/mediasock/mediasock"
)

// Bounds of a journal: what is read of one, and when it is written anew.
const (
	maxJournal  = 4 << 20
	fullJournal = 64 << 10
)

// An entry is a line of an upload's journal. The journal is only added to, each
// line synced after the bytes that it tells of, so that one small write and one
// sync make an offset durable. The last whole line is what holds; a line that a
// power cut tore is passed over.
type entry struct {
	Upload *mediasock.Upload `json:"upload,omitempty"` // nil: as in the line before
	Offset int64             `json:"offset"`           // bytes that are durable
	State  []byte            `json:"sha256,omitempty"` // of the hash at Offset
	At     time.Time         `json:"at"`
}

var errNoJournal = errors.New("disk: the journal of an upload tells nothing")

// parseJournal returns what a journal tells, and how much of it is whole.
func parseJournal(b []byte) (last entry, whole int64, err error) {
	for {
		line, rest, ended := bytes.Cut(b, []byte("\n"))
		var e entry
		if !ended || json.Unmarshal(line, &e) != nil || e.Offset < 0 {
			break
		}
		if e.Upload == nil {
			e.Upload = last.Upload
		}
		last, b, whole = e, rest, whole+int64(len(line))+1
	}
	if last.Upload == nil {
		return entry{}, 0, errNoJournal
	}
	last.Upload.Changed = last.At
	return last, whole, nil
}

// readJournal reads the journal of an upload.
func (s *Store) readJournal(id string) (last entry, whole int64, err error) {
	f, err := s.fs.Open(journalPath(id))
	if err != nil {
		return entry{}, 0, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxJournal))
	if err != nil {
		return entry{}, 0, err
	}
	last, whole, err = parseJournal(b)
	if err == nil && last.Upload.ID != id {
		err = fmt.Errorf("%w: it is that of another", errNoJournal)
	}
	return last, whole, err
}

// writeJournal makes a journal of one line, in place of one that is there, and
// its entry durable with that of the upload's bytes. It returns it open.
func (s *Store) writeJournal(e entry) (File, error) {
	path := journalPath(e.Upload.ID)
	beside := path + newSuffix
	if err := s.fs.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := s.fs.Create(beside)
	if err != nil {
		return nil, err
	}
	n, err := writeEntry(f, e)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		s.fs.Remove(beside)
		return nil, err
	}
	if err := s.fs.Rename(beside, path); err != nil {
		s.fs.Remove(beside)
		return nil, err
	}
	if err := s.syncDir(uploadDir); err != nil {
		return nil, err
	}
	return s.fs.Reopen(path, n)
}

// writeEntry adds a line to a journal and makes it durable.
func writeEntry(f File, e entry) (int64, error) {
	line, err := json.Marshal(e)
	if err != nil {
		return 0, err
	}
	n, err := f.Write(append(line, '\n'))
	if err == nil && n <= len(line) {
		err = io.ErrShortWrite
	}
	if err == nil {
		err = f.Sync()
	}
	return int64(n), err
}
