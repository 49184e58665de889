package librarytest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// TestStore tests the stores that open returns, which are empty. One that is a
// library.StagingStore or library.ResumingStore is tested as that too.
func TestStore(t *testing.T, open func(t *testing.T) library.Store) {
	for name, test := range map[string]func(*testing.T, library.Store){
		"Put and Open": storePut, "Put again": storeAgain, "Put that fails": storeFails,
		"Put when cancelled": storeCancelled, "Open what is not there": storeMissing,
		"Seek": storeSeek, "Delete": storeDelete, "List": storeList, "Put at once": storeConcurrent,
	} {
		t.Run("Store/"+name, func(t *testing.T) { test(t, open(t)) })
	}
	if _, ok := open(t).(library.StagingStore); ok {
		testStaging(t, open)
	}
	if _, ok := open(t).(library.ResumingStore); ok {
		testResuming(t, open)
	}
}

// TestFull tests a store that has room for capacity bytes and is empty: it
// refuses what does not fit with state 6, and goes on when there is room again.
func TestFull(t *testing.T, s library.StagingStore, capacity int64) {
	half, whole := sample(1, int(capacity)*2/3), sample(2, int(capacity)*2/3)
	b := put(t, s, half)
	if _, err := s.Put(t.Context(), bytes.NewReader(whole)); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("Put into a full store = %v, want state 6", err)
	}
	if _, err := s.Stage(t.Context(), "", "", capacity); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("Stage in a full store = %v, want state 6", err)
	}
	check(t, s, half)
	noError(t, s.Delete(t.Context(), b.Digest))
	put(t, s, whole)
}

// sample returns n bytes that look like nothing.
func sample(seed uint64, n int) []byte {
	data := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(data)
	return data
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

func put(t *testing.T, s library.Store, data []byte) library.Blob {
	t.Helper()
	b, err := s.Put(t.Context(), bytes.NewReader(data))
	noError(t, err)
	checkBlob(t, "Put", b, data)
	return b
}

func checkBlob(t *testing.T, call string, b library.Blob, data []byte) {
	t.Helper()
	if b.Digest != sha256.Sum256(data) || b.Size != int64(len(data)) || b.Stored.IsZero() {
		t.Errorf("%s = %+v, want the digest %x and size %d", call, b, sha256.Sum256(data), len(data))
	}
}

// check reads data back.
func check(t *testing.T, s library.Store, data []byte) {
	t.Helper()
	r, err := s.Open(t.Context(), sha256.Sum256(data))
	noError(t, err)
	defer r.Close()
	got, err := io.ReadAll(r)
	noError(t, err)
	if !bytes.Equal(got, data) {
		t.Errorf("Open read %d bytes, want the %d that were stored", len(got), len(data))
	}
}

func missing(t *testing.T, s library.Store, d library.Digest) {
	t.Helper()
	if r, err := s.Open(t.Context(), d); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open = %v, %v, want fs.ErrNotExist", r, err)
	}
}

func listed(t *testing.T, s library.Store) []library.Blob {
	t.Helper()
	var all []library.Blob
	for b, err := range s.List(t.Context()) {
		noError(t, err)
		all = append(all, b)
	}
	return all
}

func storePut(t *testing.T, s library.Store) {
	for _, n := range []int{0, 1, 4095, 4096, 70_000, 3 << 20} {
		data := sample(uint64(n), n)
		put(t, s, data)
		check(t, s, data)
	}
}

func storeAgain(t *testing.T, s library.Store) {
	data := sample(1, 10_000)
	first := put(t, s, data)
	again := put(t, s, data)
	if again.Stored.Before(first.Stored) {
		t.Errorf("Stored = %v after %v, want it renewed", again.Stored, first.Stored)
	}
	check(t, s, data)
	if n := len(listed(t, s)); n != 1 {
		t.Errorf("List yields %d blobs, want 1", n)
	}
}

