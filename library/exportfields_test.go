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
	o := mediatest.Pier()
	k.exports("pier.jpg", photo, map[string]any{
		"XMP-dc:Title": "Another title", "XMP-dc:Description": o.Caption, "XMP-dc:Creator": o.Author, "XMP-dc:Rights": o.Copyright,
		"XMP-photoshop:Credit": o.Credit, "XMP-xmpRights:WebStatement": o.License, "XMP-photoshop:City": o.City,
		"XMP-photoshop:State": o.Region, "XMP-photoshop:Country": o.Country, "XMP-iptcCore:Location": o.Location,
		"XMP-xmp:Rating": 4.0, "XMP-iptcExt:PersonInImage": []any{"Åse", "Jonas"}, "XMP-lr:HierarchicalSubject": "Places|Norway|Bergen",
		"XMP-exif:DateTimeOriginal": "2024:07:14 21:30:15+02:00", "XMP-exif:GPSLatitude": o.Place.Lat, "XMP-exif:GPSLongitude": o.Place.Long,
		"XMP-dc:Subject": []any{"added", "Bergen", "blå time", "pier, old", "Skål"}, "XMP-tiff:Make": o.Make, "XMP-tiff:Model": o.Model,
		"XMP-aux:Lens": o.Lens, "XMP-exifEX:LensModel": o.Lens, "XMP-exif:ExposureTime": 0.004, "XMP-exif:FNumber": 2.8,
		"XMP-exif:ISO": 200.0, "XMP-exif:FocalLength": 35.0,
	})
}

// So does what the owner says over the file.
func TestExport_ExifToolReadsWhatTheOwnerSays(t *testing.T) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("SKIPPED: exiftool is missing; install the Debian package libimage-exiftool-perl")
	}
	k := newKit(t, library.Options{})
	photo := mediatest.Photo(mediatest.Pier())
	k.add(mediasock.Media{Attributes: mediasock.ParseAttributeList("author:Eve; credit:Eve of Wales; copyright:2025 Eve; " +
		"license:https\uff1a//creativecommons.org/publicdomain/zero/1.0/; location:Quay; city:Conwy; state:Gwynedd; country:Wales; " +
		"person:Eve; person:Bob; rating:2; keyword-path:Places|Wales; date:created:2005-10-05T09:45:03+01:00; geo:location:53.25,-3.75; " +
		"camera:Leica M3; lens:Summicron; exposure:2.5 s, f/16, ISO 50, 50 mm")},
		data{"pier.jpg", photo})
	k.exports("pier.jpg", photo, map[string]any{
		"XMP-dc:Creator": "Eve", "XMP-dc:Rights": "2025 Eve", "XMP-photoshop:Credit": "Eve of Wales",
		"XMP-xmpRights:WebStatement": "https://creativecommons.org/publicdomain/zero/1.0/", "XMP-iptcCore:Location": "Quay",
		"XMP-photoshop:City": "Conwy", "XMP-photoshop:State": "Gwynedd", "XMP-photoshop:Country": "Wales",
		"XMP-iptcExt:PersonInImage": []any{"Eve", "Bob"}, "XMP-xmp:Rating": 2.0, "XMP-lr:HierarchicalSubject": "Places|Wales",
		"XMP-exif:DateTimeOriginal": "2005:10:05 09:45:03+01:00", "XMP-exif:GPSLatitude": 53.25, "XMP-exif:GPSLongitude": -3.75,
		"XMP-dc:Title": "Bryggen ved kveld – blå time", "XMP-tiff:Make": nil, "XMP-tiff:Model": "Leica M3", "XMP-aux:Lens": "Summicron",
		"XMP-exif:ExposureTime": 2.5, "XMP-exif:FNumber": 16.0, "XMP-exif:ISO": 50.0, "XMP-exif:FocalLength": 50.0,
	})
}

// exports compares the XMP of an export with what ExifTool is to read.
func (k *kit) exports(name string, original []byte, fields map[string]any) {
	k.Helper()
	dir := filepath.Join(k.TempDir(), "out")
	owner, _ := library.ParseID(k.alice.ID)
	_, err := library.Export(k.Context(), k.index, k.store, owner, dir)
	k.ok(err)
	if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != string(original) {
		k.Errorf("the original is not as it came: %v", err)
	}
	out, err := exec.CommandContext(k.Context(), "exiftool", "-j", "-n", "-G1", filepath.Join(dir, name+".xmp")).Output()
	k.ok(err)
	var list []map[string]any
	k.ok(json.Unmarshal(out, &list))
	for tag, want := range fields {
		if got := list[0][tag]; !reflect.DeepEqual(got, want) {
			k.Errorf("%s = %#v, want %#v", tag, got, want)
		}
	}
}
