package atom

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzReadFeed holds that the reader never panics, and that what it read is
// written and read again with the same meaning.
func FuzzReadFeed(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.xml")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := ReadFeed(bytes.NewReader(data), &Options{Bytes: 1 << 16})
		if err != nil {
			return
		}
		body := AppendFeed(nil, first)
		again, err := ReadFeed(bytes.NewReader(body), nil)
		if err != nil {
			t.Fatalf("reading what was written: %v\n%s", err, body)
		}
		if diff := cmp.Diff(canonical(first), canonical(again), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("meaning changed (-first +again):\n%s\nwritten:\n%s", diff, body)
		}
		if _, err := ReadFeed(bytes.NewReader(AppendRSS(nil, first)), nil); err != nil {
			t.Errorf("reading the RSS that was written: %v", err)
		}
	})
}

// canonical supplies what a strict writer must where the reader found nothing.
func canonical(f *Feed) *Feed {
	f.Updated = required(f.Updated, f.Newest())
	for i := range f.Entries {
		e := &f.Entries[i]
		e.Updated = required(e.Updated, e.Edited, e.Published)
		if len(e.Authors) == 0 && len(f.Authors) == 0 {
			e.Authors = []Person{{Name: "unknown"}}
		}
		if e.Source != nil {
			e.Source.Updated = required(e.Source.Updated)
		}
	}
	return f
}
