package disk

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
)

// layOut makes files of records: all are written before the first is synced, so
// that the system has begun with the others by then, and each directory is
// synced once.
func (in *intake) layOut(records []*record) error {
	l := &laying{store: in.store}
	defer l.drop()
	for _, r := range records {
		if err := l.stage(r); err != nil {
			return err
		}
	}
	if err := l.keep(); err != nil {
		l.undo()
		return in.stall(err)
	}
	return nil
}

func (in *intake) stall(err error) error {
	in.stalled = fmt.Errorf("%w: %w", errStalled, err)
	return in.stalled
}

// A laying is records on their way to become files.
type laying struct {
	store  *Store
	staged []*staged
	names  []string // theirs to be
	dirs   []string // those names' directories whose own entries may not be durable
}

// stage makes a record ready. Damaged bytes are put aside.
func (l *laying) stage(r *record) error {
	data, err := l.store.readBack(r)
	if errors.Is(err, errDamaged) {
		l.store.log.Error("a small file was damaged before it was laid out, and is put aside", "error", err)
		return l.write(r, data, quarantineDir+"/"+path.Base(blobPath(r.Digest)))
	}
	if err != nil {
		return err
	}
	if dir := path.Dir(blobPath(r.Digest)); !l.store.dirs.has(dir) {
		l.dirs = append(l.dirs, dir)
		if err := l.store.mkdirs(dir); err != nil {
			return err
		}
	}
	return l.write(r, data, blobPath(r.Digest))
}

// write writes what is to become the file at a name to staging.
func (l *laying) write(r *record, data []byte, to string) error {
	g, err := l.store.stage(context.Background(), r.Size)
	if err != nil {
		return err
	}
	l.staged, l.names = append(l.staged, g), append(l.names, to)
	if _, err := g.write(data); err != nil {
		return err
	}
	g.file.WriteBack(0, g.size)
	return nil
}

// keep makes the files and their names durable.
func (l *laying) keep() error {
	dirs := make([]string, 0, len(l.staged))
	for i, g := range l.staged {
		if err := g.sync(); err != nil {
			return err
		}
		if err := g.moveTo(l.names[i]); err != nil {
			return err
		}
		dirs = append(dirs, path.Dir(l.names[i]))
	}
	if err := l.sync(dirs); err != nil {
		return err
	}
	parents := []string{blobDir}
	for _, dir := range l.dirs {
		parents = append(parents, path.Dir(dir))
	}
	if len(l.dirs) > 0 {
		if err := l.sync(parents); err != nil {
			return err
		}
	}
	for _, dir := range l.dirs {
		l.store.dirs.add(path.Dir(dir))
		l.store.dirs.add(dir)
	}
	return nil
}

func (l *laying) sync(dirs []string) error {
	slices.Sort(dirs)
	for _, dir := range slices.Compact(dirs) {
		if err := l.store.syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// undo removes what may not be durable: the segment still holds it, and the next
// start makes new files and directories of it, with new entries to sync.
func (l *laying) undo() {
	for i, g := range l.staged {
		if g.kept {
			l.store.fs.Remove(l.names[i])
		}
	}
	for _, dir := range l.dirs {
		l.store.fs.Remove(dir) // if it is not empty it was there before
	}
}

// drop removes what is still in staging.
func (l *laying) drop() {
	for _, g := range l.staged {
		g.Abort()
	}
}
