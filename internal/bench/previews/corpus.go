package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/mediasock/mediasock/library/heif"
)

// kind is a way to encode a photograph.
type kind struct {
	name   string
	width  int
	height int
	seed   uint64
	cjpeg  []string // nil: the standard library can do it too
	turned bool     // EXIF says that it is to be turned right
}

func kinds() []kind {
	phone := []string{"-quality", "92", "-sample", "2x2"}
	camera := []string{"-quality", "95", "-sample", "2x1"}
	return []kind{
		{"12MP-420", 4000, 3000, 1, phone, false},
		{"12MP-420-rotated", 4000, 3000, 2, phone, true},
		{"12MP-422", 4000, 3000, 3, camera, false},
		{"12MP-444", 4000, 3000, 4, []string{"-quality", "92", "-sample", "1x1"}, false},
		{"12MP-grey", 4000, 3000, 5, []string{"-quality", "92", "-grayscale"}, false},
		{"12MP-progressive", 4000, 3000, 6, append([]string{"-progressive"}, phone...), false},
		{"24MP-420", 6000, 4000, 7, phone, false},
		{"24MP-422", 6000, 4000, 8, camera, false},
		{"24MP-progressive", 6000, 4000, 9, append([]string{"-progressive"}, phone...), false},
	}
}

// corpus returns the files of the photographs, and paints those that are not
// there yet. A PNG of the first kind comes last, with what others make of it.
func corpus(dir, only string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var files []string
	for _, k := range kinds() {
		path := filepath.Join(dir, k.name+".jpg")
		if !strings.Contains(k.name, only) {
			continue
		}
		if err := once(path, k.write); err != nil {
			return nil, fmt.Errorf("%s: %w", k.name, err)
		}
		files = append(files, path)
	}
	png, err := paintPNG(dir)
	if err != nil {
		return nil, err
	}
	if strings.Contains(nameOf(png), only) {
		files = append(files, png)
	}
	for _, c := range converters() {
		path := filepath.Join(dir, c.file)
		if !strings.Contains(nameOf(path), only) {
			continue
		}
		if ok, err := c.convert(png, path); err != nil {
			return nil, err
		} else if ok {
			files = append(files, path)
		}
	}
	return files, nil
}

func paintPNG(dir string) (string, error) {
	path := filepath.Join(dir, "12MP-png.png")
	return path, once(path, func(w io.Writer) error { return png.Encode(w, photo(4000, 3000, 1)) })
}

// converter makes another kind of file of a PNG by a program that may be there.
type converter struct {
	file    string
	command []string // with %s for the PNG, and for the file
}

func converters() []converter {
	list := []converter{{"12MP-webp.webp", []string{"vips", "webpsave", "%s", "%s", "--Q", "85"}}}
	if heif.Codecs() == nil { // built without the tag nodynamic
		return list
	}
	return append(list,
		converter{"12MP-heic.heic", []string{"heif-enc", "-q", "60", "%s", "-o", "%s"}},
		converter{"12MP-avif.avif", []string{"heif-enc", "-A", "-q", "60", "%s", "-o", "%s"}})
}

// convert makes the file, unless it is there. It tells whether it is then.
func (c *converter) convert(from, to string) (bool, error) {
	if _, err := os.Stat(to); err == nil {
		return true, nil
	}
	program, err := exec.LookPath(c.command[0])
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s is not installed: no %s\n", c.command[0], c.file)
		return false, nil
	}
	part := filepath.Join(filepath.Dir(to), "part-"+filepath.Base(to))
	names := []string{from, part}
	var args []string
	for _, arg := range c.command[1:] {
		if arg == "%s" {
			arg, names = names[0], names[1:]
		}
		args = append(args, arg)
	}
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		return false, fmt.Errorf("%s: %w: %s", c.command[0], err, out)
	}
	return true, os.Rename(part, to)
}

// once writes a file, unless it is there.
func once(path string, write func(io.Writer) error) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func (k *kind) write(w io.Writer) error {
	img := photo(k.width, k.height, k.seed)
	var buf bytes.Buffer
	if err := k.encode(&buf, img); err != nil {
		return err
	}
	data := buf.Bytes()
	if k.turned {
		data = append(append(bytes.Clone(data[:2]), exifTurnedRight...), data[2:]...)
	}
	_, err := w.Write(data)
	return err
}

// encode calls cjpeg. Without it, what is not 4:2:0 becomes so.
func (k *kind) encode(w io.Writer, img *image.RGBA) error {
	cmd := exec.Command("cjpeg", k.cjpeg...)
	cmd.Stdin, cmd.Stdout = ppm(img), w
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return jpeg.Encode(w, img, &jpeg.Options{Quality: 92})
	}
	return err
}

func ppm(img *image.RGBA) io.Reader {
	var buf bytes.Buffer
	w := bufio.NewWriter(&buf)
	fmt.Fprintf(w, "P6\n%d %d\n255\n", img.Rect.Dx(), img.Rect.Dy())
	for i := 0; i < len(img.Pix); i += 4 {
		w.Write(img.Pix[i : i+3])
	}
	w.Flush()
	return &buf
}

// exifTurnedRight is an APP1 segment that says orientation 6.
var exifTurnedRight = []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08" +
	"\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
