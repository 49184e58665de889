package upload

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The names that Google Takeout, Lightroom, darktable and digiKam give.
func TestSidecarNames(t *testing.T) {
	for name, sidecar := range map[string]string{
		"IMG_1234.jpg":        "IMG_1234.jpg.json",
		"IMG_1235.jpg":        "IMG_1235.jpg.supplemental-metadata.json",
		"IMG_1236(1).jpg":     "IMG_1236.jpg(1).json",
		"IMG_1237(2).jpg":     "IMG_1237.jpg.supplemental-metadata(2).json",
		"IMG_1238-edited.jpg": "IMG_1238.jpg.json",
		"DSC_1.NEF":           "DSC_1.xmp",
		"DSC_2.NEF":           "DSC_2.NEF.xmp",
		"DSC_3.NEF":           "dsc_3.XMP",
		"a-very-long-name-of-a-photograph-from-a-telephone.jpg": "a-very-long-name-of-a-photograph-from-a-teleph.json",
		"a-long-name-of-a-photograph.jpg":                       "a-long-name-of-a-photograph.jpg.supplemental-m.json",
	} {
		dir := t.TempDir()
		for _, file := range []string{name, sidecar, "other.json"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte("{}"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		n := newNeighbours(dir)
		if got := n.of(name); !slices.Equal(got, []string{filepath.Join(dir, sidecar)}) {
			t.Errorf("sidecars of %q: %q, want %q", name, got, sidecar)
		}
		if owner, ok := n.owner(sidecar); !ok || owner != name {
			t.Errorf("owner of %q: %q", sidecar, owner)
		}
		if owner, ok := n.owner("other.json"); ok {
			t.Errorf("other.json belongs to %q", owner)
		}
	}
}
