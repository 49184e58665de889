package upload

import (
	"io"
	"path/filepath"
	"time"

	"github.com/mediasock/mediasock/metadata"
)

// takenOf returns when a file says that it was made, "" if it does not, or cannot
// be read at any place as one in an archive cannot.
func takenOf(f File) string {
	content, err := f.Open()
	if err != nil {
		return ""
	}
	defer content.Close()
	at, ok := content.(io.ReaderAt)
	if !ok {
		return ""
	}
	facts, _ := metadata.Read(at, f.Size, filepath.Base(f.Path), metadata.Options{}) // what it could not read is not said
	if facts == nil || facts.Taken.IsZero() {
		return ""
	}
	return facts.Taken.Format(time.RFC3339)
}
