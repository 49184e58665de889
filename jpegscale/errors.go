package jpegscale

import (
	"errors"
	"fmt"
)

// ErrFormat means that the input is not a JPEG file, or that its header makes
// no sense.
var ErrFormat = errors.New("jpegscale: malformed")

// ErrUnsupported means that the file is JPEG of a kind that this package does
// not decode: 12 bits, arithmetic coding, lossless, hierarchical.
var ErrUnsupported = errors.New("jpegscale: unsupported kind of JPEG")

// ErrTooLarge means that the image is larger than Options allows. It is told
// before anything is allocated.
var ErrTooLarge = errors.New("jpegscale: image is too large")

// ErrTruncated means that the coded data end before the image does. It comes
// inside a DamageError.
var ErrTruncated = errors.New("jpegscale: data end too early")

// ErrCorrupt means that the coded data hold what no encoder writes. It comes
// inside a DamageError.
var ErrCorrupt = errors.New("jpegscale: data are corrupt")

// DamageError says that only a part of the image could be decoded. Decode
// returns it together with the planes, whose missing parts are grey.
type DamageError struct {
	Done  int   // blocks that were decoded, of all scans begun
	Total int   // blocks that the scans begun should have had
	Err   error // ErrTruncated, ErrCorrupt, or what the reader said
}

// Error says what is damaged.
func (e *DamageError) Error() string {
	return fmt.Sprintf("jpegscale: damaged, %d of %d blocks decoded: %v", e.Done, e.Total, e.Err)
}

// Unwrap returns the cause of the damage.
func (e *DamageError) Unwrap() error { return e.Err }

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFormat, fmt.Sprintf(format, args...))
}

func unsupported(what string) error {
	return fmt.Errorf("%w: %s", ErrUnsupported, what)
}
