package site_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// painted is a JPEG file of one colour.
func painted(t *testing.T, width, height int, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// embedding is an EXIF block that says an orientation and holds a preview, as
// cameras write it (EXIF 2.32, 4.5.2): in the second directory, as JPEG.
func embedding(orientation uint16, preview []byte) []byte {
	b := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01")
	entry := func(tag, kind uint16, value uint32) {
		b = binary.BigEndian.AppendUint16(b, tag)
		b = binary.BigEndian.AppendUint16(b, kind)
		b = binary.BigEndian.AppendUint32(b, 1)
		b = binary.BigEndian.AppendUint32(b, value)
	}
	entry(0x0112, 3, uint32(orientation)<<16)
	b = binary.BigEndian.AppendUint32(b, 26) // the next directory
	b = append(b, 0, 3)
	entry(0x0103, 3, 6<<16)
	entry(0x0201, 4, 68)
	entry(0x0202, 4, uint32(len(preview)))
	return append(append(b, 0, 0, 0, 0), preview...)
}

// A camera's own preview inside a photograph may be of before an edit, and show
// what the edit hid. What is shown is the photograph, from the first moment.
func TestFirstPreviewIsOfThePhotograph(t *testing.T) {
	blue, red := color.RGBA{20, 40, 220, 255}, color.RGBA{220, 30, 20, 255}
	h := newHouse(t, nil)
	u := h.user("ada")
	for _, c := range []struct {
		name          string
		orientation   uint16
		embedded      []byte
		width, height int
	}{
		{"stale", 1, painted(t, 400, 300, red), 320, 240},
		{"stale and turned", 6, painted(t, 400, 300, red), 240, 320},
		{"with black bars", 1, painted(t, 400, 400, color.Black), 320, 240},
		{"none", 1, nil, 320, 240},
	} {
		photo := mediatest.WithJPEG(painted(t, 1200, 900, blue), embedding(c.orientation, c.embedded), nil, nil)
		id := h.add(u, c.name+".jpg", photo, mediasock.Media{})
		got := h.signedIn("ada").get("/thumb/" + id + "?size=320")
		got.want(t, c.name, http.StatusOK)
		img, err := jpeg.Decode(strings.NewReader(got.body))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		r, _, b, _ := img.At(100, 100).RGBA()
		if size := img.Bounds().Size(); size != image.Pt(c.width, c.height) || b>>8 < 180 || r>>8 > 80 {
			t.Errorf("%s: the first preview is %v, red %d and blue %d, want %d by %d, blue", c.name, size, r>>8, b>>8, c.width, c.height)
		}
		if strings.Contains(got.body, "Exif") {
			t.Errorf("%s: the first preview holds EXIF", c.name)
		}
	}
}

// What somebody waits for is made alone. The job makes the others, and leaves
// the first as it is, for its ETag has been given out.
func TestFirstPreviewIsMadeAlone(t *testing.T) {
	h := newHouse(t, nil)
	id := h.add(h.user("ada"), "pier.jpg", photo(), mediasock.Media{})
	first := h.signedIn("ada").get("/thumb/" + id + "?size=320")
	first.want(t, "the first", http.StatusOK)
	n, _ := library.ParseID(id)
	m, err := h.library.Media(t.Context(), library.Viewer{All: true}, n)
	h.must(err)
	for _, size := range library.PreviewEdges()[1:] {
		if _, err := h.library.Previews().OpenPreview(t.Context(), m.Digest, size); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("OpenPreview(%d) before the job = %v, want fs.ErrNotExist", size, err)
		}
	}
	h.work()
	for _, size := range library.PreviewEdges() {
		again := h.signedIn("ada").get("/thumb/" + id + "?size=" + strconv.Itoa(size))
		again.want(t, strconv.Itoa(size)+" after the job", http.StatusOK)
		if size == 320 && (again.body != first.body || again.header.Get("ETag") != first.header.Get("ETag")) {
			t.Error("the first preview has changed with the job")
		}
	}
}
