package metadata_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// extended is a photograph whose XMP is too long for one segment: the first packet
// names the second, which comes in parts, in an order of its own.
func extended(lost int) []byte {
	const guid = "0123456789ABCDEF0123456789ABCDEF"
	first := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="` + guid + `"/></rdf:RDF></x:xmpmeta>`
	o := mediatest.Pier()
	o.Blocks = mediatest.InXMP
	room := strings.Repeat(" ", 120_000) // as programs leave for later
	packet := bytes.Replace(mediatest.XMP(o), []byte("<dc:title>"), []byte(room+"<dc:title>"), 1)
	var parts [][]byte
	for from := 0; from < len(packet); from += 60_000 {
		head := binary.BigEndian.AppendUint32([]byte("http://ns.adobe.com/xmp/extension/\x00"+guid), uint32(len(packet)))
		body := append(binary.BigEndian.AppendUint32(head, uint32(from)), packet[from:min(from+60_000, len(packet))]...)
		size := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
		parts = append([][]byte{append(size, body...)}, parts...)
	}
	if lost >= 0 {
		parts = append(parts[:lost], parts[lost+1:]...)
	}
	plain := mediatest.WithJPEG(mediatest.Photo(mediatest.PhotoOptions{Width: 64, Height: 48}), nil, []byte(first), nil)
	at := bytes.Index(plain, []byte(first)) + len(first)
	return append(append(bytes.Clone(plain[:at]), bytes.Join(parts, nil)...), plain[at:]...)
}

func TestRead_ExtendedXMP(t *testing.T) {
	f, o := read(t, "", extended(-1)), mediatest.Pier()
	if f.Title != o.Title || f.Rating != o.Rating || f.License != o.License || len(f.People) != 2 || f.City != o.City || f.Caption != o.Caption {
		t.Errorf("of XMP in three parts was read %+v", f)
	}
	data := extended(1)
	if f, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{}); err == nil || f.Title != "" {
		t.Errorf("of XMP whose middle is lost was read %q, %v", f.Title, err)
	}
}

// bigTIFF lays fields of 64 bits into one directory, and what is longer behind it.
func bigTIFF(order binary.AppendByteOrder, mark string) []byte {
	b := order.AppendUint64(order.AppendUint16(order.AppendUint16(order.AppendUint16([]byte(mark), 43), 8), 0), 16)
	text := "Box Camera for large pictures\x00"
	fields := []struct {
		id, kind     uint16
		count, value uint64
	}{{0x0100, 16, 1, 70_000}, {0x0101, 4, 1, 50_000}, {0x0110, 2, uint64(len(text)), 16 + 8 + 4*20 + 8}, {0x0112, 3, 1, 6}}
	b = order.AppendUint64(b[:16], uint64(len(fields)))
	for _, f := range fields {
		b = order.AppendUint64(order.AppendUint16(order.AppendUint16(b, f.id), f.kind), f.count)
		switch f.kind {
		case 3:
			b = append(order.AppendUint16(b, uint16(f.value)), make([]byte, 6)...)
		case 4:
			b = append(order.AppendUint32(b, uint32(f.value)), make([]byte, 4)...)
		default:
			b = order.AppendUint64(b, f.value)
		}
	}
	return append(order.AppendUint64(b, 0), text...)
}

func TestRead_BigTIFF(t *testing.T) {
	for mark, order := range map[string]binary.AppendByteOrder{"II": binary.LittleEndian, "MM": binary.BigEndian} {
		f := read(t, "", bigTIFF(order, mark))
		if f.MediaType != "image/tiff" || f.StoredWidth != 70_000 || f.StoredHeight != 50_000 || f.Model != "Box Camera for large pictures" || f.Orientation != 6 {
			t.Errorf("%s: read as %+v", mark, f)
		}
	}
}

// taggedMKV has its tags behind the frames, where its index says.
func taggedMKV() []byte {
	tag := func(name, value string) []byte {
		return element(0x67c8, element(0x45a3, []byte(name)), element(0x4487, []byte(value)))
	}
	tags := element(0x1254c367,
		element(0x7373, element(0x63c0, element(0x63c5, []byte{1})), tag("TITLE", "a track")),
		element(0x7373, element(0x63c0, element(0x68ca, []byte{50})), tag("TITLE", "Waves"), tag("DESCRIPTION", "at dusk"), tag("ARTIST", "Ada"),
			tag("KEYWORDS", "sea, pier"), tag("COM.APPLE.QUICKTIME.LOCATION.ISO6709", "+60.3970+005.3245/"), tag("RECORDING_LOCATION", "Bergen"),
			tag("COM.APPLE.QUICKTIME.CREATIONDATE", "2024-07-14T21:30:15+0200"), tag("DATE_RECORDED", "2024"), tag("COPYRIGHT", "2024 Ada"), tag("MAKE", "Mediasock")))
	info := element(0x1549a966, element(0x2ad7b1, number(1e6)), element(0x4489, number(math.Float64bits(2500))), element(0x4461, number(uint64(86400*1e9))))
	frames := element(0x1f43b675, bytes.Repeat([]byte("frames"), 1000))
	seek := func(at int) []byte {
		return element(0x114d9b74, element(0x4dbb, element(0x53ab, []byte{0x12, 0x54, 0xc3, 0x67}), element(0x53ac, number(uint64(at)))))
	}
	index := seek(len(seek(0)) + len(info) + len(frames))
	return append(element(0x1a45dfa3, element(0x4282, []byte("matroska"))), element(0x18538067, index, info, frames, tags)...)
}

func TestRead_MatroskaTags(t *testing.T) {
	f := read(t, "", taggedMKV())
	if f.Title != "Waves" || f.Caption != "at dusk" || f.Author != "Ada" || fmt.Sprint(f.Keywords) != "[sea pier]" || f.Copyright != "2024 Ada" || f.Make != "Mediasock" || f.Location != "Bergen" {
		t.Errorf("read as %+v", f)
	}
	if f.Place == nil || f.Place.Lat != 60.397 || f.Place.Long != 5.3245 {
		t.Errorf("the place is %v", f.Place)
	}
	if want := time.Date(2024, 7, 14, 19, 30, 15, 0, time.UTC); !f.Taken.Equal(want) || f.Zone != "offset" {
		t.Errorf("taken %v (%s), want %v", f.Taken, f.Zone, want)
	}
}

// A film that ffmpeg turned from QuickTime keeps what the telephone wrote.
func TestRead_MatroskaOfFFmpeg(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("SKIPPED: ffmpeg is missing; install the Debian package ffmpeg")
	}
	name := filepath.Join(t.TempDir(), "a.mkv")
	out, err := exec.CommandContext(t.Context(), ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5", "-c:v", "mpeg4",
		"-metadata", "title=Waves", "-metadata", "com.apple.quicktime.location.ISO6709=+60.3970+005.3245/", "-metadata", "creation_time=2024-07-14T19:30:15Z",
		"-metadata", "date=2024", name).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f := read(t, "", data)
	if f.Title != "Waves" || f.Place == nil || f.Place.Lat != 60.397 || !f.Taken.Equal(time.Date(2024, 7, 14, 19, 30, 15, 0, time.UTC)) || f.Width != 64 {
		t.Errorf("read as %+v, at %v", f, f.Place)
	}
}
