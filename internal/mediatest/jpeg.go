package mediatest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"image/jpeg"
)

// must panics on an error of an encoder that writes to memory, which would
// be a mistake in this package.
func must(err error) {
	if err != nil {
		panic("mediatest: " + err.Error())
	}
}

func plainJPEG(o PhotoOptions) []byte {
	var img image.Image = scene(o)
	if o.Gray {
		gray := image.NewGray(img.Bounds())
		draw.Draw(gray, gray.Rect, img, image.Point{}, draw.Src)
		img = gray
	}
	var b bytes.Buffer
	must(jpeg.Encode(&b, img, &jpeg.Options{Quality: o.Quality}))
	return b.Bytes()
}

// WithJPEG inserts metadata blocks, each of which may be nil, into a JPEG:
// exif as [EXIF] returns it, xmp as [XMP] does, and iptc as [IPTC] does. A
// block above 65,000 bytes does not fit into its segment: it panics.
func WithJPEG(jpeg, exif, xmp, iptc []byte) []byte {
	out := append([]byte(nil), jpeg[:2]...)
	out = segment(out, 0xe1, "Exif\x00\x00", exif)
	out = segment(out, 0xe1, "http://ns.adobe.com/xap/1.0/\x00", xmp)
	out = segment(out, 0xed, "Photoshop 3.0\x00", iptc)
	return append(out, jpeg[2:]...)
}

func segment(b []byte, marker byte, prefix string, value []byte) []byte {
	if len(value) == 0 {
		return b
	}
	if 2+len(prefix)+len(value) > 0xffff {
		panic("mediatest: metadata block too long for a JPEG segment")
	}
	b = append(b, 0xff, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(2+len(prefix)+len(value)))
	b = append(b, prefix...)
	return append(b, value...)
}
