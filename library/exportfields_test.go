package library_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// An export's XMP says field by field what the library knows, in ExifTool's
// reading; the original beside it is as it came.
func TestExport_ExifToolReadsEveryField(t *testing.T) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("SKIPPED: exiftool is missing; install the Debian package libimage-exiftool-perl")
	}
	k := newKit(t, library.Options{})
	photo := mediatest.Photo(mediatest.Pier())
	k.add(mediasock.Media{Title: "Another title", Keywords: mediasock.List{"added"}}, data{"pier.jpg", photo})
	dir := filepath.Join(t.TempDir(), "out")
	owner, _ := library.ParseID(k.alice.ID)
	if _, err := library.Export(t.Context(), k.index, k.store, owner, dir); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "pier.jpg")); err != nil || string(data) != string(photo) {
		t.Errorf("the original is not as it came: %v", err)
	}
	out, err := exec.CommandContext(t.Context(), "exiftool", "-j", "-n", "-G1", filepath.Join(dir, "pier.jpg.xmp")).Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatal(err)
	}
	o := mediatest.Pier()
	for tag, want := range map[string]any{
		"XMP-dc:Title": "Another title", "XMP-dc:Description": o.Caption, "XMP-dc:Creator": o.Author, "XMP-dc:Rights": o.Copyright,
		"XMP-photoshop:Credit": o.Credit, "XMP-xmpRights:WebStatement": o.License, "XMP-photoshop:City": o.City,
		"XMP-photoshop:State": o.Region, "XMP-photoshop:Country": o.Country, "XMP-iptcCore:Location": o.Location,
		"XMP-xmp:Rating": 4.0, "XMP-iptcExt:PersonInImage": []any{"Åse", "Jonas"}, "XMP-lr:HierarchicalSubject": "Places|Norway|Bergen",
		"XMP-exif:DateTimeOriginal": "2024:07:14 21:30:15+02:00", "XMP-exif:GPSLatitude": o.Place.Lat, "XMP-exif:GPSLongitude": o.Place.Long,
		"XMP-dc:Subject": []any{"added", "Bergen", "blå time", "pier, old", "Skål"},
	} {
		if got := list[0][tag]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %#v, want %#v", tag, got, want)
		}
	}
}
