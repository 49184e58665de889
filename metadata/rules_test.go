package metadata_test

import (
	"bytes"
	"crypto/md5"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// say makes one block of metadata with a title, a caption and a keyword.
func say(in mediatest.Blocks, s string) mediatest.PhotoOptions {
	return mediatest.PhotoOptions{Blocks: in, Title: s, Caption: s + " caption", Keywords: []string{s}, Author: s}
}

func TestRead_WhichFieldWins(t *testing.T) {
	exif := mediatest.EXIF(say(mediatest.InEXIF, "exif"))
	xmp := mediatest.XMP(say(mediatest.InXMP, "xmp"))
	iim := mediatest.IIM(say(mediatest.InIPTC, "iptc"))
	iptc := mediatest.IPTC(say(mediatest.InIPTC, "iptc"))
	tests := []struct {
		name            string
		exif, xmp, iptc []byte
		title           string
		keywords        []string
	}{
		{"XMP over IPTC over EXIF", exif, xmp, iptc, "xmp", []string{"xmp", "iptc"}},
		{"IPTC over EXIF", exif, nil, iptc, "iptc", []string{"iptc"}},
		{"EXIF alone", exif, nil, nil, "exif", []string{"exif"}},
		{"IPTC with its digest is unchanged", exif, xmp, mediatest.WithDigest(iptc, md5.Sum(iim)), "xmp", []string{"xmp", "iptc"}},
		{"IPTC changed since its digest", exif, xmp, mediatest.WithDigest(iptc, md5.Sum([]byte("old"))), "iptc", []string{"xmp", "iptc"}},
	}
	plain := mediatest.Photo(mediatest.PhotoOptions{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := read(t, "", mediatest.WithJPEG(plain, test.exif, test.xmp, test.iptc))
			if f.Title != test.title || f.Author != test.title || f.Caption != test.title+" caption" {
				t.Errorf("Title, Author, Caption = %q, %q, %q, want those of %q", f.Title, f.Author, f.Caption, test.title)
			}
			if !slices.Equal(f.Keywords, test.keywords) {
				t.Errorf("Keywords = %q, want %q", f.Keywords, test.keywords)
			}
		})
	}
}

func TestRead_TimeZone_A42(t *testing.T) {
	wall := time.Date(2024, 7, 14, 21, 30, 15, 0, time.UTC)
	in := func(minutes int) time.Time {
		return time.Date(2024, 7, 14, 21, 30, 15, 0, time.FixedZone("", 60*minutes))
	}
	place := &mediatest.Place{Lat: 60, Long: 5}
	tests := []struct {
		name    string
		options mediatest.PhotoOptions
		want    time.Time
		zone    metadata.Zone
	}{
		{"A-42 offset tag", mediatest.PhotoOptions{Taken: in(120), Offset: true}, in(120), metadata.ZoneOffset},
		{"A-42 offset of half an hour", mediatest.PhotoOptions{Taken: in(-210), Offset: true}, in(-210), metadata.ZoneOffset},
		{"A-42 UTC", mediatest.PhotoOptions{Taken: wall, Offset: true}, wall, metadata.ZoneOffset},
		{"A-42 zone of GPS time", mediatest.PhotoOptions{Taken: in(345), GPSTime: true, Place: place}, in(345), metadata.ZoneGPS},
		{"A-42 no zone", mediatest.PhotoOptions{Taken: in(120)}, wall, metadata.ZoneUnknown},
		{"A-42 GPS time that fits no zone", mediatest.PhotoOptions{Taken: in(77), GPSTime: true, Place: place}, wall, metadata.ZoneUnknown},
		{"A-42 no date", mediatest.PhotoOptions{}, time.Time{}, metadata.ZoneUnknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.options.Blocks = mediatest.InEXIF
			f := read(t, "", mediatest.Photo(test.options))
			if !f.Taken.Equal(test.want) || f.Taken.Format(time.RFC3339) != test.want.Format(time.RFC3339) || f.Zone != test.zone {
				t.Errorf("Taken, Zone = %v, %q, want %v, %q", f.Taken, f.Zone, test.want, test.zone)
			}
			if f.Zone.Known() != (test.zone != "") {
				t.Errorf("Zone(%q).Known() = %t", f.Zone, f.Zone.Known())
			}
		})
	}
}

