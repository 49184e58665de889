package librarytest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"testing"

	"github.com/mediasock/mediasock/library"
)

func testStaging(t *testing.T, open func(t *testing.T) library.Store) {
	for name, test := range map[string]func(*testing.T, library.StagingStore){
		"Keep": stageKeep, "Keep again": stageKeepTwice, "Keep the same bytes": stageSame,
		"Keep when cancelled": stageCancelled, "Abort": stageAbort,
		"read while it grows": stageGrows, "nothing": stageNothing,
	} {
		t.Run("Staging/"+name, func(t *testing.T) { test(t, open(t).(library.StagingStore)) })
	}
}

// stage stages data in pieces.
func stage(t *testing.T, s library.StagingStore, data []byte) library.Staged {
	t.Helper()
	g, err := s.Stage(t.Context(), "photo.jpg", "image/jpeg", int64(len(data)))
	noError(t, err)
	t.Cleanup(func() { g.Abort() })
	for rest := data; len(rest) > 0; {
		n, err := g.Write(rest[:min(10_000, len(rest))])
		noError(t, err)
		rest = rest[n:]
	}
	return g
}

// opened reads a staged file from its beginning.
func opened(t *testing.T, g library.Staged) []byte {
	t.Helper()
	r, err := g.Open()
	noError(t, err)
	defer r.Close()
	data, err := io.ReadAll(r)
	noError(t, err)
	return data
}

func stageKeep(t *testing.T, s library.StagingStore) {
	data := sample(1, 100_000)
	g := stage(t, s, data)
	if g.Name() != "photo.jpg" || g.Type() != "image/jpeg" || g.Size() != int64(len(data)) {
		t.Errorf("Name, Type, Size = %q, %q, %d, want what was staged", g.Name(), g.Type(), g.Size())
	}
	if g.Digest() != sha256.Sum256(data) {
		t.Errorf("Digest = %x, want %x", g.Digest(), sha256.Sum256(data))
	}
	if o := g.Offset(); o < 0 || o > int64(len(data)) {
		t.Errorf("Offset = %d, want at most %d", o, len(data))
	}
	missing(t, s, g.Digest())
	if n := len(listed(t, s)); n != 0 {
		t.Errorf("List yields %d blobs before Keep, want none", n)
	}
	b, err := g.Keep(t.Context())
	noError(t, err)
	checkBlob(t, "Keep", b, data)
	check(t, s, data)
	if !bytes.Equal(opened(t, g), data) {
		t.Errorf("Open after Keep read something else")
	}
}

func stageKeepTwice(t *testing.T, s library.StagingStore) {
	data := sample(1, 100)
	g := stage(t, s, data)
	_, err := g.Keep(t.Context())
	noError(t, err)
	if _, err := g.Keep(t.Context()); err == nil {
		t.Errorf("the second Keep succeeded")
	}
	if _, err := g.Write(data); err == nil {
		t.Errorf("Write after Keep succeeded")
	}
	noError(t, g.Abort())
	check(t, s, data)
}

func stageSame(t *testing.T, s library.StagingStore) {
	data := sample(1, 5000)
	first := put(t, s, data)
	b, err := stage(t, s, data).Keep(t.Context())
	noError(t, err)
	checkBlob(t, "Keep", b, data)
	if b.Stored.Before(first.Stored) {
		t.Errorf("Stored = %v after %v, want it renewed", b.Stored, first.Stored)
	}
	check(t, s, data)
	if n := len(listed(t, s)); n != 1 {
		t.Errorf("List yields %d blobs, want 1", n)
	}
}

func stageCancelled(t *testing.T, s library.StagingStore) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g := stage(t, s, sample(1, 5000))
	if _, err := g.Keep(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Keep = %v, want context.Canceled", err)
	}
	noError(t, g.Abort())
	if n := len(listed(t, s)); n != 0 {
		t.Errorf("List yields %d blobs, want none", n)
	}
	if _, err := s.Stage(ctx, "", "", -1); !errors.Is(err, context.Canceled) {
		t.Errorf("Stage = %v, want context.Canceled", err)
	}
}

func stageAbort(t *testing.T, s library.StagingStore) {
	g := stage(t, s, sample(1, 5000))
	noError(t, g.Abort())
	noError(t, g.Abort())
	if _, err := g.Keep(t.Context()); err == nil {
		t.Errorf("Keep after Abort succeeded")
	}
	if n := len(listed(t, s)); n != 0 {
		t.Errorf("List yields %d blobs, want none", n)
	}
}

func stageGrows(t *testing.T, s library.StagingStore) {
	data := sample(1, 300_000)
	g, err := s.Stage(t.Context(), "", "", -1)
	noError(t, err)
	t.Cleanup(func() { g.Abort() })
	for n := 0; n < len(data); n += 100_000 {
		_, err := g.Write(data[n : n+100_000])
		noError(t, err)
		if got := opened(t, g); !bytes.Equal(got, data[:n+100_000]) {
			t.Errorf("Open read %d bytes, want the %d that were written", len(got), n+100_000)
		}
		if g.Size() != int64(n+100_000) {
			t.Errorf("Size = %d, want %d", g.Size(), n+100_000)
		}
	}
	_, err = g.Keep(t.Context())
	noError(t, err)
	check(t, s, data)
}

func stageNothing(t *testing.T, s library.StagingStore) {
	b, err := stage(t, s, nil).Keep(t.Context())
	noError(t, err)
	checkBlob(t, "Keep", b, nil)
	check(t, s, nil)
}
