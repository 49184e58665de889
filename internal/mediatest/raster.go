package mediatest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"

	"golang.org/x/image/bmp"
)

// gifFile writes an animation of two frames. GIF has no orientation, so the
// scene is always drawn upright.
func gifFile(o PhotoOptions) []byte {
	o.Orientation = 0
	first := paletted(scene(o))
	o.Seed++
	second := paletted(scene(o))
	var b bytes.Buffer
	must(gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{50, 50}}))
	return b.Bytes()
}

// bmpFile writes a BMP, which has no metadata at all.
func bmpFile(o PhotoOptions) []byte {
	o.Orientation = 0
	var b bytes.Buffer
	must(bmp.Encode(&b, scene(o)))
	return b.Bytes()
}

// tiffFile writes an uncompressed RGB image whose directory also holds EXIF,
// XMP and IPTC, as TIFF files carry them.
func tiffFile(o PhotoOptions) []byte {
	img := scene(o)
	w, h := img.Rect.Dx(), img.Rect.Dy()
	strip := make([]byte, 0, 3*w*h)
	for i := 0; i < len(img.Pix); i += 4 {
		strip = append(strip, img.Pix[i:i+3]...)
	}
	d := ifd0(o)
	d.long(0x0100, uint32(w))
	d.long(0x0101, uint32(h))
	d.short(0x0102, 8, 8, 8)
	d.short(0x0103, 1) // no compression
	d.short(0x0106, 2) // RGB
	d.add(0x0111, typeLong, 1, make([]byte, 4))
	d.short(0x0115, 3)
	d.long(0x0116, uint32(h))
	d.long(0x0117, uint32(len(strip)))
	d.bytes(0x02bc, typeByte, XMP(o))
	d.bytes(0x83bb, typeUndefined, IIM(o))
	d.sort()
	head := d.append(tiffHeader(d.order))
	d.set(0x0111, uint32(len(head))) // the pixels follow the directory
	return append(d.append(tiffHeader(d.order)), strip...)
}

// WithWebP puts a picture as cwebp writes it into the extended form, with
// metadata blocks that may be nil.
func WithWebP(webp, exif, xmp []byte) []byte {
	if exif == nil && xmp == nil {
		return webp
	}
	frame := webp[12:]
	var flags byte
	if exif != nil {
		flags |= 1 << 3
	}
	if xmp != nil {
		flags |= 1 << 2
	}
	w, h := sampleWidth-1, sampleHeight-1
	b := []byte("WEBP")
	b = riff(b, "VP8X", []byte{flags, 0, 0, 0, byte(w), 0, 0, byte(h), 0, 0})
	b = append(b, frame...)
	b = riff(b, "EXIF", exif)
	b = riff(b, "XMP ", xmp)
	return riff(nil, "RIFF", b)
}

// riff appends one chunk of RIFF, padded to an even length; an empty value
// appends nothing.
func riff(b []byte, kind string, value []byte) []byte {
	if len(value) == 0 {
		return b
	}
	b = append(b, kind...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	b = append(b, value...)
	if len(value)%2 == 1 {
		b = append(b, 0)
	}
	return b
}
