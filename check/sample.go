package check

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/mediasock/mediasock"
)

// A file is a file in memory that nobody else has.
type file struct {
	name, kind string
	make       func() []byte
	bytes      []byte
}

var _ mediasock.Data = file{}

// Open returns the bytes anew.
func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.bytes)), nil }

// Size returns how many there are.
func (f file) Size() int64 { return int64(len(f.bytes)) }

// Name returns the name of the file.
func (f file) Name() string { return f.name }

// Type returns its media type.
func (f file) Type() string { return f.kind }

// other returns another file of the same kind.
func (f file) other() file {
	f.bytes = f.make()
	return f
}

// sample returns a small file of a type that the service takes.
func sample(sock mediasock.Sock) (file, bool) {
	for _, f := range []file{
		{name: "mediasock-check.png", kind: "image/png", make: func() []byte { return picture(png.Encode) }},
		{name: "mediasock-check.jpg", kind: "image/jpeg", make: func() []byte {
			return picture(func(w io.Writer, i image.Image) error { return jpeg.Encode(w, i, nil) })
		}},
		{name: "mediasock-check.txt", kind: "text/plain", make: func() []byte { return []byte("MediaSock check " + rand.Text() + "\n") }},
	} {
		if sock.Accepts(f.kind) {
			return f.other(), true
		}
	}
	return file{}, false
}

// picture returns a picture of random colours.
func picture(encode func(io.Writer, image.Image) error) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 8, 8))
	pixel := make([]byte, 3*64)
	_, _ = rand.Read(pixel) // never fails
	for i := range 64 {
		img.Set(i%8, i/8, color.RGBA{pixel[3*i], pixel[3*i+1], pixel[3*i+2], 255})
	}
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		panic(fmt.Sprintf("check: %v", err)) // never: memory takes all
	}
	return b.Bytes()
}
