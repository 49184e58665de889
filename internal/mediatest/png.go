package mediatest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
)

// pngFile writes a PNG with an eXIf chunk, XMP in iTXt, and the words as the
// tEXt keywords that the PNG specification registers.
func pngFile(o PhotoOptions) []byte {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	must(encoder.Encode(&b, pngImage(o)))
	const head = 8 + 25 // signature and IHDR
	out := append([]byte(nil), b.Bytes()[:head]...)
	out = chunk(out, "eXIf", EXIF(o))
	if xmp := XMP(o); xmp != nil {
		out = chunk(out, "iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), xmp...))
	}
	if o.Blocks == 0 {
		out = pngText(out, "Title", o.Title)
		out = pngText(out, "Description", o.Caption)
		out = pngText(out, "Author", o.Author)
		out = pngText(out, "Copyright", o.Copyright)
	}
	return append(out, b.Bytes()[head:]...)
}

func pngImage(o PhotoOptions) image.Image {
	img := scene(o)
	switch o.Format {
	case PNG16:
		deep := image.NewRGBA64(img.Rect)
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				c := color.RGBA64Model.Convert(img.At(x, y)).(color.RGBA64)
				c.R ^= uint16(x) & 0xff
				deep.SetRGBA64(x, y, c)
			}
		}
		return deep
	case Palette:
		return paletted(img)
	}
	return img
}

func paletted(img image.Image) *image.Paletted {
	p := image.NewPaletted(img.Bounds(), palette.WebSafe)
	draw.Draw(p, p.Rect, img, image.Point{}, draw.Src)
	return p
}

// pngText writes a text chunk: tEXt, which is Latin-1, for ASCII, else iTXt.
func pngText(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	for _, r := range value {
		if r > 126 {
			return chunk(b, "iTXt", []byte(key+"\x00\x00\x00\x00\x00"+value))
		}
	}
	return chunk(b, "tEXt", []byte(key+"\x00"+value))
}

// chunk appends one chunk of PNG with its checksum; an empty value nothing.
func chunk(b []byte, kind string, value []byte) []byte {
	if len(value) == 0 {
		return b
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
	start := len(b)
	b = append(append(b, kind...), value...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}
