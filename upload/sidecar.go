package upload

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A sidecarError is why a sidecar is no file of its own.
type sidecarError struct{ owner string }

// Error names the file that it belongs to.
func (e *sidecarError) Error() string { return "it goes with " + e.owner }

// neighbours are the files of a folder, and which of them say something of which
// others.
type neighbours struct {
	folder string
	names  map[string]string // by their lower-case form, which some programs write
	owners map[string]string // of sidecars
}

// newNeighbours reads a folder. One that cannot be read has no sidecars.
func newNeighbours(folder string) *neighbours {
	n := &neighbours{folder: folder, names: map[string]string{}, owners: map[string]string{}}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return n
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			n.names[strings.ToLower(e.Name())] = e.Name()
		}
	}
	for _, e := range entries {
		if e.Type().IsRegular() && !isSidecar(e.Name()) {
			for _, sidecar := range n.find(e.Name()) {
				n.owners[sidecar] = e.Name()
			}
		}
	}
	return n
}

func isSidecar(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".xmp" || ext == ".json"
}

// owner returns the file that a sidecar belongs to.
func (n *neighbours) owner(name string) (string, bool) {
	owner, ok := n.owners[name]
	return owner, ok
}

// of returns the paths of a file's sidecars, the one that counts most first.
func (n *neighbours) of(name string) []string {
	var paths []string
	if !isSidecar(name) {
		for _, sidecar := range n.find(name) {
			paths = append(paths, filepath.Join(n.folder, sidecar))
		}
	}
	return paths
}

// find returns the sidecars of a file that are there. What a person wrote into XMP
// counts more than what a download brought.
func (n *neighbours) find(name string) []string {
	var found []string
	for _, candidate := range append(xmpNames(name), takeoutNames(name)...) {
		if there, ok := n.names[strings.ToLower(candidate)]; ok && !slices.Contains(found, there) {
			found = append(found, there)
		}
	}
	return found
}

// xmpNames returns the names that the XMP of a file may have: darktable and
// digiKam add an ending, Lightroom and Bridge replace the file's.
func xmpNames(name string) []string {
	return []string{name + ".xmp", strings.TrimSuffix(name, filepath.Ext(name)) + ".xmp"}
}

// takeoutLength is how long Google Takeout lets the name of a JSON file be
// before its ending.
const takeoutLength = 46

// takeoutNames returns the names that Google Takeout gives the JSON of a file:
// the file's name, perhaps with a word after it that is cut with it, with a
// file's number behind its ending, and that of the original for an edited one.
func takeoutNames(name string) []string {
	var names []string
	for _, whole := range takeoutOriginals(name) {
		base, number := takeoutNumber(whole)
		for _, word := range []string{"", ".supplemental-metadata"} {
			long := base + word
			names = append(names, long[:min(len(long), takeoutLength)]+number+".json", long+number+".json")
		}
	}
	return names
}

// takeoutOriginals returns the name and, if it is of an edited version, that of
// the original.
func takeoutOriginals(name string) []string {
	ext := filepath.Ext(name)
	if original, ok := strings.CutSuffix(strings.TrimSuffix(name, ext), "-edited"); ok {
		return []string{name, original + ext}
	}
	return []string{name}
}

var numbered = regexp.MustCompile(`^(.*)(\(\d+\))(\.[^.]*)$`)

// takeoutNumber moves a number from before the ending out of the name:
// "a(1).jpg" has its words in "a.jpg(1).json".
func takeoutNumber(name string) (base, number string) {
	if m := numbered.FindStringSubmatch(name); m != nil {
		return m[1] + m[3], m[2]
	}
	return name, ""
}