func TestRead_FilmClock_A42(t *testing.T) {
	at := time.Date(2025, 2, 3, 4, 5, 6, 0, time.FixedZone("", 7200))
	f := read(t, "", mediatest.Movie(mediatest.MovieOptions{Created: at}))
	if !f.Taken.Equal(at) || f.Zone != metadata.ZoneUTC {
		t.Errorf("header alone: Taken, Zone = %v, %q, want the instant %v and %q", f.Taken, f.Zone, at, metadata.ZoneUTC)
	}
	f = read(t, "", mediatest.Movie(mediatest.MovieOptions{Created: at, Offset: true}))
	if !f.Taken.Equal(at) || f.Taken.Hour() != 4 || f.Zone != metadata.ZoneOffset {
		t.Errorf("creationdate: Taken, Zone = %v, %q, want %v, %q", f.Taken, f.Zone, at, metadata.ZoneOffset)
	}
}

func TestRead_Place_A43(t *testing.T) {
	tests := []struct {
		name      string
		lat, long float64
		want      bool
	}{
		{"north east", 60.397, 5.3245, true},
		{"south west", -54.80191, -68.30295, true},
		{"poles and date line", 90, -180, true},
		{"A-43 beyond a pole", 91, 5, false},
		{"A-43 beyond the date line", 5, 181, false},
		{"no fix", 0, 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := read(t, "", mediatest.Photo(mediatest.PhotoOptions{Place: &mediatest.Place{Lat: test.lat, Long: test.long}}))
			if (f.Place != nil) != test.want {
				t.Fatalf("Place = %v, want one: %t", f.Place, test.want)
			}
			if test.want && *f.Place != (metadata.Place{Lat: test.lat, Long: test.long}) {
				t.Errorf("Place = %v, want %v, %v", *f.Place, test.lat, test.long)
			}
		})
	}
}

func TestRead_CameraPhraseIsNoCaption(t *testing.T) {
	for _, phrase := range []string{"OLYMPUS DIGITAL CAMERA         ", `DCIM\100MEDIA\DJI_0001.JPG`, "SONY DSC"} {
		f := read(t, "", mediatest.Photo(mediatest.PhotoOptions{Caption: phrase, Comment: "Ved fjorden – ja", Blocks: mediatest.InEXIF}))
		if f.Caption != "Ved fjorden – ja" {
			t.Errorf("description %q: Caption = %q, want the comment", phrase, f.Caption)
		}
	}
}

func TestRead_Keywords_A40(t *testing.T) {
	f := read(t, "", mediatest.Photo(mediatest.PhotoOptions{
		Keywords:  []string{"pier, old", "Bergen", "Bergen", "  ", "two\nlines"},
		Hierarchy: []string{"Places|Norway|Bergen", "Animals|Gull"},
	}))
	if want := []string{"pier, old", "Bergen", "two lines", "Gull"}; !slices.Equal(f.Keywords, want) {
		t.Errorf("Keywords = %q, want %q", f.Keywords, want)
	}
	if len(f.KeywordPaths) != 2 || !slices.Equal(f.KeywordPaths[0], []string{"Places", "Norway", "Bergen"}) {
		t.Errorf("KeywordPaths = %q", f.KeywordPaths)
	}
}

