package mediatest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// toolTime bounds a program that is run for a test file.
const toolTime = 30 * time.Second

// Progressive turns a JPEG into a progressive one with its metadata, by
// jpegtran (Debian: libjpeg-turbo-progs).
func Progressive(jpeg []byte) (progressive []byte, ok bool) {
	ctx, cancel := context.WithTimeout(context.Background(), toolTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "jpegtran", "-progressive", "-copy", "all")
	cmd.Stdin = bytes.NewReader(jpeg)
	out, err := cmd.Output()
	return out, err == nil && len(out) > 0
}

// HEIC encodes a photograph by heif-enc (Debian: libheif-examples), with its
// EXIF and XMP. The program knows no orientation, so the picture is upright.
func HEIC(o PhotoOptions) (heic []byte, ok bool) {
	o.Orientation = 0
	return convert(Photo(o), ".jpg", ".heic", "heif-enc", "-q", "50")
}

// AVIF encodes a photograph by heif-enc with an AV1 encoder, upright as HEIC.
func AVIF(o PhotoOptions) (avif []byte, ok bool) {
	o.Orientation = 0
	return convert(Photo(o), ".jpg", ".avif", "heif-enc", "-A", "-q", "50")
}

// Film encodes a second of moving pictures by ffmpeg (Debian: ffmpeg), a real
// film that players can show.
func Film() (mp4 []byte, ok bool) {
	return convert(Photo(PhotoOptions{}), ".jpg", ".mp4",
		"ffmpeg", "-v", "error", "-loop", "1", "-t", "1", "-i")
}

// convert runs a program that takes an input and writes an output. heif-enc
// takes the input first and -o, ffmpeg its output last.
func convert(in []byte, from, to, program string, args ...string) ([]byte, bool) {
	if _, err := exec.LookPath(program); err != nil {
		return nil, false
	}
	dir, err := os.MkdirTemp("", "mediatest")
	if err != nil {
		return nil, false
	}
	defer os.RemoveAll(dir)
	source, target := filepath.Join(dir, "in"+from), filepath.Join(dir, "out"+to)
	if err := os.WriteFile(source, in, 0o600); err != nil {
		return nil, false
	}
	args = append(args, source)
	if program == "heif-enc" {
		args = append(args, "-o")
	}
	ctx, cancel := context.WithTimeout(context.Background(), toolTime)
	defer cancel()
	if err := exec.CommandContext(ctx, program, append(args, target)...).Run(); err != nil {
		return nil, false
	}
	out, err := os.ReadFile(target)
	return out, err == nil && len(out) > 0
}
