package upload

import (
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A File is a file to be uploaded.
type File struct {
	Path     string   // as it can be opened
	Album    []string // titles of albums, the outermost first; empty for none
	Size     int64    // in bytes
	Modified time.Time
}

// ScanOptions say how folders become albums.
type ScanOptions struct {
	Album    string // every file goes into this album, whatever its folder
	NoAlbums bool   // folders make no albums
}

// Why a path that was named is not uploaded.
var (
	errNotRegular = errors.New("this is no regular file")
	errEmpty      = errors.New("the file is empty")
)

// Scan yields the files at paths: a file as itself, a folder with all that is
// below it, in lexical order. Hidden files and folders (".…") below a folder are
// passed over, as are empty files, links and whatever is no regular file. A
// folder becomes an album of its name, folders in it albums in that. What
// cannot be read is yielded with its error, and the scan goes on.
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
	}
	return yield(newFile(path, info, o.album(nil)), nil)
}

// scanFolder yields what is in a folder and below it.
func scanFolder(path string, o ScanOptions, yield func(File, error) bool) bool {
	root := path + string(filepath.Separator) // a link to a folder is the folder
	more := true
	walk := func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			more = yield(File{Path: name}, err)
		case name != root && strings.HasPrefix(d.Name(), "."):
			return skip(d)
		case d.Type().IsRegular():
			more = o.scanEntry(path, name, d, yield)
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	}
	if err := filepath.WalkDir(root, walk); err != nil {
		return yield(File{Path: path}, err)
	}
	return more
}

func skip(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// scanEntry yields a regular file below the folder root.
func (o ScanOptions) scanEntry(root, name string, d fs.DirEntry, yield func(File, error) bool) bool {
	info, err := d.Info()
	if err != nil {
		return yield(File{Path: name}, err)
	}
	if info.Size() == 0 {
		return true
	}
	return yield(newFile(name, info, o.album(folders(root, name))), nil)
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