func TestRead_TextIsClean_A44_A46(t *testing.T) {
	f := read(t, "", mediatest.Photo(mediatest.PhotoOptions{
		Title: "<b>\u202ebold\x1b[1m</b>\nhere", Caption: "one\r\ntwo\rthree\x00", License: "javascript:alert(1)", Author: "a\xffb", Blocks: mediatest.InIPTC | mediatest.InEXIF,
	}))
	if want := "<b>bold[1m</b> here"; f.Title != want {
		t.Errorf("Title = %q, want %q", f.Title, want)
	}
	if want := "one\ntwo\nthree"; f.Caption != want {
		t.Errorf("Caption = %q, want %q", f.Caption, want)
	}
	if want := "a\ufffdb"; f.Author != want {
		t.Errorf("Author = %q, want %q", f.Author, want)
	}
}

func TestRead_OrientationOfMirroredHEIF(t *testing.T) {
	for orientation := 1; orientation <= 8; orientation++ {
		f := read(t, "", mediatest.HEIF(mediatest.PhotoOptions{Orientation: orientation, Title: "Box"}))
		if f.Orientation != orientation || f.Width != 320 || f.Height != 240 || f.Title != "Box" || f.MediaType != "image/heic" {
			t.Errorf("orientation %d: got %d, %d x %d, %q, %s", orientation, f.Orientation, f.Width, f.Height, f.Title, f.MediaType)
		}
	}
}

func TestRead_StructuredXMP(t *testing.T) {
	packet := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Headline="Headline"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="-1" xmp:CreateDate="2020-02-29T23:59:60"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="33,51.408S" exif:GPSLongitude="151,12,55.08E"
 exif:DateTimeOriginal="2020-02-29T22:15:00+11:00"/>
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>
<rdf:li xml:lang="de">Hafen</rdf:li><rdf:li xml:lang="x-default">Harbour</rdf:li></rdf:Alt></dc:description></rdf:Description>
<rdf:Description xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><e:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource">
<e:City>Sydney</e:City><e:CountryName>Australia</e:CountryName></rdf:li></rdf:Bag></e:LocationCreated></rdf:Description>
<rdf:Description xmlns:r="http://www.metadataworkinggroup.com/schemas/regions/"><r:Regions rdf:parseType="Resource"><r:RegionList><rdf:Bag>
<rdf:li><rdf:Description r:Name="Ann" r:Type="Face"/></rdf:li><rdf:li><rdf:Description r:Name="Rex" r:Type="Pet"/></rdf:li>
</rdf:Bag></r:RegionList></r:Regions></rdf:Description>
<rdf:Description xmlns:cc="http://creativecommons.org/ns#"><cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/></rdf:Description>
</rdf:RDF></x:xmpmeta>`
	f := read(t, "", mediatest.WithJPEG(mediatest.Photo(mediatest.PhotoOptions{}), nil, []byte(packet), nil))
	got := []string{f.Title, f.Caption, f.City, f.Country, strings.Join(f.People, "+"), f.License, f.Taken.Format(time.RFC3339)}
	want := []string{"Headline", "Harbour", "Sydney", "Australia", "Ann",
		"https://creativecommons.org/licenses/by/4.0/", "2020-02-29T22:15:00+11:00"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if f.Rating != -1 || f.Place == nil || *f.Place != (metadata.Place{Lat: -33.8568, Long: 151.2153}) {
		t.Errorf("Rating = %d, Place = %v, want -1 and Sydney", f.Rating, f.Place)
	}
}

func TestRead_DocumentTypeInXMPIsRefused_XS1(t *testing.T) {
	packet := []byte(`<!DOCTYPE x [<!ENTITY a "b">]>` + string(mediatest.XMP(mediatest.PhotoOptions{Title: "&a;"})))
	data := mediatest.WithJPEG(mediatest.Photo(mediatest.PhotoOptions{}), nil, packet, nil)
	f, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{})
	if err == nil || f.Title != "" || f.Width != 320 {
		t.Errorf("Title = %q, Width = %d, error %v, want no title, the size, and an error", f.Title, f.Width, err)
	}
}
