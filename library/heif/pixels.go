package heif

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
)

// An image crosses a pipe as its size, four bytes each, its kind, and its planes
// row by row without what stands between rows.

// mostPixels bounds what is taken of a worker in bytes: it may be under the control
// of the file that it decodes. It is as much as package thumb decodes.
const mostPixels = 256 << 20

var errPixels = errors.New("heif: the worker's answer is no image")

// The kinds of images that the decoders return. Those of YCbCr have the number of
// their subsampling added.
const (
	kindGray byte = iota
	kindRGBA
	kindNRGBA
	kindRGBA64
	kindNRGBA64
	kindYCbCr = 16
)

func writeHead(w io.Writer, width, height int, kind byte) error {
	b := binary.BigEndian.AppendUint32(nil, uint32(width))
	_, err := w.Write(append(binary.BigEndian.AppendUint32(b, uint32(height)), kind))
	return err
}

func readHead(r io.Reader) (width, height int, kind byte, err error) {
	var b [9]byte
	if _, err = io.ReadFull(r, b[:]); err != nil {
		return 0, 0, 0, err
	}
	w, h := binary.BigEndian.Uint32(b[:]), binary.BigEndian.Uint32(b[4:])
	if w > 1<<30 || h > 1<<30 {
		return 0, 0, 0, fmt.Errorf("%w: %d by %d pixels", errPixels, w, h)
	}
	return int(w), int(h), b[8], nil
}

// writeImage writes an image of one of the kinds.
func writeImage(w io.Writer, img image.Image) error {
	r := img.Bounds()
	if r.Empty() {
		return errors.New("heif: the decoder made an empty image")
	}
	head := func(kind byte) error { return writeHead(w, r.Dx(), r.Dy(), kind) }
	packed := func(kind byte, pix []byte, stride, pixel int) error {
		return errors.Join(head(kind), writeRows(w, pix, stride, pixel*r.Dx(), r.Dy()))
	}
	switch m := img.(type) {
	case *image.Gray:
		return packed(kindGray, m.Pix, m.Stride, 1)
	case *image.RGBA:
		return packed(kindRGBA, m.Pix, m.Stride, 4)
	case *image.NRGBA:
		return packed(kindNRGBA, m.Pix, m.Stride, 4)
	case *image.RGBA64:
		return packed(kindRGBA64, m.Pix, m.Stride, 8)
	case *image.NRGBA64:
		return packed(kindNRGBA64, m.Pix, m.Stride, 8)
	case *image.YCbCr:
		cw, ch := chroma(r.Dx(), r.Dy(), m.SubsampleRatio)
		return errors.Join(head(kindYCbCr+byte(m.SubsampleRatio)), writeRows(w, m.Y, m.YStride, r.Dx(), r.Dy()),
			writeRows(w, m.Cb, m.CStride, cw, ch), writeRows(w, m.Cr, m.CStride, cw, ch))
	}
	return fmt.Errorf("heif: the decoder made a %T", img)
}

func writeRows(w io.Writer, pix []byte, stride, width, height int) error {
	for y := range height {
		at := y * stride
		if at+width > len(pix) {
			return errors.New("heif: the decoder's image is not whole")
		}
		if _, err := w.Write(pix[at : at+width]); err != nil {
			return err
		}
	}
	return nil
}

// chroma returns the size of the planes of colour.
func chroma(width, height int, ratio image.YCbCrSubsampleRatio) (w, h int) {
	m := image.YCbCr{Rect: image.Rect(0, 0, width, height), SubsampleRatio: ratio, CStride: width}
	last := m.COffset(width-1, height-1)
	return last%m.CStride + 1, last/m.CStride + 1
}

// readImage reads an image, and no more than mostPixels.
func readImage(r io.Reader) (image.Image, error) {
	width, height, kind, err := readHead(r)
	if err != nil {
		return nil, err
	}
	if width == 0 || height == 0 || int64(width)*int64(height) > mostPixels {
		return nil, fmt.Errorf("%w: %d by %d pixels", errPixels, width, height)
	}
	rect := image.Rect(0, 0, width, height)
	if ratio := image.YCbCrSubsampleRatio(kind - kindYCbCr); kind >= kindYCbCr && ratio <= image.YCbCrSubsampleRatio410 {
		m := image.NewYCbCr(rect, ratio)
		return m, readAll(r, m.Y, m.Cb, m.Cr)
	}
	sizes := [...]int{kindGray: 1, kindRGBA: 4, kindNRGBA: 4, kindRGBA64: 8, kindNRGBA64: 8}
	if int(kind) >= len(sizes) || int64(width)*int64(height)*int64(sizes[kind]) > mostPixels {
		return nil, fmt.Errorf("%w: kind %d, %d by %d pixels", errPixels, kind, width, height)
	}
	pix := make([]byte, width*height*sizes[kind])
	return packedImage(kind, pix, width*sizes[kind], rect), readAll(r, pix)
}

func readAll(r io.Reader, planes ...[]byte) error {
	for _, p := range planes {
		if _, err := io.ReadFull(r, p); err != nil {
			return err
		}
	}
	return nil
}

func packedImage(kind byte, pix []byte, stride int, rect image.Rectangle) image.Image {
	switch kind {
	case kindGray:
		return &image.Gray{Pix: pix, Stride: stride, Rect: rect}
	case kindRGBA:
		return &image.RGBA{Pix: pix, Stride: stride, Rect: rect}
	case kindNRGBA:
		return &image.NRGBA{Pix: pix, Stride: stride, Rect: rect}
	case kindRGBA64:
		return &image.RGBA64{Pix: pix, Stride: stride, Rect: rect}
	}
	return &image.NRGBA64{Pix: pix, Stride: stride, Rect: rect}
}
