package site_test

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/film"
	"github.com/mediasock/mediasock/mediarss"
)

// oldFilm is a second of AVI that no browser plays.
func oldFilm(t *testing.T) []byte {
	t.Helper()
	return encoded(t, "old.avi")
}

// encoded is a second of film in the container that the name's ending says.
func encoded(t *testing.T, name string) []byte {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=96x64:r=10",
		"-f", "lavfi", "-i", "sine=d=1", "-c:v", "mpeg4", "-c:a", "mp3", name).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// work does all jobs that are due.
func (h *house) work() {
	h.t.Helper()
	for {
		did, err := h.library.WorkOnce(h.t.Context())
		h.must(err)
		if !did {
			return
		}
	}
}

func TestFilmsHavePicturesAndAFormThatPlays(t *testing.T) {
	tool, err := film.Find("ffmpeg")
	if err != nil {
		t.Skip("SKIPPED: ffmpeg is missing; install the Debian package ffmpeg")
	}
	h := newHouse(t, func(o *site.Options) { o.Film = tool })
	ada := h.user("ada")
	b, stranger := h.signedIn("ada"), h.browser()
	data := oldFilm(t)
	id := h.add(ada, "old.avi", data, mediasock.Media{Title: "Old"})
	h.show(ada, id, library.Public)
	poster := b.get("/thumb/" + id) // made at once, before any job
	if config, err := jpeg.DecodeConfig(strings.NewReader(poster.body)); poster.status != http.StatusOK || err != nil || config.Width != 96 {
		t.Errorf("the poster answers %d: %v, %v", poster.status, config, err)
	}
	stranger.get("/media/"+id).want(t, "an AVI for a stranger before its film is made", http.StatusForbidden)
	h.work()
	b.get("/i/"+id).want(t, "the page", http.StatusOK, `src="/play/`+id)
	e := stranger.feedAt("/search?format=atom").Entries[0]
	if list := e.Media.Thumbnails; len(list) != 1 || list[0] != (mediarss.Thumbnail{URL: h.url + "/thumb/" + id, Width: 96, Height: 64}) {
		t.Errorf("the entry's previews are %+v, want its poster (OM-39)", list)
	}
	for who, c := range map[string]*browser{"the owner": b, "a stranger": stranger} {
		played := c.get("/play/" + id)
		if played.status != http.StatusOK || played.header.Get("Content-Type") != "video/mp4" || !strings.HasPrefix(played.body[4:], "ftyp") {
			t.Fatalf("%s plays %d, %s", who, played.status, played.header.Get("Content-Type"))
		}
		part := c.do("GET", "/play/"+id, http.Header{"Range": {"bytes=100-299"}}, nil)
		if part.status != http.StatusPartialContent || part.body != played.body[100:300] {
			t.Errorf("%s: a range of the film answers %d", who, part.status)
		}
	}
	if r := b.get("/media/" + id); r.body != string(data) {
		t.Error("the owner's original is not as it came")
	}
	if r := stranger.get("/media/" + id); r.header.Get("Content-Type") != "video/mp4" || bytes.Contains([]byte(r.body), []byte("AVI ")) {
		t.Errorf("a stranger's file is %q", r.header.Get("Content-Type"))
	}
	h.work() // again changes nothing
}

// What is no film has no picture, and is not tried again at each request.
func TestUndecodableIsRemembered(t *testing.T) {
	tool, err := film.Find("ffmpeg")
	if err != nil {
		t.Skip("SKIPPED: ffmpeg is missing; install the Debian package ffmpeg")
	}
	h := newHouse(t, func(o *site.Options) { o.Film = tool })
	ada := h.user("ada")
	b := h.signedIn("ada")
	for name, data := range map[string][]byte{
		"broken.mp4": append([]byte("\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom"), bytes.Repeat([]byte("x"), 3000)...),
		"broken.jpg": append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), bytes.Repeat([]byte("x"), 3000)...),
	} {
		id := h.add(ada, name, data, mediasock.Media{})
		b.get("/thumb/"+id).want(t, name, http.StatusNotFound, "<svg")
		n, _ := library.ParseID(id)
		m, err := h.library.Media(t.Context(), library.ViewerOf(ada), n)
		h.must(err)
		note, err := h.library.Previews().OpenPreview(t.Context(), m.Digest, library.PreviewNone)
		if err != nil {
			t.Fatalf("%s: nothing was remembered: %v", name, err)
		}
		note.Close()
		b.get("/thumb/"+id).want(t, name+" again", http.StatusNotFound, "<svg")
		if r := b.get("/media/" + id); r.body != string(data) {
			t.Errorf("%s is not kept as it came", name)
		}
	}
}
