package iofault_test

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// withOne puts one item there.
func withOne(r *rig) {
	_, err := r.upload(1, "one")
	r.ok(err)
}

var scenarios = map[string]scenario{
	"upload": {
		prepare: withOne,
		act: func(r *rig) error {
			_, err := r.upload(2, "two")
			return err
		},
		check: checkUpload,
	},
	// What the journal alone holds is written into the index while that fails.
	"upload and its row": {
		prepare: withOne,
		act: func(r *rig) error {
			_, err := r.upload(2, "two")
			if err == nil {
				_ = r.index.Sync(r.Context()) // of which nobody is told
			}
			return err
		},
		check: checkUpload,
	},
	"upload in parts": {
		prepare: withOne,
		act:     uploadInParts,
		check:   checkUpload,
	},
	"update": {
		prepare: withOne,
		act: func(r *rig) error {
			_, err := mediasock.UpdateMedia(r.Context(), r.s, &mediasock.Media{ID: r.one.String(), Title: "two"}, file(content(2)))
			return err
		},
		check: func(r *rig, done bool) {
			items := r.items(false)
			switch one, two := items["one"], items["two"]; {
			case one != nil && two == nil && !done:
				r.holds(one, 1)
			case one == nil && two != nil:
				r.holds(two, 2)
			default:
				r.Errorf("%s: items %v", r.what, items)
			}
		},
	},
	"delete": {
		prepare: withOne,
		act:     func(r *rig) error { return mediasock.DeleteMedia(r.Context(), r.s, r.one.String()) },
		check:   func(r *rig, done bool) { r.either(done, true) },
	},
	"restore": {
		prepare: func(r *rig) {
			withOne(r)
			r.ok(mediasock.DeleteMedia(r.Context(), r.s, r.items(false)["one"].ID.String()))
		},
		act:   func(r *rig) error { return r.lib.RestoreMedia(r.Context(), library.ViewerOf(r.user), r.one) },
		check: func(r *rig, done bool) { r.either(done, false) },
	},
	"migration": {
		prepare: withOne,
		act:     func(r *rig) error { return plain(r.migrate()) },
		check: func(r *rig, _ bool) {
			r.holds(r.items(false)["one"], 1)
			r.ok(r.migrate())
		},
	},
	"backup": {
		prepare: withOne,
		act:     func(r *rig) error { return plain(r.backup()) },
		check: func(r *rig, done bool) {
			r.holds(r.items(false)["one"], 1)
			if !done {
				r.ok(r.backup())
			}
			r.restored()
		},
	},
}

// plain gives an error without a state the one that the command line would tell.
func plain(err error) error {
	if err == nil || errors.Is(err, mediasock.ErrTemporary) {
		return err
	}
	return &mediasock.Error{Code: mediasock.CodeTemporary, Message: err.Error()}
}

// checkUpload checks that the new item is there if it was acknowledged, wholly in
// any case, and can be sent again.
func checkUpload(r *rig, done bool) {
	items := r.items(false)
	r.holds(items["one"], 1)
	if two := items["two"]; two != nil {
		r.holds(two, 2)
	} else if done {
		r.Errorf("%s: the item is lost", r.what)
	}
	if _, err := r.upload(2, "two"); err != nil && (!errors.Is(err, mediasock.ErrExists) || items["two"] == nil) {
		r.Errorf("%s: sent again: %v", r.what, err)
	}
	r.holds(r.items(false)["two"], 2)
}

// uploadInParts sends an item in two parts, as the tus façade does.
func uploadInParts(r *rig) error {
	data := content(2)
	g, err := r.lib.Begin(r.Context(), mediasock.Upload{Owner: r.user.ID, Size: int64(len(data)), Name: "a.bin", Life: 1 << 40})
	if err != nil {
		return err
	}
	defer g.Abort()
	for _, part := range [][]byte{data[:len(data)/2], data[len(data)/2:]} {
		if _, err := g.Write(part); err != nil {
			return plain(err)
		}
		g.Offset()
	}
	item, err := r.s.MediaAppend(r.Context(), &mediasock.Media{Title: "two"}, g)
	if err != nil {
		return err
	}
	u := g.Upload()
	u.Item = item
	return plain(g.Record(u))
}

// either checks that the item is in the trash or not, whole, and as was
// acknowledged.
func (r *rig) either(done, trashed bool) {
	r.Helper()
	shown, binned := r.items(false)["one"], r.items(true)["one"]
	switch {
	case (shown == nil) == (binned == nil):
		r.Errorf("%s: shown %v and in the trash %v", r.what, shown, binned)
	case done && (binned != nil) != trashed:
		r.Errorf("%s: in the trash: %v, acknowledged was %v", r.what, binned != nil, trashed)
	case shown != nil:
		r.holds(shown, 1)
	default:
		r.holds(binned, 1)
	}
}

// migrate makes a database and brings its schema up to date, at a place where it
// may have been begun before.
func (r *rig) migrate() error {
	x, err := sqlite.Open(r.Context(), filepath.Join(r.dir, "migrated.sqlite"), sqlite.Options{})
	if err != nil {
		return err
	}
	defer x.Close()
	return x.AddUser(r.Context(), &library.User{Name: "bob " + r.what})
}

// backup copies the library beside itself.
func (r *rig) backup() error {
	to := filepath.Join(r.dir, "backup")
	if err := os.RemoveAll(filepath.Join(to, "index.sqlite")); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	var o disk.Options
	if r.plan != nil {
		real, err := disk.OpenFS(to)
		if err != nil {
			return err
		}
		o.FS = r.plan.FS(real)
	}
	target, err := disk.Open(r.Context(), to, o)
	if err != nil {
		return err
	}
	defer target.Close()
	if err := sqlite.Snapshot(r.Context(), filepath.Join(r.dir, "index.sqlite"), filepath.Join(to, "index.sqlite")); err != nil {
		return err
	}
	copied, err := library.CopyBlobs(r.Context(), r.index, r.store, target, library.CopyOptions{})
	if err == nil && len(copied.Missing)+len(copied.Damaged) > 0 {
		err = errors.New("the backup lacks something")
	}
	return err
}

// restored opens the backup as a library and compares it.
func (r *rig) restored() {
	r.Helper()
	b := open(r.T, filepath.Join(r.dir, "backup"), nil)
	defer b.close()
	b.what = r.what
	b.holds(b.items(false)["one"], 1)
	b.sound()
}
