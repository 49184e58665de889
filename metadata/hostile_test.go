package metadata_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

func TestRead_Hostile_XS1_XS6(t *testing.T) {
	for _, file := range mediatest.Hostile() {
		t.Run(file.Name, func(t *testing.T) {
			f, _ := metadata.Read(bytes.NewReader(file.Data), int64(len(file.Data)), file.Name, metadata.Options{})
			if want := file.Type; want != "" && f.MediaType != want {
				t.Errorf("Read(%s).MediaType = %q, want %q", file.Name, f.MediaType, want)
			}
			checkSafe(t, f, metadata.Options{MaxText: 16 << 10, MaxList: 500})
		})
	}
}

// checkSafe fails if a fact is out of its bounds.
func checkSafe(t *testing.T, f *metadata.Facts, o metadata.Options) {
	t.Helper()
	texts := []string{f.Title, f.Caption, f.Author, f.Credit, f.Copyright, f.License,
		f.Location, f.City, f.Region, f.Country, f.Make, f.Model, f.Lens}
	texts = append(append(texts, f.Keywords...), f.People...)
	for _, s := range texts {
		if !utf8.ValidString(s) || len(s) > o.MaxText {
			t.Errorf("text of %d bytes is invalid or longer than %d: %.80q", len(s), o.MaxText, s)
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
			t.Errorf("text holds a control character at %d: %.80q", i, s)
		}
	}
	if len(f.Keywords) > o.MaxList || len(f.People) > o.MaxList || len(f.KeywordPaths) > o.MaxList {
		t.Errorf("lists of %d, %d and %d, want at most %d", len(f.Keywords), len(f.People), len(f.KeywordPaths), o.MaxList)
	}
	if f.License != "" && !strings.HasPrefix(f.License, "http") {
		t.Errorf("License = %q, want a web link", f.License)
	}
	if p := f.Place; p != nil && !(p.Lat >= -90 && p.Lat <= 90 && p.Long >= -180 && p.Long <= 180) {
		t.Errorf("Place = %v is not on Earth", *p)
	}
	if f.Width < 0 || f.Height < 0 || f.Duration < 0 || f.Orientation < 0 || f.Orientation > 8 {
		t.Errorf("size %d x %d, duration %v, orientation %d", f.Width, f.Height, f.Duration, f.Orientation)
	}
}

func TestRead_TruncatedKeepsWhatWasRead(t *testing.T) {
	whole := mediatest.Photo(mediatest.Pier())
	entropy := bytes.Index(whole, []byte{0xff, 0xda})
	f, err := metadata.Read(bytes.NewReader(whole[:entropy+100]), int64(entropy+100), "", metadata.Options{})
	if err != nil || f.Title != mediatest.Pier().Title || f.Width != 320 {
		t.Errorf("cut in the picture: title %q, width %d, error %v; want all facts", f.Title, f.Width, err)
	}
	for n := 0; n < entropy; n += 7 { // anywhere in the metadata
		f, _ := metadata.Read(bytes.NewReader(whole[:n]), int64(n), "", metadata.Options{})
		checkSafe(t, f, metadata.Options{MaxText: 16 << 10, MaxList: 500})
	}
}

func TestRead_DamagedBlockHidesNoOther(t *testing.T) {
	o := mediatest.Pier()
	tests := []struct {
		name            string
		exif, xmp, iptc []byte
	}{
		{"EXIF", []byte("II*\x00\xff\xff\xff\xff"), mediatest.XMP(o), mediatest.IPTC(o)},
		{"XMP", mediatest.EXIF(o), []byte("<x:xmpmeta><broken"), mediatest.IPTC(o)},
		{"IPTC", mediatest.EXIF(o), mediatest.XMP(o), []byte("8BIM\x04\x04\x00\x00\xff\xff\xff\xff\x1c")},
	}
	plain := mediatest.Photo(mediatest.PhotoOptions{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data := mediatest.WithJPEG(plain, test.exif, test.xmp, test.iptc)
			f, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{})
			if err == nil || !strings.Contains(err.Error(), test.name) {
				t.Errorf("error = %v, want one that names %s", err, test.name)
			}
			if f.Title != o.Title || f.Width == 0 {
				t.Errorf("Title = %q, Width = %d, want those of the other blocks", f.Title, f.Width)
			}
		})
	}
}

