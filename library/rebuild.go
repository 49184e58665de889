package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"time"
)

// RecoveredName is the name of the account that gets bytes of which no sidecar
// tells.
const RecoveredName = "recovered"

// RebuildOptions are what Rebuild may be told. The zero value works.
type RebuildOptions struct {
	Accounts *Accounts        // over the new index; without them nobody is found by a ciphered name until she has a new password
	Clock    func() time.Time // time.Now unless set
	Log      *slog.Logger     // nothing is logged unless set
}

// Rebuilt tells what Rebuild has found.
type Rebuilt struct {
	Accounts  []string `json:"accounts"` // names; each needs a new password
	Albums    int      `json:"albums"`
	Items     int      `json:"items"`
	Recovered int      `json:"recovered"`      // items made of bytes without a sidecar, for the account RecoveredName
	Lost      []string `json:"lost,omitempty"` // items whose bytes are not there, and sidecars that cannot be read
}

// Rebuild fills a new index from a store and its sidecars alone. Accounts,
// albums and items come back under their ids, with all that was said of them
// and who sees them; the trash stays the trash. Passwords, app passwords and
// sessions are in no sidecar: every account has a password that cannot be used
// until a new one is set. Bytes without a sidecar become private items of an
// account named "recovered", so that nothing that was kept is lost. At last all
// sidecars are written anew.
func Rebuild(ctx context.Context, index Index, store Store, o RebuildOptions) (*Rebuilt, error) {
	s, ok := store.(Sidecars)
	if !ok {
		return nil, errors.New("library: the store keeps no sidecars")
	}
	b := &rebuilder{index: index, store: store, from: s, o: o}
	for _, step := range []func(context.Context) error{
		b.readBlobs, b.readHead, b.readAlbums, b.addAccounts, b.addAlbums, b.addItems, b.trashAlbums, b.leaveJournal, b.recover,
	} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("library: rebuild: %w", err)
		}
	}
	l, err := Open(ctx, index, store, Options{Clock: o.Clock, Log: o.Log})
	if err != nil {
		return nil, err
	}
	_, err = l.rewriteSidecars(ctx)
	return &b.done, err
}

// leaveJournal leaves bytes alone whose rows are in the journal: the library adds
// them when it is opened.
func (b *rebuilder) leaveJournal(ctx context.Context) error {
	store, able := b.store.(RowStore)
	if !able {
		return nil
	}
	rows, err := missingRows(ctx, b.index, store)
	for _, r := range rows {
		if digest, err := parseDigest(r.SHA256); err == nil && b.known[r.Owner] {
			delete(b.blobs, digest)
		}
	}
	return err
}

// A rebuilder is one Rebuild. What is in the trash is kept aside until items
// have been put into albums: a row is only added to what is not in the trash.
type rebuilder struct {
	index Index
	store Store
	from  Sidecars
	o     RebuildOptions

	blobs   map[Digest]int64 // not yet named by a sidecar
	head    *libraryRecord
	albums  map[ID]*albumRecord
	current map[ownedBytes]bool // what items' bytes are now
	known   map[ID]bool         // accounts
	done    Rebuilt
}

// ownedBytes are bytes, by their SHA-256 in hex, and whose they are.
type ownedBytes struct {
	owner  ID
	sha256 string
}

func (b *rebuilder) readBlobs(ctx context.Context) error {
	b.blobs = map[Digest]int64{}
	for blob, err := range b.store.List(ctx) {
		if err != nil {
			return err
		}
		b.blobs[blob.Digest] = blob.Size
	}
	return nil
}

// readHead gives the index its identity before anything else could.
func (b *rebuilder) readHead(ctx context.Context) error {
	var err error
	b.head, err = readHead(ctx, b.from)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			b.lose("sidecar of the library: %v", err)
		}
		b.head = &libraryRecord{}
		return ctx.Err()
	}
	for name, value := range map[string]string{
		settingID: b.head.Service, settingAuthority: b.head.Authority, settingYear: b.head.Year,
	} {
		if _, err := b.index.SetSetting(ctx, name, value, true); err != nil {
			return err
		}
	}
	return nil
}

func (b *rebuilder) lose(format string, args ...any) {
	b.done.Lost = append(b.done.Lost, fmt.Sprintf(format, args...))
}

// readAlbums reads the albums' own sidecars, and from those of items what has
// none.
func (b *rebuilder) readAlbums(ctx context.Context) error {
	b.albums, b.current = map[ID]*albumRecord{}, map[ownedBytes]bool{}
	for name, err := range b.from.ListSidecars(ctx) {
		if err != nil {
			return err
		}
		if name.Kind != SidecarAlbum {
			continue
		}
		r := new(albumRecord)
		if b.read(ctx, name, r) && r.ID == name.ID {
			b.albums[r.ID] = r
		}
	}
	return b.eachItem(ctx, func(r *itemRecord) error {
		b.current[ownedBytes{r.Owner, r.SHA256}] = true
		for _, a := range r.Albums {
			if b.albums[a.ID] == nil {
				b.albums[a.ID] = &albumRecord{
					Format: sidecarFormat, ID: a.ID, Owner: r.Owner, OwnerName: r.OwnerName, Title: a.Title, Parents: a.Parents, Added: r.Added,
				}
			}
		}
		return nil
	})
}

