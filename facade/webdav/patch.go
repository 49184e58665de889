package webdav

import (
	"context"
	"maps"
	"slices"

	"github.com/mediasock/mediasock"
)

// came notes that an item has come to a folder under its own name, or what becomes of
// that where another has it.
func (t *tree) came(ctx context.Context, in, item string) {
	m, err := mediasock.GetMedia(ctx, t.session, item)
	if err != nil {
		t.changed()
		return
	}
	t.desk.patch(in, func(f *folder) bool {
		f.add(&entry{name: itemName(m), item: m})
		return true
	})
}

// refresh notes that a name in a folder stands for an item which is new, or other
// than it was: all else that was listed is as before.
func (t *tree) refresh(ctx context.Context, in, name, item string) {
	m, err := mediasock.GetMedia(ctx, t.session, item)
	if err != nil {
		t.changed()
		return
	}
	t.desk.patch(in, func(f *folder) bool { return f.put(name, m) })
}

// patch changes what was listed of one folder, where nothing else has changed. change
// gets a copy; where it cannot tell how the folder is now, all is forgotten.
func (d *desk) patch(id string, change func(*folder) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes++
	f, ok := d.folders[id]
	if !ok {
		return
	}
	f = f.clone()
	if !change(f) {
		clear(d.folders)
		return
	}
	d.folders[id] = f
}

// clone returns a copy that can be changed while others read the folder.
func (f *folder) clone() *folder {
	c := *f
	c.entries, c.order = maps.Clone(f.entries), slices.Clone(f.order)
	return &c
}

// put makes a name stand for an item as it is now; false where another has it, or
// where that is not the item's name.
func (f *folder) put(name string, m *mediasock.Media) bool {
	old, ok := f.entries[name]
	switch {
	case ok && (old.item == nil || old.item.ID != "" && old.item.ID != m.ID):
		return false
	case ok:
		f.entries[name] = &entry{name: name, in: f.id, item: m}
		return true
	case itemName(m) != name:
		return false
	}
	f.add(&entry{name: name, item: m})
	return true
}

// remove takes a name away.
func (f *folder) remove(name string) bool {
	delete(f.entries, name)
	f.order = slices.DeleteFunc(f.order, func(n string) bool { return n == name })
	return true
}
