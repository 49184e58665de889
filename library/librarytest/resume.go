package librarytest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

func testResuming(t *testing.T, open func(t *testing.T) library.Store) {
	for name, test := range map[string]func(*testing.T, library.ResumingStore){
		"in parts": resumeParts, "what was not told is forgotten": resumeUntold, "one user at a time": resumeBusy,
		"Record": resumeRecord, "done": resumeDone, "kept and not recorded": resumeKept, "Drop": resumeDrop,
		"unknown": resumeUnknown,
	} {
		t.Run("Resuming/"+name, func(t *testing.T) { test(t, open(t).(library.ResumingStore)) })
	}
}

// begin begins an upload of size bytes.
func begin(t *testing.T, s library.ResumingStore, size int64) mediasock.Resumable {
	t.Helper()
	g, err := s.Begin(t.Context(), mediasock.Upload{
		Owner: "7", Name: "film.mp4", Type: "video/mp4", Size: size, Life: time.Hour, Said: map[string]string{"title": "Pier"},
	})
	noError(t, err)
	t.Cleanup(func() { g.Abort() })
	return g
}

func resume(t *testing.T, s library.ResumingStore, id string) mediasock.Resumable {
	t.Helper()
	g, err := s.Resume(t.Context(), id)
	if err != nil {
		t.Fatalf("Resume(%q): %v", id, err)
	}
	t.Cleanup(func() { g.Abort() })
	return g
}

// write writes, and tells that it is there.
func write(t *testing.T, g mediasock.Resumable, data []byte, offset int64) {
	t.Helper()
	_, err := g.Write(data)
	noError(t, err)
	if got := g.Offset(); got != offset {
		t.Fatalf("Offset = %d, want %d", got, offset)
	}
}

func resumeParts(t *testing.T, s library.ResumingStore) {
	data := sample(3, 700_000)
	g := begin(t, s, int64(len(data)))
	id := g.Upload().ID
	for at := 0; at < len(data); at += 100_000 {
		if g.Size() != int64(at) {
			t.Fatalf("Size = %d, want %d", g.Size(), at)
		}
		write(t, g, data[at:at+100_000], int64(at+100_000))
		noError(t, g.Abort())
		g = resume(t, s, id)
	}
	u := g.Upload()
	if u.Owner != "7" || u.Said["title"] != "Pier" || u.Size != int64(len(data)) || g.Name() != "film.mp4" || g.Type() != "video/mp4" {
		t.Errorf("Upload = %+v, want what was begun", u)
	}
	if u.Expires().Sub(u.Changed) != time.Hour || u.Changed.Before(u.Created) {
		t.Errorf("Created, Changed, Expires = %v, %v, %v", u.Created, u.Changed, u.Expires())
	}
	if !bytes.Equal(opened(t, g.(library.Staged)), data) {
		t.Error("Open read something else than was written")
	}
	b, err := g.(library.Staged).Keep(t.Context())
	noError(t, err)
	checkBlob(t, "Keep", b, data)
	check(t, s, data)
}

func resumeUntold(t *testing.T, s library.ResumingStore) {
	data := sample(4, 300_000)
	g := begin(t, s, -1)
	id := g.Upload().ID
	write(t, g, data[:100_000], 100_000)
	_, err := g.Write(sample(5, 250_000))
	noError(t, err)
	noError(t, g.Abort())
	if _, err := g.Write(data); err == nil {
		t.Error("Write after Abort succeeded")
	}
	g = resume(t, s, id)
	if g.Offset() != 100_000 || g.Size() != 100_000 {
		t.Errorf("Offset, Size = %d, %d, want what was told", g.Offset(), g.Size())
	}
	write(t, g, data[100_000:], 300_000)
	if got := g.(library.Staged).Digest(); got != sha256.Sum256(data) {
		t.Errorf("Digest = %x, want %x", got, sha256.Sum256(data))
	}
	_, err = g.(library.Staged).Keep(t.Context())
	noError(t, err)
	check(t, s, data)
}