// counter counts what is read of a file.
type counter struct {
	r    io.ReaderAt
	read int64
}

func (c *counter) ReadAt(b []byte, off int64) (int, error) {
	c.read += int64(len(b))
	return c.r.ReadAt(b, off)
}

func TestRead_Limits(t *testing.T) {
	data := mediatest.Photo(mediatest.Pier())
	tests := []struct {
		name    string
		options metadata.Options
	}{
		{"bytes", metadata.Options{MaxBytes: 4000}},
		{"steps", metadata.Options{MaxSteps: 20}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := &counter{r: bytes.NewReader(data)}
			f, err := metadata.Read(c, int64(len(data)), "", test.options)
			if !errors.Is(err, metadata.ErrLimit) {
				t.Errorf("error = %v, want ErrLimit", err)
			}
			if test.options.MaxBytes > 0 && c.read > test.options.MaxBytes {
				t.Errorf("read %d bytes, want at most %d", c.read, test.options.MaxBytes)
			}
			if f.MediaType != "image/jpeg" {
				t.Errorf("MediaType = %q, want image/jpeg", f.MediaType)
			}
		})
	}
	t.Run("text and list", func(t *testing.T) {
		o := metadata.Options{MaxText: 10, MaxList: 2}
		f, _ := metadata.Read(bytes.NewReader(data), int64(len(data)), "", o)
		checkSafe(t, f, o)
		if f.Title != "Bryggen ve" || len(f.Keywords) != 2 {
			t.Errorf("Title = %q, Keywords = %q, want ten bytes and two", f.Title, f.Keywords)
		}
	})
}

// failing stands for a disk that breaks while it is read.
type failing struct{}

var errDisk = errors.New("disk on fire")

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func TestRead_ReaderFails(t *testing.T) {
	f, err := metadata.Read(failing{}, 1000, "a.jpg", metadata.Options{})
	if !errors.Is(err, errDisk) || f == nil || f.MediaType != "application/octet-stream" {
		t.Errorf("Read = %+v, %v, want an unknown type and the disk's error", f, err)
	}
}

// TestRead_LargeFile reads a film of 3 GB whose header stands at its end.
func TestRead_LargeFile(t *testing.T) {
	film := mediatest.Movie(mediatest.MovieOptions{Title: "Long"})
	at := bytes.Index(film, []byte("mdat")) - 4
	const gap = 3 << 30
	r := &sparse{head: film[:at], gap: gap, tail: film[at:]}
	r.header()
	c := &counter{r: r}
	f, err := metadata.Read(c, r.size(), "", metadata.Options{})
	if err != nil || f.Title != "Long" || c.read > 64<<10 {
		t.Errorf("Title = %q, %d bytes read, error %v, want Long and few bytes", f.Title, c.read, err)
	}
}

// sparse is a file with a free box of zeros between its head and its tail.
type sparse struct {
	head, tail []byte
	gap        int64
}

func (s *sparse) size() int64 { return int64(len(s.head)) + s.gap + int64(len(s.tail)) }

// header begins the gap as a box.
func (s *sparse) header() {
	s.head = append(bytes.Clone(s.head), 0xc0, 0, 0, 0, 'f', 'r', 'e', 'e') // 3 << 30
	s.gap -= 8
}

func (s *sparse) ReadAt(b []byte, off int64) (int, error) {
	for i := range b {
		at := off + int64(i)
		switch tail := at - int64(len(s.head)) - s.gap; {
		case at < int64(len(s.head)):
			b[i] = s.head[at]
		case tail >= int64(len(s.tail)):
			return i, io.EOF
		case tail >= 0:
			b[i] = s.tail[tail]
		default:
			b[i] = 0
		}
	}
	return len(b), nil
}
