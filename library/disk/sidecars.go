package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/library"
)

const sidecarDir = "sidecars"

// maxSidecar bounds a document: the text and lists of an item are bounded far
// below that.
const maxSidecar = 16 << 20

var _ library.Sidecars = (*Store)(nil)

// PutSidecars implements library.Sidecars. All documents are written before the
// first is synced, so that the system has begun with the others by then.
func (s *Store) PutSidecars(ctx context.Context, documents ...library.Sidecar) error {
	var staged []*staged
	defer func() {
		for _, g := range staged {
			g.Abort()
		}
	}()
	for _, d := range documents {
		g, err := s.stage(ctx, int64(len(d.JSON)))
		if err != nil {
			return err
		}
		staged = append(staged, g)
		if _, err := g.Write(d.JSON); err != nil {
			return err
		}
		g.file.WriteBack(0, g.size)
	}
	var dirs []string
	for i, g := range staged {
		to := sidecarPath(documents[i].Name)
		if err := s.putSidecar(g, to); err != nil {
			return g.closing(err)
		}
		dirs = append(dirs, path.Dir(to))
	}
	slices.Sort(dirs)
	for _, dir := range slices.Compact(dirs) {
		if err := s.syncDir(dir); err != nil {
			return fault(err)
		}
	}
	return nil
}

// putSidecar makes a document durable and gives it its name.
func (s *Store) putSidecar(g *staged, to string) error {
	if err := s.makeDir(path.Dir(to)); err != nil {
		return err
	}
	if err := g.sync(); err != nil {
		return err
	}
	return g.moveTo(to)
}

// closing drops a file that could not be kept and returns why, as it is told.
func (g *staged) closing(err error) error {
	g.drop(fault(err))
	return fault(err)
}

// ReadSidecar implements library.Sidecars.
func (s *Store) ReadSidecar(ctx context.Context, name library.SidecarName) ([]byte, error) {
	f, err := s.open(ctx, sidecarPath(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSidecar+1))
	if err == nil && len(b) > maxSidecar {
		err = fmt.Errorf("disk: sidecar %v is larger than %d bytes", name, maxSidecar)
	}
	return b, err
}

// DropSidecar implements library.Sidecars.
func (s *Store) DropSidecar(ctx context.Context, name library.SidecarName) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	at := sidecarPath(name)
	err := s.fs.Remove(at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault(err)
	}
	return fault(s.syncDir(path.Dir(at)))
}

// ListSidecars implements library.Sidecars.
func (s *Store) ListSidecars(ctx context.Context) iter.Seq2[library.SidecarName, error] {
	return func(yield func(library.SidecarName, error) bool) {
		err := s.walk(ctx, sidecarDir, func(name string, _ fs.DirEntry) bool {
			n, ok := sidecarName(name)
			return !ok || yield(n, nil)
		})
		if err != nil && err != errStop {
			yield(library.SidecarName{}, err)
		}
	}
}

// walk calls each for every file below dir, if there is such, until it returns
// false; then the error is errStop.
func (s *Store) walk(ctx context.Context, dir string, each func(name string, e fs.DirEntry) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := s.fs.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := dir + "/" + e.Name()
		switch {
		case e.IsDir():
			if err := s.walk(ctx, name, each); err != nil {
				return err
			}
		case !each(name, e):
			return errStop
		}
	}
	return nil
}

// sidecarPath returns sidecars/items/<last three digits>/<id>.json and the like.
func sidecarPath(name library.SidecarName) string {
	if name.Kind == library.SidecarLibrary {
		return sidecarDir + "/library.json"
	}
	return fmt.Sprintf("%s/%s/%03d/%s.json", sidecarDir, name.Kind, name.ID%1000, name.ID)
}

// sidecarName returns the name of the document in a file.
func sidecarName(file string) (name library.SidecarName, ok bool) {
	if file == sidecarPath(library.SidecarName{Kind: library.SidecarLibrary}) {
		return library.SidecarName{Kind: library.SidecarLibrary}, true
	}
	parts := strings.Split(file, "/")
	if len(parts) != 4 {
		return name, false
	}
	name.Kind = library.SidecarKind(parts[1])
	name.ID, ok = library.ParseID(strings.TrimSuffix(parts[3], ".json"))
	known := name.Kind == library.SidecarItem || name.Kind == library.SidecarAlbum
	return name, ok && known && sidecarPath(name) == file
}
