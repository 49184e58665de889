package upload

import (
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A File is a file to be uploaded.
type File struct {
	Path     string   // where it lies; in an archive, the archive's path and its own
	Album    []string // titles of albums, the outermost first; empty for none
	Size     int64    // in bytes
	Modified time.Time

	sidecars []string                      // files beside it that say something of it
	open     func() (io.ReadCloser, error) // nil: Path can be opened
	stream   bool                          // it lies nowhere: its path says nothing of it
}

// Open opens the file for reading; the caller closes it.
func (f File) Open() (io.ReadCloser, error) {
	if f.open != nil {
		return f.open()
	}
	return os.Open(f.Path)
}

// ScanOptions say how folders become albums, and what is taken.
type ScanOptions struct {
	Album      string // every file goes into this album, whatever its folder
	NoAlbums   bool   // folders make no albums
	NoSidecars bool   // XMP and JSON files beside others are files like them
	Archives   bool   // a ZIP file that is named is a folder

	// Settle passes over files that have changed within that time, because they
	// may still be growing; 0 takes them.
	Settle time.Duration
	Now    func() time.Time // nil: time.Now
}

func (o ScanOptions) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

// Why a path is not uploaded: one that was named with these errors themselves,
// one below a folder with a [*PassedOverError] of them.
var (
	errNotRegular = errors.New("this is no regular file")
	errEmpty      = errors.New("the file is empty")
	errGrowing    = errors.New("the file has just changed and may still be growing")
)

// A PassedOverError says why a file in a folder is not uploaded, which is no
// failure.
type PassedOverError struct{ Reason error }

// Error gives the reason.
func (e *PassedOverError) Error() string { return e.Reason.Error() }

// Unwrap returns the reason.
func (e *PassedOverError) Unwrap() error { return e.Reason }

// Scan yields the files at paths: a file as itself, a folder with all that is
// below it, in lexical order. Hidden files and folders (".…") below a folder are
// passed over without a word; empty files, links and whatever is no regular file
// are yielded with a [*PassedOverError]. A folder becomes an album of its name,
// folders in it albums in that. Sidecars (XMP, Google Takeout's JSON) belong to the
// file that they lie beside. What cannot be read is yielded with its error, and
// the scan goes on.
func Scan(paths []string, o ScanOptions) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for _, path := range paths {
			if !scanPath(path, o, yield) {
				return
			}
		}
	}
}

// scanPath yields what one path stands for and reports whether to go on.
func scanPath(path string, o ScanOptions, yield func(File, error) bool) bool {
	info, err := os.Stat(path)
	if err != nil {
		return yield(File{Path: path}, err)
	}
	switch {
	case info.IsDir():
		return scanFolder(path, o, yield)
	case !info.Mode().IsRegular():
		return yield(File{Path: path}, errNotRegular)
	case info.Size() == 0:
		return yield(File{Path: path}, errEmpty)
	case o.Archives && isArchive(path):
		return scanArchive(path, info, o, yield)
	}
	f := newFile(path, info, o.album(nil))
	if !o.NoSidecars {
		f.sidecars = newNeighbours(filepath.Dir(path)).of(filepath.Base(path))
	}
	return yield(f, nil)
}

// scanFolder yields what is in a folder and below it.
func scanFolder(path string, o ScanOptions, yield func(File, error) bool) bool {
	w := &walker{root: path, options: o, yield: yield, more: true}
	// A link to a folder is the folder.
	if err := filepath.WalkDir(path+string(filepath.Separator), w.visit); err != nil {
		return yield(File{Path: path}, err)
	}
	return w.more
}

// A walker goes through a folder.
type walker struct {
	root    string
	options ScanOptions
	yield   func(File, error) bool
	more    bool
	beside  *neighbours // of the folder that the walk is in
}

// visit is called for everything below the root.
func (w *walker) visit(name string, d fs.DirEntry, err error) error {
	switch {
	case err != nil:
		w.more = w.yield(File{Path: name}, err)
	case strings.HasPrefix(d.Name(), ".") && name != w.root+string(filepath.Separator):
		return skip(d)
	case !d.IsDir():
		w.more = w.entry(name, d)
	}
	if !w.more {
		return fs.SkipAll
	}
	return nil
}

func skip(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// entry yields what is no folder, and reports whether to go on.
func (w *walker) entry(name string, d fs.DirEntry) bool {
	if !d.Type().IsRegular() {
		return w.pass(name, errNotRegular)
	}
	info, err := d.Info()
	switch {
	case err != nil:
		return w.yield(File{Path: name}, err)
	case info.Size() == 0:
		return w.pass(name, errEmpty)
	case w.options.Settle > 0 && w.options.now().Sub(info.ModTime()) < w.options.Settle:
		return w.pass(name, errGrowing)
	}
	f := newFile(name, info, w.options.album(folders(w.root, name)))
	if w.options.NoSidecars {
		return w.yield(f, nil)
	}
	beside := w.neighbours(filepath.Dir(name))
	if owner, ok := beside.owner(d.Name()); ok {
		return w.pass(name, &sidecarError{owner})
	}
	f.sidecars = beside.of(d.Name())
	return w.yield(f, nil)
}

func (w *walker) pass(name string, reason error) bool {
	return w.yield(File{Path: name}, &PassedOverError{reason})
}

// neighbours returns what lies in a folder. The walk goes in and out of folders
// in order, so that the last one is mostly the one that is asked for.
func (w *walker) neighbours(folder string) *neighbours {
	if w.beside == nil || w.beside.folder != folder {
		w.beside = newNeighbours(folder)
	}
	return w.beside
}

// folders returns the names of the folders from root down to the file.
func folders(root, name string) []string {
	absolute, err := filepath.Abs(root)
	if err != nil {
		absolute = root
	}
	var titles []string
	if base := filepath.Base(absolute); base != string(filepath.Separator) && base != "." {
		titles = append(titles, base)
	}
	rel, err := filepath.Rel(root, filepath.Dir(name))
	if err != nil || rel == "." {
		return titles
	}
	return append(titles, strings.Split(filepath.ToSlash(rel), "/")...)
}

// album returns the album for a file in the folders.
func (o ScanOptions) album(folders []string) []string {
	switch {
	case o.Album != "":
		return []string{o.Album}
	case o.NoAlbums:
		return nil
	}
	return folders
}

func newFile(path string, info fs.FileInfo, album []string) File {
	return File{Path: path, Album: album, Size: info.Size(), Modified: info.ModTime()}
}
