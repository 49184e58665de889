package film_test

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/library/film"
	"github.com/mediasock/mediasock/metadata"
)

func tool(t *testing.T) *film.Tool {
	t.Helper()
	found, err := film.Find("ffmpeg")
	if err != nil {
		t.Skip("SKIPPED: ffmpeg is missing; install the Debian package ffmpeg")
	}
	return found
}

// scene encodes a second of moving pictures and returns its path.
func scene(t *testing.T, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	all := append([]string{"-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=96x64:r=10", "-f", "lavfi", "-i", "sine=d=1"}, append(args, path)...)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", all...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %q: %v: %s", all, err, out)
	}
	return path
}

func open(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestPoster(t *testing.T) {
	ffmpeg := tool(t)
	data, err := os.ReadFile(scene(t, "a.mkv", "-c:v", "mpeg4"))
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []time.Duration{0, time.Second, time.Hour} { // a film may lie about its length
		picture, err := ffmpeg.Poster(t.Context(), bytes.NewReader(data), length)
		if err != nil {
			t.Fatal(err)
		}
		if img, err := jpeg.Decode(bytes.NewReader(picture)); err != nil || img.Bounds().Dx() != 96 || img.Bounds().Dy() != 64 {
			t.Errorf("length %v: the poster of %d bytes: %v", length, len(picture), err)
		}
	}
}

func TestStream(t *testing.T) {
	ffmpeg := tool(t)
	for name, args := range map[string][]string{
		"coded.avi":  {"-c:v", "mpeg4", "-c:a", "mp3"},
		"copied.mkv": {"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-metadata", "title=Secret"},
	} {
		out := filepath.Join(t.TempDir(), "-y out 'of' %d.mp4")
		video, sound := film.Copies(map[string]string{"copied.mkv": "h264"}[name], map[string]string{"copied.mkv": "aac"}[name])
		if err := ffmpeg.Stream(t.Context(), open(t, scene(t, name, args...)), out, video, sound); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		f, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{})
		if err != nil || !film.Playable(f.MediaType, f.VideoCodec, f.SoundCodec) || f.Width != 96 || f.Title != "" {
			t.Errorf("%s: streamed as %+v, %v", name, f, err)
		}
		if bytes.Index(data, []byte("moov")) > bytes.Index(data, []byte("mdat")) {
			t.Errorf("%s: the index comes last", name)
		}
	}
}

// No address and no other file is read, whatever a film names (CVE-2016-1897).
func TestRun_FollowsNothing(t *testing.T) {
	ffmpeg := tool(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	called := make(chan struct{}, 1)
	go func() {
		if c, err := listener.Accept(); err == nil {
			c.Close()
			called <- struct{}{}
		}
	}()
	other := scene(t, "other.mp4", "-c:v", "mpeg4")
	for name, text := range map[string]string{
		"HLS":      "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nhttp://" + listener.Addr().String() + "/a.ts\n#EXT-X-ENDLIST\n",
		"HLS file": "#EXTM3U\n#EXTINF:10.0,\nfile://" + other + "\n#EXT-X-ENDLIST\n",
		"concat":   "ffconcat version 1.0\nfile '" + other + "'\n",
		"SDP":      "v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
		"DASH":     `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>http://` + listener.Addr().String() + `/</BaseURL></MPD>`,
	} {
		if picture, err := ffmpeg.Poster(t.Context(), strings.NewReader(text), 0); !errors.Is(err, film.ErrUnplayable) || len(picture) > 0 {
			t.Errorf("%s gives a picture of %d bytes, %v", name, len(picture), err)
		}
	}
	select {
	case <-called:
		t.Error("a film made ffmpeg call an address")
	default:
	}
}

// What takes too long is killed with all that it began; what takes too much
// memory fails.
func TestRun_IsLimited(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stubborn")
	mark := filepath.Join(t.TempDir(), "mark")
	script := "#!/bin/sh\ntrap '' TERM INT\n(sleep 2; touch " + mark + ") &\nsleep 60\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	stubborn := &film.Tool{Program: path, Time: 300 * time.Millisecond}
	err := stubborn.Stream(t.Context(), open(t, path), mark+".mp4", false, false)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a program that does not end = %v, want the deadline", err)
	}
	time.Sleep(2500 * time.Millisecond)
	if _, err := os.Stat(mark); err == nil {
		t.Error("a child of the program outlived it")
	}
	small := tool(t)
	small.Memory = 16 << 20
	if _, err := small.Poster(t.Context(), open(t, path), 0); err == nil {
		t.Error("16 MiB of memory were enough for ffmpeg: the limit is not set")
	}
}

// Where the kernel lets a process give it up, ffmpeg has no network: but for the
// loop, which leads to nobody.
func TestRun_HasNoNetwork(t *testing.T) {
	if out, err := exec.CommandContext(t.Context(), "unshare", "--user", "--net", "true").CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: name spaces are not allowed here: %v: %s", err, out)
	}
	path, mark := filepath.Join(t.TempDir(), "program"), filepath.Join(t.TempDir(), "devices")
	if err := os.WriteFile(path, []byte("#!/bin/sh\ncat /proc/net/dev > "+mark+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := (&film.Tool{Program: path}).Stream(t.Context(), open(t, path), mark+".mp4", false, false); err != nil {
		t.Fatal(err)
	}
	devices, err := os.ReadFile(mark)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(devices)) {
		if name, _, device := strings.Cut(line, ":"); device && strings.TrimSpace(name) != "lo" {
			t.Errorf("ffmpeg has the network device %s", strings.TrimSpace(name))
		}
	}
}
