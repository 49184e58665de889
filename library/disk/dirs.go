package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"golang.org/x/sync/singleflight"
)

// dirs shares the syncs of directories. Several uploads that wait for the same
// directory need one sync, if it begins after the last of their changes. The
// zero value is ready.
type dirs struct {
	mu    sync.Mutex
	syncs map[string]*dirSync
	known map[string]bool // directories whose own entry is durable

	making singleflight.Group // of directories, by name
}

// A dirSync is a sync that is wanted or under way.
type dirSync struct {
	next *dirSync // wanted by those who came when this one had begun
	done chan struct{}
	err  error
}

// syncDir makes the entries of a directory durable, with whoever else wants
// that.
func (s *Store) syncDir(dir string) error {
	d := &s.dirs
	d.mu.Lock()
	current := d.syncs[dir]
	if current == nil {
		current = &dirSync{done: make(chan struct{})}
		if d.syncs == nil {
			d.syncs = map[string]*dirSync{}
		}
		d.syncs[dir] = current
		d.mu.Unlock()
		s.runSync(dir, current)
		return current.err
	}
	lead := current.next == nil
	if lead {
		current.next = &dirSync{done: make(chan struct{})}
	}
	mine := current.next
	d.mu.Unlock()
	<-current.done
	if !lead {
		<-mine.done
		return mine.err
	}
	s.runSync(dir, mine)
	return mine.err
}

// runSync syncs dir, then lets those who waited for it, or for the next, go on.
func (s *Store) runSync(dir string, current *dirSync) {
	current.err = s.fs.SyncDir(dir)
	d := &s.dirs
	d.mu.Lock()
	if current.next != nil {
		d.syncs[dir] = current.next
	} else {
		delete(d.syncs, dir)
	}
	d.mu.Unlock()
	close(current.done)
}

// makeDir makes a directory with those above it and makes their entries
// durable.
func (s *Store) makeDir(dir string) error {
	if dir == "." || s.dirs.has(dir) {
		return nil
	}
	if err := s.makeDir(path.Dir(dir)); err != nil {
		return err
	}
	_, err, _ := s.dirs.making.Do(dir, func() (any, error) { return nil, s.makeEntry(dir) })
	return err
}

// makeEntry makes a directory in one that is durable. It syncs the parent even
// if the directory is there, the first time: an earlier process may have died
// before its sync. After a sync that failed the directory goes, so that the next
// try has a new entry to sync: asked again for the old one, the system would say
// that nothing is left to be written.
func (s *Store) makeEntry(dir string) error {
	if s.dirs.has(dir) {
		return nil
	}
	if err := s.mkdir(dir); err != nil {
		return err
	}
	if err := s.syncDir(path.Dir(dir)); err != nil {
		s.fs.Remove(dir) // if it is not empty it was there before
		return err
	}
	s.dirs.add(dir)
	return nil
}

// mkdir makes a directory unless it is there.
func (s *Store) mkdir(dir string) error {
	err := s.fs.Mkdir(dir)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := s.fs.Stat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no directory", dir)
	}
	return err
}

func (d *dirs) has(dir string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.known[dir]
}

func (d *dirs) add(dir string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known == nil {
		d.known = map[string]bool{}
	}
	d.known[dir] = true
}
