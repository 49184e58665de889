package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // the standard library's preview of it
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/image/draw"
	"golang.org/x/sync/errgroup"

	"github.com/mediasock/mediasock/library/heif"
	"github.com/mediasock/mediasock/library/thumb"
)

// work makes previews of files in this process: how is "ours" or "standard".
func work(how, out string, cores, edge int, files []string) error {
	maker := new(thumb.Maker)
	for _, codec := range heif.Codecs() {
		maker.Codecs = append(maker.Codecs, codec)
	}
	preview := ours(maker, edge)
	if how == "standard" {
		preview = func(path string) ([]byte, error) { return standard(path, edge) }
	}
	var g errgroup.Group
	g.SetLimit(cores)
	for _, path := range files {
		g.Go(func() error {
			data, err := preview(path)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			return os.WriteFile(previewPath(out, path), data, 0o644)
		})
	}
	return g.Wait()
}

func previewPath(out, path string) string {
	name := filepath.Base(path)
	return filepath.Join(out, strings.TrimSuffix(name, filepath.Ext(name))+".jpg")
}

func ours(maker *thumb.Maker, edge int) func(path string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		got, err := maker.Make(context.Background(), f, info.Size(), orientation(path), []int{edge})
		if err != nil {
			return nil, err
		}
		return got[0].JPEG, nil
	}
}

// orientation stands for a reader of EXIF, which is not what is measured.
func orientation(path string) int {
	if strings.Contains(path, "rotated") {
		return 6
	}
	return 1
}

// standard makes a preview as a program without more than Go's own decoder
// and a good resize would; it does not turn it.
func standard(path string, edge int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, err
	}
	b := img.Bounds()
	longer := max(b.Dx(), b.Dy())
	small := image.NewRGBA(image.Rect(0, 0, b.Dx()*edge/longer, b.Dy()*edge/longer))
	draw.CatmullRom.Scale(small, small.Bounds(), img, b, draw.Src, nil)
	var buf bytes.Buffer
	err = jpeg.Encode(&buf, small, &jpeg.Options{Quality: quality})
	return buf.Bytes(), err
}
