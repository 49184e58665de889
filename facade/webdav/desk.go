package webdav

import (
	"slices"
	"sync"
	"time"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
)

// Limits of what is kept for a user.
const (
	maxLocks  = 1000
	lockTime  = time.Hour
	maxEmpty  = 1000
	emptyTime = 10 * time.Minute
	cacheTime = 2 * time.Second
)

// A desk is what is kept for a user between requests: locks, names of files that
// are still empty, and folders that have just been listed, because a file manager
// asks for each several times.
type desk struct {
	locks *locks

	// making is held by whoever makes a folder. Programs that send several files at
	// once make the folder of each; without it they are told that it is locked.
	making sync.Mutex

	mu      sync.Mutex // guards the rest, and orders changes of names
	folders map[string]*folder
	empty   map[place]time.Time
	changes int // counts them: what was listed before one is not kept after it
}

// A place is a name in a folder.
type place struct{ folder, name string }

// deskOf returns the desk of a user.
func (h *handler) deskOf(user string) *desk {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.users[user]
	if d == nil {
		d = &desk{locks: &locks{LockSystem: webdav.NewMemLS(), live: map[string]time.Time{}}, folders: map[string]*folder{}, empty: map[place]time.Time{}}
		h.users[user] = d
	}
	return d
}

// listed returns a folder that was listed a moment ago.
func (d *desk) listed(id string, now time.Time) (*folder, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.folders[id]
	if !ok || now.Sub(f.at) > cacheTime || now.Before(f.at) {
		return nil, false
	}
	return f, true
}

// keep keeps a folder for the moment, unless something has changed since its
// listing began.
func (d *desk) keep(f *folder, now time.Time, changes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.changes != changes {
		return
	}
	for id, old := range d.folders {
		if now.Sub(old.at) > cacheTime {
			delete(d.folders, id)
		}
	}
	d.folders[f.id] = f
}

// forget drops what was listed: something has changed.
func (d *desk) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drop()
}

// drop is forget for whoever holds the lock.
func (d *desk) drop() {
	d.changes++
	clear(d.folders)
}

// changed returns how many changes there were.
func (d *desk) changed() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changes
}

// reserve keeps a name for a file that is still empty.
func (d *desk) reserve(folder, name string, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for p, at := range d.empty {
		if now.Sub(at) > emptyTime {
			delete(d.empty, p)
		}
	}
	if len(d.empty) >= maxEmpty {
		return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "too many empty files"}
	}
	d.empty[place{folder, name}] = now
	d.drop()
	return nil
}

// reserved returns the names that are kept in a folder.
func (d *desk) reserved(folder string, now time.Time) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var names []string
	for p, at := range d.empty {
		if p.folder == folder && now.Sub(at) <= emptyTime {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return names
}

// free gives a reserved name up.
func (d *desk) free(folder, name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.empty, place{folder, name})
}

// locks are the locks of a user, bounded in number and time, so that nobody can
// fill the memory with them.
type locks struct {
	webdav.LockSystem
	mu   sync.Mutex
	live map[string]time.Time
}

// Create makes a lock.
func (l *locks) Create(now time.Time, details webdav.LockDetails) (string, error) {
	details.Duration = bounded(details.Duration)
	l.mu.Lock()
	defer l.mu.Unlock()
	for token, end := range l.live {
		if now.After(end) {
			delete(l.live, token)
		}
	}
	if len(l.live) >= maxLocks {
		return "", webdav.ErrLocked
	}
	token, err := l.LockSystem.Create(now, details)
	if err == nil {
		l.live[token] = now.Add(details.Duration)
	}
	return token, err
}

// Refresh makes a lock last longer.
func (l *locks) Refresh(now time.Time, token string, d time.Duration) (webdav.LockDetails, error) {
	details, err := l.LockSystem.Refresh(now, token, bounded(d))
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.live[token] = now.Add(details.Duration)
	}
	return details, err
}

// Unlock ends a lock.
func (l *locks) Unlock(now time.Time, token string) error {
	err := l.LockSystem.Unlock(now, token)
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.live, token)
	}
	return err
}

// bounded returns how long a lock lasts; below 0 it was asked to last for ever.
func bounded(d time.Duration) time.Duration {
	if d < 0 || d > lockTime {
		return lockTime
	}
	return d
}