func storeFails(t *testing.T, s library.Store) {
	// A body that is cut off ends with io.ErrUnexpectedEOF.
	for _, broken := range []error{errors.New("broken"), io.ErrUnexpectedEOF} {
		_, err := s.Put(t.Context(), io.MultiReader(bytes.NewReader(sample(1, 100_000)), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("Put of a reader that fails with %q = %v, want its error", broken, err)
		}
		if n := len(listed(t, s)); n != 0 {
			t.Errorf("List yields %d blobs after a Put that failed with %q, want none", n, broken)
		}
	}
}

func storeCancelled(t *testing.T, s library.Store) {
	data := sample(1, 100)
	put(t, s, data)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, bytes.NewReader(sample(2, 100))); !errors.Is(err, context.Canceled) {
		t.Errorf("Put = %v, want context.Canceled", err)
	}
	var last error
	for _, err := range s.List(ctx) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("List ends with %v, want context.Canceled", last)
	}
	if n := len(listed(t, s)); n != 1 {
		t.Errorf("List yields %d blobs, want 1", n)
	}
}

func storeMissing(t *testing.T, s library.Store) {
	missing(t, s, digest("nothing"))
	missing(t, s, library.Digest{})
}

func storeSeek(t *testing.T, s library.Store) {
	data := sample(1, 100_000)
	b := put(t, s, data)
	r, err := s.Open(t.Context(), b.Digest)
	noError(t, err)
	defer r.Close()
	if size, err := r.Seek(0, io.SeekEnd); err != nil || size != b.Size {
		t.Errorf("Seek to the end = %d, %v, want %d", size, err, b.Size)
	}
	_, err = r.Seek(77_777, io.SeekStart)
	noError(t, err)
	part := make([]byte, 100)
	_, err = io.ReadFull(r, part)
	noError(t, err)
	if !bytes.Equal(part, data[77_777:77_877]) {
		t.Errorf("after Seek other bytes were read than are there")
	}
}

func storeDelete(t *testing.T, s library.Store) {
	data, other := sample(1, 5000), sample(2, 5000)
	b := put(t, s, data)
	put(t, s, other)
	noError(t, s.Delete(t.Context(), b.Digest))
	noError(t, s.Delete(t.Context(), b.Digest))
	noError(t, s.Delete(t.Context(), digest("nothing")))
	missing(t, s, b.Digest)
	check(t, s, other)
	put(t, s, data)
	check(t, s, data)
}

func storeList(t *testing.T, s library.Store) {
	want := map[library.Digest]int64{}
	for i := range 20 {
		b := put(t, s, sample(uint64(i), 100+i))
		want[b.Digest] = b.Size
	}
	for b, err := range s.List(t.Context()) { // the body may use the store
		noError(t, err)
		if want[b.Digest] != b.Size || b.Stored.IsZero() {
			t.Errorf("List yields %+v, want the size %d", b, want[b.Digest])
		}
		delete(want, b.Digest)
		noError(t, s.Delete(t.Context(), b.Digest))
		if len(want) == 10 {
			break
		}
	}
	if n := len(listed(t, s)); n != len(want) {
		t.Errorf("List yields %d blobs, want %d", n, len(want))
	}
}

func storeConcurrent(t *testing.T, s library.Store) {
	together(8, func(i int) {
		for j := range 5 {
			data := sample(uint64(j), 20_000) // each goroutine the same
			if _, err := s.Put(t.Context(), bytes.NewReader(data)); err != nil {
				t.Errorf("Put: %v", err)
			}
			own := []byte(fmt.Sprint(i, j))
			if _, err := s.Put(t.Context(), bytes.NewReader(own)); err != nil {
				t.Errorf("Put: %v", err)
			}
		}
	})
	all := listed(t, s)
	if len(all) != 45 {
		t.Errorf("List yields %d blobs, want 45", len(all))
	}
	for j := range 5 {
		check(t, s, sample(uint64(j), 20_000))
	}
	slices.SortFunc(all, func(a, b library.Blob) int { return bytes.Compare(a.Digest[:], b.Digest[:]) })
	if n := len(slices.CompactFunc(all, func(a, b library.Blob) bool { return a.Digest == b.Digest })); n != 45 {
		t.Errorf("List yields some of %d blobs twice", n)
	}
}
