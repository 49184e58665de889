package heif

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"slices"

	"github.com/mediasock/mediasock/metadata"
)

// Codec decodes one kind of file.
type Codec struct {
	name   string
	brands []string
	turns  bool
	pixels func(context.Context, io.Reader) (image.Image, error)
}

// String returns the name of the kind, HEIC or AVIF.
func (c Codec) String() string { return c.name }

// Matches tells by its first bytes, of which 12 are enough, whether a file is
// of this kind: by the major brand of its ftyp box (ISO/IEC 14496-12, 4.3).
func (c Codec) Matches(head []byte) bool {
	return len(head) >= 12 && string(head[4:8]) == "ftyp" && slices.Contains(c.brands, string(head[8:12]))
}

// DecodeConfig reads the size of an image by package metadata, which is ours: the
// decoders' own way reads the beginning of a file alone and takes that of any
// photograph of more than 256 KB for damaged.
func (c Codec) DecodeConfig(r io.ReaderAt, size int64) (image.Config, error) {
	facts, err := metadata.Read(r, size, "", metadata.Options{})
	if facts.Width <= 0 || facts.Height <= 0 {
		return image.Config{}, errors.Join(errors.New("heif: no size is told"), err)
	}
	config := image.Config{ColorModel: color.NRGBAModel, Width: facts.Width, Height: facts.Height}
	if deep(r) {
		config.ColorModel = color.NRGBA64Model
	}
	return config, nil
}

// deep reports whether AVIF has more than 8 bits a channel, by the first
// configuration of its codec (AV1 in ISO base media, 2.3.3).
func deep(r io.ReaderAt) bool {
	head := make([]byte, 64<<10)
	n, _ := r.ReadAt(head, 0)
	_, box, found := bytes.Cut(head[:n], []byte("av1C"))
	return found && len(box) > 2 && box[2]&0x40 != 0
}

// Turns reports that the decoder of HEIC turns an image as the file's irot and imir
// say, and that of AVIF does not.
func (c Codec) Turns() bool { return c.turns }

// Decode reads an image.
func (c Codec) Decode(ctx context.Context, r io.Reader) (image.Image, error) { return c.pixels(ctx, r) }
