package metadata_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "golang.org/x/image/webp"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// secrets are what the test files say in some field or other.
var secrets = []string{"Bergen", "Bryggen", "Box Camera", "Mediasock", "degård", "blue bag", "Jonas", "60.39", "Secret"}

// bare returns the file without metadata, read as a client would.
func bare(t *testing.T, f mediatest.File) []byte {
	t.Helper()
	facts := read(t, f.Name, f.Data)
	b, err := metadata.Bare(bytes.NewReader(f.Data), int64(len(f.Data)), facts.MediaType)
	if err != nil {
		t.Fatalf("Bare(%s, %s) = %v", f.Name, facts.MediaType, err)
	}
	data, err := io.ReadAll(b.Reader())
	if err != nil || int64(len(data)) != b.Size() {
		t.Fatalf("%s: read %d bytes of %d, %v", f.Name, len(data), b.Size(), err)
	}
	for off := int64(0); off < b.Size(); off += 997 { // a range is the same bytes
		part := make([]byte, min(1500, b.Size()-off))
		if _, err := b.ReadAt(part, off); err != nil || !bytes.Equal(part, data[off:off+int64(len(part))]) {
			t.Fatalf("%s: ReadAt(%d) differs from the whole, %v", f.Name, off, err)
		}
	}
	return data
}

func TestBare_SaysNothingAndShowsTheSame(t *testing.T) {
	pier := mediatest.Pier()
	files := []mediatest.File{{Name: "pier.heif", Data: mediatest.HEIF(pier)}}
	for _, format := range []mediatest.Format{mediatest.JPEG, mediatest.PNG, mediatest.WebP, mediatest.GIF} {
		o := pier
		o.Format = format
		files = append(files, mediatest.File{Name: "pier." + string(format), Data: mediatest.Photo(o)})
	}
	second := mediatest.Photo(pier)
	files = append(files, mediatest.File{Name: "two.jpg", Data: append(mediatest.Photo(pier), second...)})
	files = append(files, mediatest.File{Name: "comment.gif", Data: withComment(mediatest.Photo(mediatest.PhotoOptions{Format: mediatest.GIF}))})
	for _, f := range files {
		t.Run(f.Name, func(t *testing.T) {
			before, after := read(t, f.Name, f.Data), bare(t, f)
			noSecrets(t, f.Name, after)
			got := read(t, f.Name, after)
			if got.Place != nil || got.Title != "" || got.Make != "" || got.Keywords != nil || !got.Taken.IsZero() {
				t.Errorf("%s still says %+v", f.Name, got)
			}
			if got.Width != before.Width || got.Height != before.Height || got.Orientation != before.Orientation {
				t.Errorf("%s is %dx%d turned %d, was %dx%d turned %d", f.Name,
					got.Width, got.Height, got.Orientation, before.Width, before.Height, before.Orientation)
			}
			samePixels(t, f.Name, f.Data, after)
		})
	}
}

func withComment(gif []byte) []byte {
	at := 13
	if gif[10]&0x80 != 0 {
		at += 3 << (gif[10]&7 + 1)
	}
	return bytes.Join([][]byte{gif[:at], []byte("\x21\xfe\x06Secret\x00"), gif[at:], []byte("Secret behind")}, nil)
}

func noSecrets(t *testing.T, name string, data []byte) {
	t.Helper()
	for _, secret := range secrets {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s still holds %q", name, secret)
		}
	}
}

func samePixels(t *testing.T, name string, before, after []byte) {
	t.Helper()
	a, _, err := image.Decode(bytes.NewReader(before))
	if errors.Is(err, image.ErrFormat) {
		return // HEIC: by ExifTool and ffmpeg
	}
	b, _, err2 := image.Decode(bytes.NewReader(after))
	if err != nil || err2 != nil {
		t.Fatalf("%s: decoding before: %v, after: %v", name, err, err2)
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("%s: pixel %d,%d is %v, was %v", name, x, y, b.At(x, y), a.At(x, y))
			}
		}
	}
}