func resumeBusy(t *testing.T, s library.ResumingStore) {
	g := begin(t, s, 10)
	if _, err := s.Resume(t.Context(), g.Upload().ID); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("Resume of one that is open = %v, want state 6", err)
	}
	noError(t, g.Abort())
	resume(t, s, g.Upload().ID)
}

func resumeRecord(t *testing.T, s library.ResumingStore) {
	g := begin(t, s, -1)
	u := g.Upload()
	id := u.ID
	u.ID, u.Owner, u.Size, u.Said["title"] = "another", "8", 1000, "Dusk"
	noError(t, g.Record(u))
	noError(t, g.Abort())
	got := resume(t, s, id).Upload()
	if got.ID != id || got.Owner != "7" || got.Size != 1000 || got.Said["title"] != "Dusk" {
		t.Errorf("Upload after Record = %+v", got)
	}
}

func resumeDone(t *testing.T, s library.ResumingStore) {
	data := sample(6, 5000)
	g := begin(t, s, int64(len(data)))
	id := g.Upload().ID
	write(t, g, data, 5000)
	_, err := g.(library.Staged).Keep(t.Context())
	noError(t, err)
	u := g.Upload()
	u.Item = &mediasock.Item{ID: "42", Resource: "http://example.com/i/42"}
	noError(t, g.Record(u))
	noError(t, g.Abort())
	g = resume(t, s, id)
	if got := g.Upload().Item; got == nil || got.ID != "42" || g.Offset() != 5000 {
		t.Errorf("Item, Offset = %+v, %d, want what was recorded", got, g.Offset())
	}
	if _, err := g.Write(data); err == nil {
		t.Error("Write to an upload that is done succeeded")
	}
	noError(t, g.Drop())
	check(t, s, data)
}

// resumeKept stops between the bytes' place among the blobs and the record.
func resumeKept(t *testing.T, s library.ResumingStore) {
	data := sample(7, 5000)
	g := begin(t, s, int64(len(data)))
	write(t, g, data, 5000)
	_, err := g.(library.Staged).Keep(t.Context())
	noError(t, err)
	noError(t, g.Abort())
	g = resume(t, s, g.Upload().ID)
	if g.(library.Staged).Digest() != sha256.Sum256(data) || g.Size() != 5000 {
		t.Errorf("Digest, Size = %x, %d, want those of the blob", g.(library.Staged).Digest(), g.Size())
	}
	b, err := g.(library.Staged).Keep(t.Context())
	noError(t, err)
	checkBlob(t, "Keep again", b, data)
	check(t, s, data)
}

func resumeDrop(t *testing.T, s library.ResumingStore) {
	g := begin(t, s, 5000)
	write(t, g, sample(8, 2000), 2000)
	seen := 0
	for u, err := range s.Uploads(t.Context()) {
		noError(t, err)
		seen++
		if u.ID != g.Upload().ID {
			t.Errorf("Uploads yields %q, want %q", u.ID, g.Upload().ID)
		}
	}
	noError(t, g.Drop())
	noError(t, g.Drop())
	for range s.Uploads(t.Context()) {
		seen++
	}
	if seen != 1 {
		t.Errorf("Uploads yields %d before and after Drop, want 1 and none", seen)
	}
	if _, err := s.Resume(t.Context(), g.Upload().ID); !errors.Is(err, mediasock.ErrUnknownItem) {
		t.Errorf("Resume after Drop = %v, want ErrUnknownItem", err)
	}
}

func resumeUnknown(t *testing.T, s library.ResumingStore) {
	for _, id := range []string{"", "nothing", "../blobs", "a/b"} {
		if _, err := s.Resume(t.Context(), id); !errors.Is(err, mediasock.ErrUnknownItem) {
			t.Errorf("Resume(%q) = %v, want ErrUnknownItem", id, err)
		}
	}
}
