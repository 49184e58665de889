package webdav

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/mediasock/mediasock"
)

// names are the names in a folder that items do not have by themselves: those of
// files that were renamed, or that have two.
type names map[string]string // name to item

// of returns the names of an item.
func (n names) of(item string) []string {
	var list []string
	for name, id := range n {
		if id == item {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func (t *tree) key(folder string) string { return "webdav/" + t.user.ID + "/" + folder }

// names returns those of a folder.
func (t *tree) names(ctx context.Context, folder string) (names, error) {
	n := names{}
	if t.host.Memory == nil {
		return n, nil
	}
	text, err := t.host.Memory.Recall(ctx, t.key(folder))
	if err != nil || text == "" {
		return n, err
	}
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		return names{}, nil // items have their own names again
	}
	return n, nil
}

// rename changes the names of a folder. One change at a time is made for a user.
func (t *tree) rename(ctx context.Context, folder string, change func(names)) error {
	t.desk.mu.Lock()
	defer t.desk.mu.Unlock()
	n, err := t.names(ctx, folder)
	if err != nil {
		return err
	}
	before := maps.Clone(n)
	change(n)
	switch {
	case maps.Equal(before, n):
		return nil
	case t.host.Memory == nil && len(n) > len(before):
		return mediasock.ErrUnsupported
	case t.host.Memory == nil:
		return nil
	}
	t.desk.drop()
	if len(n) == 0 {
		return t.host.Memory.Remember(ctx, t.key(folder), "")
	}
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return t.host.Memory.Remember(ctx, t.key(folder), string(text))
}

// name gives an item a name in a folder, beside those that it had there already.
func (t *tree) name(ctx context.Context, in, item, name string, had []string) error {
	m, err := mediasock.GetMedia(ctx, t.session, item)
	if err != nil {
		return err
	}
	own := len(had) == 0 && itemName(m) == name && (in != "" || len(m.Parents) == 0)
	if own || slices.Contains(had, name) {
		t.desk.patch(in, func(f *folder) bool { return f.put(name, m) })
		return nil
	}
	return t.rename(ctx, in, func(n names) {
		for _, h := range had {
			n[h] = item
		}
		n[name] = item
	})
}

// unname takes a name from an item in a folder, and pins down those that it keeps
// there.
func (t *tree) unname(ctx context.Context, folder, item, name string, kept []string) error {
	return t.rename(ctx, folder, func(n names) {
		delete(n, name)
		for _, k := range kept {
			n[k] = item
		}
	})
}
