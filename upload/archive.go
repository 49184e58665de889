package upload

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// maxEntries bounds the files of an archive.
const maxEntries = 1_000_000

func isArchive(name string) bool { return strings.EqualFold(filepath.Ext(name), ".zip") }

// scanArchive yields the files of a ZIP archive as those of a folder of its
// name. Nothing is unpacked: each is read from the archive when its turn comes.
func scanArchive(name string, info fs.FileInfo, o ScanOptions, yield func(File, error) bool) bool {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return yield(File{Path: name}, err)
	}
	entries := len(archive.File)
	archive.Close()
	if entries > maxEntries {
		return yield(File{Path: name}, errors.New("the archive has too many files"))
	}
	title := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	for i, entry := range archive.File {
		f, err := archived(name, title, i, entry, info, o)
		if f == nil {
			continue
		}
		if !yield(*f, err) {
			return false
		}
	}
	return true
}

// archived returns an entry as a file; nil for folders and what is hidden.
func archived(name, title string, i int, entry *zip.File, info fs.FileInfo, o ScanOptions) (*File, error) {
	clean := path.Clean("/" + strings.ReplaceAll(entry.Name, `\`, "/"))[1:]
	parts := strings.Split(clean, "/")
	for _, part := range parts {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" || part == "" {
			return nil, nil
		}
	}
	f := &File{Path: filepath.Join(name, filepath.FromSlash(clean)), Size: int64(entry.UncompressedSize64), Modified: info.ModTime()}
	switch {
	case entry.Mode().IsDir() || strings.HasSuffix(entry.Name, "/"):
		return nil, nil
	case !entry.Mode().IsRegular():
		return f, &PassedOverError{errNotRegular}
	case f.Size <= 0:
		return f, &PassedOverError{errEmpty}
	}
	f.Album = o.album(append([]string{title}, parts[:len(parts)-1]...))
	f.open = func() (io.ReadCloser, error) { return openArchived(name, i, f.Size) }
	return f, nil
}

// openArchived opens an entry of an archive.
func openArchived(name string, i int, size int64) (io.ReadCloser, error) {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	if i >= len(archive.File) {
		archive.Close()
		return nil, errors.New("the archive has changed")
	}
	content, err := archive.File[i].Open()
	if err != nil {
		archive.Close()
		return nil, err
	}
	// One byte more than was announced shows that the archive lied.
	return &entryReader{io.LimitReader(content, size+1), content, archive}, nil
}

// An entryReader closes the archive with the entry.
type entryReader struct {
	io.Reader
	content io.Closer
	archive *zip.ReadCloser
}

// Close closes both.
func (r *entryReader) Close() error { return errors.Join(r.content.Close(), r.archive.Close()) }
