//go:build !linux

package campaign

import (
	"errors"
	"os"
)

// freeze is wanted only where power can be cut.
func freeze(*os.Process) error { return errors.ErrUnsupported }
