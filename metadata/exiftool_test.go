package metadata_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// TestRead_ExifTool reads the same files with ExifTool, whose author wrote
// the reference of most tags, and compares field by field.
func TestRead_ExifTool(t *testing.T) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("SKIPPED: exiftool is missing; install the Debian package libimage-exiftool-perl")
	}
	dir := t.TempDir()
	files := append(mediatest.Album(), variants()...)
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	theirs := exiftool(t, dir)
	for _, f := range files {
		t.Run(f.Name, func(t *testing.T) {
			theirs, ok := theirs[f.Name]
			if !ok {
				t.Fatalf("exiftool told nothing of %s", f.Name)
			}
			compareExifTool(t, read(t, f.Name, f.Data), theirs)
		})
	}
}

// variants are photographs that differ from those of the album in one thing.
func variants() (files []mediatest.File) {
	add := func(name string, o mediatest.PhotoOptions) {
		files = append(files, mediatest.File{Name: name, Data: mediatest.Photo(o)})
	}
	for orientation := 1; orientation <= 8; orientation++ {
		for _, format := range []mediatest.Format{mediatest.JPEG, mediatest.PNG, mediatest.TIFF, mediatest.WebP} {
			add(fmt.Sprintf("turned-%d.%s", orientation, format),
				mediatest.PhotoOptions{Format: format, Orientation: orientation, Width: 60, Height: 40})
		}
	}
	pier := mediatest.Pier()
	for name, change := range map[string]func(*mediatest.PhotoOptions){
		"exif-only.jpg":  func(o *mediatest.PhotoOptions) { o.Blocks = mediatest.InEXIF },
		"xmp-only.jpg":   func(o *mediatest.PhotoOptions) { o.Blocks = mediatest.InXMP },
		"iptc-only.jpg":  func(o *mediatest.PhotoOptions) { o.Blocks = mediatest.InIPTC },
		"latin1.jpg":     func(o *mediatest.PhotoOptions) { o.Blocks, o.Latin1, o.Title = mediatest.InIPTC, true, "Blå" },
		"big-endian.jpg": func(o *mediatest.PhotoOptions) { o.BigEndian = true },
		"big-endian.tif": func(o *mediatest.PhotoOptions) { o.BigEndian, o.Format = true, mediatest.TIFF },
		"fraction.jpg":   func(o *mediatest.PhotoOptions) { o.Taken = o.Taken.Add(120 * time.Millisecond) },
		"no-zone.jpg":    func(o *mediatest.PhotoOptions) { o.Offset = false },
		"gray.jpg":       func(o *mediatest.PhotoOptions) { o.Gray = true },
		"south-west.jpg": func(o *mediatest.PhotoOptions) { o.Place = &mediatest.Place{Lat: -54.80191, Long: -68.30295} },
		"pier.png":       func(o *mediatest.PhotoOptions) { o.Format = mediatest.PNG },
		"pier.tif":       func(o *mediatest.PhotoOptions) { o.Format = mediatest.TIFF },
		"pier.webp":      func(o *mediatest.PhotoOptions) { o.Format = mediatest.WebP },
	} {
		o := pier
		change(&o)
		add(name, o)
	}
	if heic, ok := mediatest.HEIC(pier); ok {
		files = append(files, mediatest.File{Name: "pier.heic", Data: heic})
	}
	if avif, ok := mediatest.AVIF(pier); ok {
		files = append(files, mediatest.File{Name: "pier.avif", Data: avif})
	}
	files = append(files, mediatest.File{Name: "extended.jpg", Data: extended(-1)})
	for _, orientation := range []int{1, 3, 6, 8} { // ExifTool does not tell imir
		pier.Orientation = orientation
		files = append(files, mediatest.File{Name: fmt.Sprintf("turned-%d.heic", orientation), Data: mediatest.HEIF(pier)})
	}
	for _, rotation := range []int{0, 90, 180, 270} {
		files = append(files, mediatest.File{Name: fmt.Sprintf("film-%d.mov", rotation), Data: mediatest.Movie(
			mediatest.MovieOptions{QuickTime: true, Rotation: rotation, Place: pier.Place, Created: pier.Taken, Offset: true})})
	}
	return files
}

// tags are the values of one file, as ExifTool prints them without units.
type tags map[string]any

func exiftool(t *testing.T, dir string) map[string]tags {
	t.Helper()
	out, err := exec.Command("exiftool", "-j", "-n", "-api", "largefilesupport=1", dir).Output()
	if err != nil {
		t.Fatalf("exiftool: %v", err)
	}
	var list []tags
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatalf("exiftool: %v", err)
	}
	byName := map[string]tags{}
	for _, m := range list {
		byName[m.text("FileName")] = m
	}
	return byName
}

// text is the first of several tags that is there.
func (m tags) text(names ...string) string {
	for _, name := range names {
		switch v := m[name].(type) {
		case nil:
		case []any:
			return strings.Join(m.list(name), ", ")
		case string:
			return v
		default:
			return fmt.Sprint(v)
		}
	}
	return ""
}

