package thumb

import (
	"errors"
	"io"
	"testing"
)

// failing is a file on a disk that fails beyond its first bytes.
type failing struct {
	data []byte
	good int64
	err  error
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.good {
		return 0, f.err
	}
	return copy(p, f.data[off:]), nil
}

// A disk that fails is no broken image: the preview can be made another time.
func TestMake_FaultOfTheDisk(t *testing.T) {
	file := jpegOf(t, scene(640, 480))
	fault := errors.New("input/output error")
	var maker Maker
	_, err := maker.Make(t.Context(), failing{file, 64, fault}, int64(len(file)), 1, []int{100})
	if !errors.Is(err, fault) || errors.Is(err, ErrMalformed) {
		t.Errorf("Make() on a failing disk = %v, want the disk's error", err)
	}
	if _, err := maker.Make(t.Context(), failing{file, 64, io.ErrUnexpectedEOF}, int64(len(file)), 1, []int{100}); err == nil {
		t.Error("Make() of a file that ends early = nil")
	}
}