// TestBare_ExifTool has ExifTool write all that it can into files of many kinds,
// makes them bare, and asks it what is left; films must play as before.
func TestBare_ExifTool(t *testing.T) {
	for program, pack := range map[string]string{"exiftool": "libimage-exiftool-perl", "ffmpeg": "ffmpeg", "heif-enc": "libheif-examples"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is missing; install the Debian package %s", program, pack)
		}
	}
	dir := t.TempDir()
	telling := tellingFiles(t, dir)
	for _, name := range telling {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte("Secret")) {
			t.Errorf("%s says nothing before", name)
		}
		after := filepath.Join(dir, "bare-"+name)
		if err := os.WriteFile(after, bare(t, mediatest.File{Name: name, Data: data}), 0o600); err != nil {
			t.Fatal(err)
		}
		if left := told(t, after); left != "" {
			t.Errorf("%s still says:\n%s", name, left)
		}
		if a, b := frames(t, filepath.Join(dir, name)), frames(t, after); a != b {
			t.Errorf("%s plays otherwise than before:\n%s\n%s", name, a, b)
		}
	}
}

// tellingFiles makes files of each kind that tell of a place.
func tellingFiles(t *testing.T, dir string) []string {
	in := func(name string) string { return filepath.Join(dir, name) }
	photo := mediatest.Photo(mediatest.PhotoOptions{Width: 160, Height: 120})
	for _, name := range []string{"a.jpg", "small.jpg"} {
		if err := os.WriteFile(in(name), photo, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	subtitles := "1\n00:00:00,000 --> 00:00:01,000\nSecret GPS 60.3971 5.3245\n\n"
	if err := os.WriteFile(in("gps.srt"), []byte(subtitles), 0o600); err != nil {
		t.Fatal(err)
	}
	ffmpeg := func(args ...string) { command(t, "ffmpeg", append([]string{"-v", "error", "-y"}, args...)...) }
	scene := []string{"-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5", "-f", "lavfi", "-i", "sine=d=1", "-preset", "ultrafast"}
	words := []string{"-metadata", "title=Secret", "-metadata", "location=+60.3971+005.3245/", "-metadata", "comment=Secret"}
	make := func(args ...string) { ffmpeg(append(append([]string{}, scene...), append(words, args...)...)...) }
	make("-c:v", "libx264", "-pix_fmt", "yuv420p", in("a.mp4"))
	make("-c:v", "libx264", "-movflags", "+faststart+use_metadata_tags", in("a.mov"))
	ffmpeg("-i", in("a.mp4"), "-i", in("gps.srt"), "-map", "0", "-map", "1", "-c", "copy", "-c:s", "mov_text", in("track.mp4"))
	make("-c:v", "libx264", "-c:a", "pcm_s16le", in("pcm.mov"))
	for _, name := range []string{"a.mp4", "pcm.mov"} {
		hide(t, in(name), in("gap-"+name))
	}
	make("-attach", in("small.jpg"), "-metadata:s:t", "mimetype=image/jpeg", "-c:v", "libx264", in("a.mkv"))
	make("-c:v", "libvpx", "-c:a", "libvorbis", in("a.webm"))
	make(in("a.mp3"))
	make("-vn", in("a.flac"))
	make("-vn", in("a.wav"))
	make("-vn", in("a.m4a"))
	command(t, "heif-enc", "-q", "50", "-t", "64", in("a.jpg"), "-o", in("a.heic"))
	ffmpeg("-i", in("a.jpg"), in("a.png"))
	ffmpeg("-i", in("a.jpg"), in("a.webp"))
	place := []string{"-overwrite_original", "-q", "-m", "-GPSLatitude=60.3971", "-GPSLatitudeRef=N", "-GPSLongitude=5.3245", "-GPSLongitudeRef=E",
		"-Artist=Secret", "-XMP:City=Bergen", "-XMP:PersonInImage=Jonas", "-Model=Secret"}
	command(t, "exiftool", append(append([]string{}, place...), "-IPTC:City=Bergen", "-Comment=Secret", "-ThumbnailImage<="+in("small.jpg"), in("a.jpg"))...)
	command(t, "exiftool", append(append([]string{}, place...), in("a.heic"), in("a.png"), in("a.webp"))...)
	command(t, "exiftool", "-overwrite_original", "-q", "-m", "-XMP:City=Bergen", "-Keys:GPSCoordinates=60.3971, 5.3245", in("a.mp4"), in("a.mov"))
	return []string{"a.jpg", "a.png", "a.webp", "a.heic", "a.mp4", "a.mov", "track.mp4", "pcm.mov", "gap-a.mp4", "gap-pcm.mov", "a.mkv", "a.webm", "a.mp3", "a.flac", "a.wav", "a.m4a"}
}

// hide puts words behind the last sample of a film whose index follows after it.
func hide(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("mdat")) - 4
	size := binary.BigEndian.Uint32(data[at:])
	const words = "Secret GPS 60.3971 5.3245"
	binary.BigEndian.PutUint32(data[at:], size+uint32(len(words)))
	end := at + int(size)
	if err := os.WriteFile(to, slices.Concat(data[:end], []byte(words), data[end:]), 0o600); err != nil {
		t.Fatal(err)
	}
}

func command(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v: %s", program, args, err, out)
	}
	return string(out)
}