// addAccounts adds the accounts of the library's sidecar, and the owners that
// others name.
func (b *rebuilder) addAccounts(ctx context.Context) error {
	b.known = map[ID]bool{}
	for _, r := range b.head.Accounts {
		u := &User{ID: r.ID, Name: r.Name, Title: r.Title, Admin: r.Admin, Disabled: r.Disabled, Quota: r.Quota, Added: r.Added, ShowDetails: r.ShowDetails}
		if err := b.addAccount(ctx, u); err != nil {
			return err
		}
	}
	for _, a := range b.albums {
		if err := b.addOwner(ctx, a.Owner, a.OwnerName); err != nil {
			return err
		}
	}
	return b.eachItem(ctx, func(r *itemRecord) error { return b.addOwner(ctx, r.Owner, r.OwnerName) })
}

func (b *rebuilder) addOwner(ctx context.Context, id ID, name string) error {
	if b.known[id] || id == 0 {
		return nil
	}
	if name == "" {
		name = "owner-" + id.String()
	}
	return b.addAccount(ctx, &User{ID: id, Name: name, Title: name})
}

func (b *rebuilder) addAccount(ctx context.Context, u *User) error {
	if b.o.Accounts != nil {
		if err := b.o.Accounts.nameForms(u); err != nil {
			return err
		}
	}
	err := b.index.AddUser(ctx, u)
	if errors.Is(err, ErrNameTaken) {
		u.Name += "-" + u.ID.String()
		err = b.index.AddUser(ctx, u)
	}
	if err != nil {
		return fmt.Errorf("account %q: %w", u.Name, err)
	}
	b.known[u.ID] = true
	b.done.Accounts = append(b.done.Accounts, u.Name)
	return nil
}

// addAlbums adds each album after those above it.
func (b *rebuilder) addAlbums(ctx context.Context) error {
	state := map[ID]bool{}
	for id := range b.albums {
		if err := b.addAlbum(ctx, id, state); err != nil {
			return err
		}
	}
	return nil
}

// addAlbum adds an album unless it is being added or has been (state has it): a
// circle, which only damage can make, is cut where it closes.
func (b *rebuilder) addAlbum(ctx context.Context, id ID, state map[ID]bool) error {
	r := b.albums[id]
	if _, begun := state[id]; begun || r == nil {
		return nil
	}
	state[id] = false
	t := r.taxon()
	t.Trashed, t.Parents = time.Time{}, nil
	for _, parent := range r.Parents {
		if err := b.addAlbum(ctx, parent, state); err != nil {
			return err
		}
		if above := b.albums[parent]; state[parent] && above.Owner == r.Owner {
			t.Parents = append(t.Parents, parent)
		}
	}
	if err := b.index.AddTaxon(ctx, t); err != nil {
		return fmt.Errorf("album %v: %w", id, err)
	}
	state[id] = true
	b.done.Albums++
	return nil
}

// trashAlbums moves the albums to the trash that were there.
func (b *rebuilder) trashAlbums(ctx context.Context) error {
	for id, r := range b.albums {
		if r.Trashed.IsZero() {
			continue
		}
		if _, err := b.index.UpdateTaxon(ctx, 0, id, func(t *Taxon) error { t.Trashed = r.Trashed; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// recover makes items of the bytes of which no sidecar tells.
func (b *rebuilder) recover(ctx context.Context) error {
	if len(b.blobs) == 0 {
		return nil
	}
	l, err := Open(ctx, b.index, b.store, Options{Clock: b.o.Clock, Log: b.o.Log})
	if err != nil {
		return err
	}
	u, err := b.index.User(ctx, User{Name: RecoveredName})
	if errors.Is(err, ErrUnknownUser) {
		u, err = &User{Name: RecoveredName, Title: RecoveredName}, nil
		if err := b.addAccount(ctx, u); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	for digest, size := range b.blobs {
		if err := b.recoverOne(ctx, l, &Media{Owner: u.ID, Digest: digest, Size: size, Visibility: Private, Added: l.now()}); err != nil {
			return err
		}
	}
	return nil
}

// recoverOne takes bytes only if they are what they are named: nobody has said
// so of these.
func (b *rebuilder) recoverOne(ctx context.Context, l *Library, m *Media) error {
	digest, _, err := hashBlob(ctx, b.store, m.Digest)
	if err != nil {
		return err
	}
	if digest != m.Digest {
		b.lose("bytes %x are damaged", m.Digest)
		return nil
	}
	r, err := b.store.Open(ctx, m.Digest)
	if err != nil {
		return err
	}
	defer r.Close()
	m.Name = fmt.Sprintf("%x", m.Digest[:8])
	l.readFacts(ctx, r, m)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	m.introduce()
	if err := b.index.AddMedia(ctx, m, m.jobs()...); err != nil {
		return err
	}
	b.done.Recovered++
	return nil
}
