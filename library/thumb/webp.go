package thumb

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/webp"

	"github.com/mediasock/mediasock/internal/vp8"
)

// webpFormat reads WebP, lossy and lossless; of animated ones the first frame.
func webpFormat() format { return webpKind{} }

type webpKind struct{}

var _ format = webpKind{}

func (webpKind) matches(head []byte) bool {
	return len(head) >= 16 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"
}

func (webpKind) decode(j *job) (*picture, error) {
	head, err := j.src.head(30)
	if err != nil {
		return nil, err
	}
	if len(head) == 30 && string(head[12:16]) == "VP8X" && head[20]&2 != 0 {
		return animatedWebP(j)
	}
	return stillWebP(j)
}

// stillWebP decodes a still picture: a large lossy one smaller at once, another as
// it is.
func stillWebP(j *job) (*picture, error) {
	if frame := lossyFrame(j.src.again(), j.limits.MaxFile); frame != nil {
		width, height, err := vp8.Size(frame)
		if err == nil && max(width, height) >= unfiltered*j.edge {
			return shrinkLossy(frame, width, height, j)
		}
	}
	return raster{config: webp.DecodeConfig, pixels: decodeWebP}.decode(j)
}

// decodeWebP decodes a still picture at its full size. Lossy ones have brightness from 16 to 235
// and colour from 16 to 240 (RFC 6386, 9.2), which the decoder hands out as if
// they had the full range that package image means.
func decodeWebP(r io.Reader) (image.Image, error) {
	img, err := webp.Decode(r)
	switch m := img.(type) {
	case *image.YCbCr:
		widen(m.Y, m.Cb, m.Cr)
	case *image.NYCbCrA:
		widen(m.Y, m.Cb, m.Cr)
	}
	return img, err
}

// widen gives brightness and colour the full range, in place.
func widen(luma, cb, cr []byte) {
	var y, c [256]byte
	for i := range y {
		y[i] = clamp((int32(i-16)*255 + 109) / 219)
		c[i] = clamp((int32(i-128)*255 + 128*224 + 112) / 224)
	}
	for i, v := range luma {
		luma[i] = y[v]
	}
	for _, pix := range [][]byte{cb, cr} {
		for i, v := range pix {
			pix[i] = c[v]
		}
	}
}

// animatedWebP makes a still file of the first frame, which is what the
// decoder knows, and lets that be decoded. The frame is shown without the
// canvas around it, if it does not fill it.
func animatedWebP(j *job) (*picture, error) {
	frame, err := firstFrame(j.src.again(), j.limits.MaxFile)
	if err != nil {
		return nil, err
	}
	still := bytes.NewReader(frame)
	inner := *j
	inner.src = newSource(j.src.ctx, still, still.Size())
	return stillWebP(&inner)
}

// firstFrame finds the first ANMF chunk and makes a file of the chunks in it.
func firstFrame(r *source, most int64) ([]byte, error) {
	if _, err := r.Seek(12, io.SeekStart); err != nil {
		return nil, err
	}
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, fmt.Errorf("%w: animation without frames", ErrMalformed)
		}
		n := int64(binary.LittleEndian.Uint32(head[4:]))
		if string(head[:4]) == "ANMF" {
			return stillOf(r, n, most)
		}
		if _, err := r.Seek(n+n&1, io.SeekCurrent); err != nil {
			return nil, err
		}
	}
}

// stillOf reads a frame of n bytes: 16 bytes of place, size and time, then
// chunks. With a chunk for alpha the file needs an extended header.
func stillOf(r io.Reader, n, most int64) ([]byte, error) {
	if n < 24 || n > most {
		return nil, fmt.Errorf("%w: frame of %d bytes", ErrMalformed, n)
	}
	frame, err := io.ReadAll(io.LimitReader(r, n))
	if err != nil || int64(len(frame)) < n {
		return nil, fmt.Errorf("%w: frame is cut off", ErrMalformed)
	}
	chunks := frame[16:]
	var extended []byte
	if string(chunks[:4]) == "ALPH" {
		extended = append([]byte("VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"), frame[6:12]...)
	}
	file := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(4+len(extended)+len(chunks)))...)
	file = append(file, "WEBP"...)
	return append(append(file, extended...), chunks...), nil
}