// told returns the lines of ExifTool that tell of place, people or device.
func told(t *testing.T, name string) string {
	t.Helper()
	telling := regexp.MustCompile(`(?i)gps|location|secret|bergen|jonas|thumbnail(image|offset)|make|model|artist|comment|60\.39`)
	var lines []string
	for line := range strings.Lines(command(t, "exiftool", "-a", "-u", "-G1", "-s", "-ee", "-x", "Directory", "-x", "FileName", name)) {
		if telling.MatchString(line) {
			lines = append(lines, line)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if bytes.Contains(data, []byte(secret)) {
			lines = append(lines, "bytes of "+secret+"\n")
		}
	}
	return strings.Join(lines, "")
}

// frames returns the sums of all pictures and sound, as ffmpeg decodes them.
func frames(t *testing.T, name string) string {
	t.Helper()
	if strings.HasSuffix(name, ".heic") {
		png := name + ".png"
		command(t, "heif-convert", name, png)
		name = png
	}
	args := []string{"-v", "error", "-i", name, "-map", "0:v?", "-map", "0:a?", "-f", "hash", "-hash", "md5", "-"}
	if strings.HasSuffix(name, ".mkv") { // an attached picture is no frame
		args = []string{"-v", "error", "-i", name, "-map", "0:V?", "-map", "0:a?", "-f", "hash", "-hash", "md5", "-"}
	}
	return command(t, "ffmpeg", args...)
}

// What is not known is refused, not given away.
func TestBare_RefusesWhatItDoesNotKnow(t *testing.T) {
	for _, f := range mediatest.Album() {
		facts := read(t, f.Name, f.Data)
		switch facts.MediaType {
		case "image/tiff", "text/plain":
			if _, err := metadata.Bare(bytes.NewReader(f.Data), int64(len(f.Data)), facts.MediaType); !errors.Is(err, metadata.ErrNotBare) {
				t.Errorf("Bare(%s) = %v, want ErrNotBare", f.Name, err)
			}
		}
	}
}

// FuzzBare holds that whatever comes, a bare file is refused or whole, and never
// longer than the original but for an orientation.
func FuzzBare(f *testing.F) {
	for _, file := range append(mediatest.Album(), mediatest.Hostile()...) {
		if len(file.Data) < 20<<10 {
			f.Add(file.Data)
		}
	}
	f.Add(letter())
	f.Fuzz(func(t *testing.T, b []byte) {
		mediaType := metadata.Sniff(b, "")
		bare, err := metadata.Bare(bytes.NewReader(b), int64(len(b)), mediaType)
		if errors.Is(err, metadata.ErrFault) {
			t.Fatalf("a cutter panicked: %v", err)
		}
		if err != nil {
			return
		}
		data, err := io.ReadAll(bare.Reader())
		if err != nil || int64(len(data)) != bare.Size() || len(data) > len(b)+64 {
			t.Errorf("%s of %d bytes: %d of %d read, %v", mediaType, len(b), len(data), bare.Size(), err)
		}
	})
}
