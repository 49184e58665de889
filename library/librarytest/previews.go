package librarytest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/iotest"

	"github.com/mediasock/mediasock/library"
)

// TestPreviews tests the previews that open returns, which are empty.
func TestPreviews(t *testing.T, open func(t *testing.T) library.Previews) {
	t.Run("Previews", func(t *testing.T) {
		p, d := open(t), digest("photo")
		noPreview(t, p, d, 512)
		putPreview(t, p, d, 512, "small")
		putPreview(t, p, d, 2048, "large")
		putPreview(t, p, digest("other"), 512, "another")
		putPreview(t, p, d, 512, "small again")
		broken := iotest.ErrReader(errors.New("broken"))
		if err := p.PutPreview(t.Context(), d, 512, broken); err == nil {
			t.Errorf("PutPreview of a broken reader succeeded")
		}
		isPreview(t, p, d, 512, "small again")
		isPreview(t, p, d, 2048, "large")
		noPreview(t, p, d, 513)
		noError(t, p.DropPreviews(t.Context(), d))
		noError(t, p.DropPreviews(t.Context(), d))
		noPreview(t, p, d, 512)
		noPreview(t, p, d, 2048)
		isPreview(t, p, digest("other"), 512, "another")
	})
}

func putPreview(t *testing.T, p library.Previews, d library.Digest, size int, data string) {
	t.Helper()
	noError(t, p.PutPreview(t.Context(), d, size, bytes.NewReader([]byte(data))))
	isPreview(t, p, d, size, data)
}

func isPreview(t *testing.T, p library.Previews, d library.Digest, size int, want string) {
	t.Helper()
	r, err := p.OpenPreview(t.Context(), d, size)
	noError(t, err)
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != want {
		t.Errorf("OpenPreview(%d) reads %q, %v, want %q", size, got, err, want)
	}
}

func noPreview(t *testing.T, p library.Previews, d library.Digest, size int) {
	t.Helper()
	if _, err := p.OpenPreview(t.Context(), d, size); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenPreview(%d) = %v, want fs.ErrNotExist", size, err)
	}
}
