package library

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/mediasock/mediasock"
)

// A folder hands out the names in a directory, each once. Names that some
// systems take for the same are taken for the same.
type folder struct {
	dir   string
	taken map[string]bool
}

func newFolder(dir string) *folder {
	return &folder{dir: dir, taken: map[string]bool{FoldName(albumFile): true}}
}

// take returns name, or if it is taken name with a number before its ending.
func (f *folder) take(name string) string {
	if name == albumFile {
		return name
	}
	return f.takeWith(name, "")
}

// takeWith takes the name and, beside it, the name with the ending.
func (f *folder) takeWith(name, ending string) string {
	free := name
	for i := 2; f.taken[FoldName(free)] || f.taken[FoldName(free+ending)]; i++ {
		free = numbered(name, i)
	}
	f.taken[FoldName(free)], f.taken[FoldName(free+ending)] = true, true
	return free
}

// Names returns a function that returns name, then again and again name with the
// next number before its ending, for who looks for one that is free.
func Names(name string) func() string {
	i := 1
	return func() string {
		free := numbered(name, i)
		i++
		return free
	}
}

// numbered returns name as the i-th of its kind.
func numbered(name string, i int) string {
	if i < 2 {
		return name
	}
	return fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, filepath.Ext(name)), i, filepath.Ext(name))
}

// PlainName returns a name of a file that every system takes, and that hides
// nothing and leads nowhere; otherwise where nothing is left of it.
func PlainName(name, otherwise string) string { return plainName(name, otherwise) }

// maxPlainName bounds a name in bytes, so that a number and an ending fit.
const maxPlainName = 200

// plainName returns a name that every system takes, and that hides nothing and
// leads nowhere.
func plainName(name, otherwise string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(name, ". "), ". ")
	if len(name) > maxPlainName {
		ending := filepath.Ext(name)
		if len(ending) > 20 {
			ending = ""
		}
		name = strings.TrimRight(clip(name, maxPlainName-len(ending)), ". ") + ending
	}
	if name == "" {
		return otherwise
	}
	if isDevice(name) {
		return "_" + name
	}
	return name
}

// isDevice reports whether Windows takes the name for a device.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9'
}

// attributeText writes an attribute as one text, for the export.
func attributeText(a mediasock.Attribute) string { return a.Domain + ":" + a.Name + ":" + a.Value }

// textAttribute reads what attributeText wrote.
func textAttribute(text string) (a mediasock.Attribute, ok bool) {
	parts := strings.SplitN(text, ":", 3)
	if len(parts) != 3 {
		return a, false
	}
	return mediasock.Attribute{Domain: parts[0], Name: parts[1], Value: parts[2]}, true
}