func (m tags) list(names ...string) (values []string) {
	for _, name := range names {
		switch v := m[name].(type) {
		case nil:
			continue
		case []any:
			for _, item := range v {
				values = append(values, fmt.Sprint(item))
			}
		default:
			values = []string{fmt.Sprint(v)}
		}
		return values
	}
	return nil
}

func (m tags) number(names ...string) float64 {
	for _, name := range names {
		if v, ok := m[name].(float64); ok {
			return v
		}
	}
	return 0
}

func compareExifTool(t *testing.T, f *metadata.Facts, m tags) {
	t.Helper()
	oneLine := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	texts := []struct{ field, got, want string }{
		{"MediaType", f.MediaType, sameType(m.text("MIMEType"))},
		{"Title", f.Title, m.text("Title", "ObjectName", "XPTitle")},
		{"Caption", f.Caption, m.text("Description", "Caption-Abstract", "ImageDescription")},
		{"Author", f.Author, m.text("Creator", "By-line", "Artist", "Author")},
		{"Credit", f.Credit, m.text("Credit")},
		{"Copyright", f.Copyright, m.text("Rights", "CopyrightNotice", "Copyright")},
		{"License", f.License, m.text("WebStatement")},
		{"Location", f.Location, m.text("Location", "Sub-location")},
		{"City", f.City, m.text("City")},
		{"Region", f.Region, m.text("State", "Province-State")},
		{"Country", f.Country, m.text("Country", "Country-PrimaryLocationName")},
		{"Make", f.Make, m.text("Make")},
		{"Model", f.Model, m.text("Model")},
		{"Lens", f.Lens, m.text("LensModel")},
		{"Taken", exifTime(f), m.text("SubSecDateTimeOriginal", "DateTimeOriginal", "CreationDate", "DateTimeCreated")},
	}
	for _, x := range texts {
		if oneLine(x.got) != oneLine(x.want) {
			t.Errorf("%s = %q, exiftool says %q", x.field, x.got, x.want)
		}
	}
	if want := m.list("PersonInImage"); !slices.Equal(f.People, want) {
		t.Errorf("People = %q, exiftool says %q", f.People, want)
	}
	if want := theirKeywords(m); !slices.Equal(f.Keywords, want) {
		t.Errorf("Keywords = %q, exiftool says %q", f.Keywords, want)
	}
	compareNumbers(t, f, m)
}

// theirKeywords are divided by semicolons in EXIF alone.
func theirKeywords(m tags) []string {
	if words := m.list("Subject", "Keywords"); words != nil {
		return words
	}
	if s := m.text("XPKeywords"); s != "" {
		return strings.Split(s, ";")
	}
	return nil
}

// sameType maps the names of ExifTool to the registered ones.
func sameType(s string) string {
	switch s {
	case "audio/x-wav":
		return "audio/wav"
	}
	return s
}

// exifTime writes a date as ExifTool does.
func exifTime(f *metadata.Facts) string {
	if f.Taken.IsZero() {
		return ""
	}
	layout := "2006:01:02 15:04:05"
	if f.Taken.Nanosecond() != 0 {
		layout += ".000"
	}
	if f.Zone == metadata.ZoneOffset {
		layout += "-07:00"
	}
	return f.Taken.Format(layout)
}

func compareNumbers(t *testing.T, f *metadata.Facts, m tags) {
	t.Helper()
	lat, long := 0.0, 0.0
	if f.Place != nil {
		lat, long = f.Place.Lat, f.Place.Long
	}
	orientation := m.number("Orientation")
	if degrees, ok := m["Rotation"].(float64); ok {
		if f.Kind == metadata.KindImage { // irot counts anticlockwise
			degrees = math.Mod(360-degrees, 360)
		}
		orientation = map[float64]float64{0: 1, 90: 6, 180: 3, 270: 8}[degrees]
	}
	if orientation == 0 && f.Orientation == 1 {
		orientation = 1 // silent means upright
	}
	if f.Kind == metadata.KindImage {
		delete(m, "Duration") // of an animation
	}
	numbers := []struct {
		field     string
		got, want float64
	}{
		{"StoredWidth", float64(f.StoredWidth), m.number("ImageWidth")},
		{"StoredHeight", float64(f.StoredHeight), m.number("ImageHeight")},
		{"Orientation", float64(f.Orientation), orientation},
		{"Rating", float64(f.Rating), m.number("Rating")},
		{"Lat", lat, m.number("GPSLatitude")},
		{"Long", long, m.number("GPSLongitude")},
		{"Duration", f.Duration.Seconds(), m.number("Duration")},
		{"Exposure.Time", f.Exposure.Time.Seconds(), m.number("ExposureTime")},
		{"Exposure.FNumber", f.Exposure.FNumber, m.number("FNumber")},
		{"Exposure.FocalLength", f.Exposure.FocalLength, m.number("FocalLength")},
		{"Exposure.ISO", float64(f.Exposure.ISO), m.number("ISO")},
	}
	for _, x := range numbers {
		slack := 1e-6
		if x.field == "Duration" {
			slack = 0.01 // ExifTool divides the size of a sound with its headers
		}
		if math.Abs(x.got-x.want) > slack {
			t.Errorf("%s = %v, exiftool says %v", x.field, x.got, x.want)
		}
	}
}
