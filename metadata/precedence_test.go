package metadata_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// TestRules_ExifTool holds the table of doc/metadata.md: ExifTool writes another
// value into each standard, and the one that the table names comes back.
func TestRules_ExifTool(t *testing.T) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("SKIPPED: exiftool is missing; install the Debian package libimage-exiftool-perl")
	}
	dir := t.TempDir()
	plain := mediatest.Photo(mediatest.PhotoOptions{Width: 32, Height: 24})
	make := func(name string, args ...string) *metadata.Facts {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, plain, 0o600); err != nil {
			t.Fatal(err)
		}
		command(t, "exiftool", append(append([]string{"-q", "-m", "-overwrite_original", "-codedcharacterset=utf8"}, args...), path)...)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, name, data)
	}
	words := map[string][3]string{ // of XMP, IPTC, EXIF
		"title":     {"-XMP-dc:Title", "-IPTC:ObjectName", "-EXIF:XPTitle"},
		"caption":   {"-XMP-dc:Description", "-IPTC:Caption-Abstract", "-EXIF:ImageDescription"},
		"author":    {"-XMP-dc:Creator", "-IPTC:By-line", "-EXIF:Artist"},
		"copyright": {"-XMP-dc:Rights", "-IPTC:CopyrightNotice", "-EXIF:Copyright"},
		"keyword":   {"-XMP-dc:Subject", "-IPTC:Keywords", "-EXIF:XPKeywords"},
		"city":      {"-XMP-photoshop:City", "-IPTC:City", ""},
		"credit":    {"-XMP-photoshop:Credit", "-IPTC:Credit", ""},
	}
	said := func(f *metadata.Facts, what string) string {
		return map[string]string{"title": f.Title, "caption": f.Caption, "author": f.Author, "copyright": f.Copyright,
			"keyword": strings.Join(f.Keywords, "|"), "city": f.City, "credit": f.Credit}[what]
	}
	for first := range 3 { // what remains when the better ones are silent
		var args []string
		for what, tags := range words {
			for in := first; in < 3; in++ {
				if tags[in] != "" {
					args = append(args, tags[in]+"="+what+[3]string{" in XMP", " in IPTC", " in EXIF"}[in])
				}
			}
		}
		f := make("words.jpg", args...)
		for what, tags := range words {
			want := what + [3]string{" in XMP", " in IPTC", " in EXIF"}[first]
			switch {
			case tags[first] == "":
				want = ""
			case what == "keyword" && first == 0:
				want = "keyword in XMP|keyword in IPTC"
			}
			if got := said(f, what); got != want {
				t.Errorf("from %d on: %s = %q, want %q", first, what, got, want)
			}
		}
	}
	f := make("measured.jpg", "-EXIF:DateTimeOriginal=2020:01:02 03:04:05", "-EXIF:OffsetTimeOriginal=+02:00", "-XMP-exif:DateTimeOriginal=2021:01:01 00:00:00",
		"-IPTC:DateCreated=2022:01:01", "-EXIF:GPSLatitude=60.5", "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=5.25", "-EXIF:GPSLongitudeRef=E",
		"-XMP-exif:GPSLatitude=10", "-XMP-exif:GPSLongitude=10", "-EXIF:Model=EXIF", "-XMP-tiff:Model=XMP")
	if want := time.Date(2020, 1, 2, 1, 4, 5, 0, time.UTC); !f.Taken.Equal(want) || f.Zone != metadata.ZoneOffset || f.Model != "EXIF" || f.Place == nil || f.Place.Lat != 60.5 {
		t.Errorf("measured: %v (%s), %q, %v, want EXIF's", f.Taken, f.Zone, f.Model, f.Place)
	}
	exposure := []string{"-XMP-exif:ExposureTime=1/50", "-XMP-exif:FNumber=5.6", "-XMP-exif:ISO=800", "-XMP-exif:FocalLength=24.5", "-XMP-aux:Lens=A lens"}
	want := metadata.Exposure{Time: 20 * time.Millisecond, FNumber: 5.6, ISO: 800, FocalLength: 24.5}
	if f = make("scan.jpg", exposure...); f.Exposure != want || f.Lens != "A lens" {
		t.Errorf("XMP alone: %+v with %q, want %+v", f.Exposure, f.Lens, want)
	}
	if f = make("both.jpg", append(exposure, "-EXIF:FNumber=4")...); f.Exposure != (metadata.Exposure{FNumber: 4}) {
		t.Errorf("EXIF and XMP: %+v, want EXIF's alone", f.Exposure)
	}
	f = make("gps.jpg", "-EXIF:DateTimeOriginal=2020:07:02 14:04:05", "-EXIF:GPSDateStamp=2020:07:02", "-EXIF:GPSTimeStamp=12:04:00")
	if f.Zone != metadata.ZoneGPS || f.Taken.UTC().Hour() != 12 || f.Taken.Hour() != 14 {
		t.Errorf("by the satellites' time: %v (%s), want 14:04 two hours east of UTC", f.Taken, f.Zone)
	}
	if f = make("none.jpg", "-EXIF:DateTimeOriginal=2020:07:02 14:04:05"); f.Zone.Known() || f.Taken.Hour() != 14 {
		t.Errorf("without a zone: %v (%s)", f.Taken, f.Zone)
	}
}
