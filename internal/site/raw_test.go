package site_test

import (
	"image/jpeg"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// RAW files are shown by the picture that the camera has put into them, turned as
// the file says; others get that picture, without where it was made.
func TestRAW_IsShownByItsPreview(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	b, stranger := h.signedIn("ada"), h.browser()
	o := mediatest.PhotoOptions{Orientation: 6, Place: &mediatest.Place{Lat: 60.397, Long: 5.3245}, Author: "Ada"}
	inside := mediatest.Photo(mediatest.PhotoOptions{Width: 900, Height: 600, Place: o.Place})
	for _, kind := range mediatest.RAWKinds() {
		id := h.add(ada, "a."+kind, mediatest.RAW(kind, o, inside), mediasock.Media{Title: kind})
		m := h.show(ada, id, library.Public)
		if !strings.Contains(m.Type, kind) || m.Width != 4000 || m.Height != 6000 {
			t.Errorf("%s: kept as %s of %d by %d", kind, m.Type, m.Width, m.Height)
		}
		shown := b.get("/thumb/" + id)
		if c, err := jpeg.DecodeConfig(strings.NewReader(shown.body)); shown.status != http.StatusOK || err != nil || c.Width >= c.Height {
			t.Errorf("%s: the preview answers %d: %v, %v, want it turned", kind, shown.status, c, err)
		}
		given := stranger.get("/media/" + id)
		if _, err := jpeg.DecodeConfig(strings.NewReader(given.body)); err != nil || strings.Contains(given.body, "Exif") {
			t.Errorf("%s: a stranger is given %d bytes, %v", kind, len(given.body), err)
		}
	}
}

// ExifTool knows the files for what they are to be.
func TestRAW_IsWhatExifToolReads(t *testing.T) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("SKIPPED: exiftool is missing; install the Debian package libimage-exiftool-perl")
	}
	inside := mediatest.Photo(mediatest.PhotoOptions{Width: 90, Height: 60})
	for _, kind := range mediatest.RAWKinds() {
		name := filepath.Join(t.TempDir(), "a."+kind)
		if err := os.WriteFile(name, mediatest.RAW(kind, mediatest.PhotoOptions{Orientation: 6}, inside), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "exiftool", "-s3", "-FileType", "-Orientation", "-n", name).Output()
		if got := strings.Fields(string(out)); err != nil || len(got) != 2 || got[0] != strings.ToUpper(kind) || got[1] != "6" {
			t.Errorf("%s: exiftool reads %q, %v", kind, got, err)
		}
	}
}
