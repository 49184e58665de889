package site

import (
	"strings"
	"testing"

	"github.com/mediasock/mediasock/library"
)

// A panic in the making of a preview is an error for whoever waits for it, and
// not the end of the program.
func TestMakePreviewOutlivesPanics(t *testing.T) {
	p := newPreviewer(nil, nil, nil) // without a library it panics
	err := p.make(t.Context(), &library.Media{ID: 5})
	if err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("make = %v, want an error that tells of a panic", err)
	}
}
