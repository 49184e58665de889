package site

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/film"
)

// stream is the job that makes of a film what browsers play, and keeps it beside
// its previews. A film that cannot be decoded has none; that is no fault.
func (p *previewer) stream(ctx context.Context, l *library.Library, m *library.Media) error {
	video, sound := m.Codecs()
	if m.Kind != "video" || film.Playable(m.Type, video, sound) || p.streamed(ctx, m) {
		return nil
	}
	_, content, err := l.OpenOriginal(ctx, library.Viewer{All: true}, m.ID)
	if err != nil {
		return err
	}
	defer content.Close()
	dir, err := os.MkdirTemp("", "mediasock-stream-*")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "film.mp4")
	copyVideo, copySound := film.Copies(video, sound)
	if err := p.film.Stream(ctx, content, name, copyVideo, copySound); err != nil {
		if undecodable(err) {
			return nil
		}
		return err
	}
	made, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	defer made.Close()
	return p.library.Previews().PutPreview(ctx, m.Digest, library.PreviewFilm, made)
}

// streamed reports whether there is a film of m that browsers play beside the
// original.
func (p *previewer) streamed(ctx context.Context, m *library.Media) bool {
	content, err := p.library.Previews().OpenPreview(ctx, m.Digest, library.PreviewFilm)
	if err != nil {
		return false
	}
	defer content.Close()
	return wholeMP4(content)
}

// wholeMP4 reports whether content begins as MP4 and is as long as its boxes say:
// previews are not synced, and a power cut may have left a part of one.
func wholeMP4(content io.ReadSeeker) bool {
	size, err := content.Seek(0, io.SeekEnd)
	if err != nil {
		return false
	}
	var head [16]byte
	for off, n := int64(0), 0; off < size; n++ {
		if _, err := content.Seek(off, io.SeekStart); err != nil || n > 1000 {
			return false
		}
		if _, err := io.ReadFull(content, head[:8]); err != nil || off == 0 && string(head[4:8]) != "ftyp" {
			return false
		}
		length := be(head[:4])
		if length == 1 {
			if _, err := io.ReadFull(content, head[8:]); err != nil {
				return false
			}
			length = be(head[8:])
		}
		if length < 8 || length > size-off {
			return false
		}
		off += length
	}
	_, err = content.Seek(0, io.SeekStart)
	return err == nil && size > 0
}

func be(b []byte) (n int64) {
	for _, c := range b {
		n = n<<8 | int64(c)
	}
	return n
}

// play serves what a browser can play of an item: the film that was made for
// that, else the original.
func (s *Site) play(w http.ResponseWriter, r *http.Request) error {
	id, ok := library.ParseID(r.PathValue("id"))
	if !ok {
		return mediasock.ErrUnknownItem
	}
	m, err := s.Library.Media(r.Context(), viewer(r), id)
	if err != nil {
		return err
	}
	content, err := s.Library.Previews().OpenPreview(r.Context(), m.Digest, library.PreviewFilm)
	if err != nil {
		return s.original(w, r)
	}
	defer content.Close()
	if !wholeMP4(content) {
		return s.original(w, r)
	}
	shown := *m
	shown.Type, shown.Name = "video/mp4", withEnding(m.Name, ".mp4")
	s.serveOriginal(w, r, &shown, hex.EncodeToString(m.Digest[:])+"-film", content)
	return nil
}
