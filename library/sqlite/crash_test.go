package sqlite_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// crashEnv names the data directory to the process that is to be killed.
const crashEnv = "MEDIASOCK_TEST_CRASH_DIR"

const crashOwner = 4711

// TestCrash_Kill writes files and rows in another process, which is killed at
// random moments: what it had acknowledged is there, whole, and no row is
// without its bytes.
func TestCrash_Kill(t *testing.T) {
	dir := os.Getenv(crashEnv)
	if dir != "" {
		writeUntilKilled(t, dir)
		return
	}
	dir = t.TempDir()
	acknowledged := map[string]bool{}
	for range 20 {
		for _, digest := range killWriter(t, dir) {
			acknowledged[digest] = true
		}
		checkCrashed(t, dir, acknowledged)
	}
	if len(acknowledged) == 0 {
		t.Error("nothing was acknowledged before a kill")
	}
	t.Logf("%d files acknowledged", len(acknowledged))
}

// killWriter starts a writer, kills it a random time after its first
// acknowledgement and returns the digests that it acknowledged.
func killWriter(t *testing.T, dir string) (digests []string) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestCrash_Kill$")
	c.Env = append(os.Environ(), crashEnv+"="+dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var faults bytes.Buffer
	c.Stderr = &faults
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		digest, ok := strings.CutPrefix(lines.Text(), "stored ")
		if !ok {
			t.Fatalf("the writer says %q, %s", lines.Text(), &faults)
		}
		if digests = append(digests, digest); len(digests) == 1 {
			time.AfterFunc(time.Duration(rand.Int64N(int64(60*time.Millisecond))), func() { c.Process.Kill() })
		}
	}
	c.Wait()
	return digests
}

// writeUntilKilled is the writer.
func writeUntilKilled(t *testing.T, dir string) {
	store, index := openLibrary(t, dir)
	var out sync.Mutex
	for range 8 {
		go func() {
			for {
				m, err := addRandom(t, store, index)
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				out.Lock()
				fmt.Println("stored " + hex.EncodeToString(m.Digest[:]))
				out.Unlock()
			}
		}()
	}
	select {}
}

func addRandom(t *testing.T, store *disk.Store, index *sqlite.Index) (*library.Media, error) {
	data := make([]byte, rand.IntN(100_000))
	for i := range data {
		data[i] = byte(rand.Uint32())
	}
	b, err := store.Put(t.Context(), bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	m := &library.Media{Owner: crashOwner, Digest: b.Digest, Size: b.Size, Title: "crash"}
	err = index.AddMedia(t.Context(), m)
	if errors.Is(err, mediasock.ErrExists) { // an empty file came twice
		err = nil
	}
	return m, err
}

// checkCrashed opens the library after a crash.
func checkCrashed(t *testing.T, dir string, acknowledged map[string]bool) {
	t.Helper()
	store, index := openLibrary(t, dir)
	defer store.Close()
	defer index.Close()
	rows := map[string]bool{}
	for m, err := range index.ListMedia(t.Context(), library.Viewer{All: true}, library.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		rows[hex.EncodeToString(m.Digest[:])] = true
		checkBlob(t, store, m)
	}
	for digest := range acknowledged {
		if !rows[digest] {
			t.Errorf("acknowledged %s is lost", digest)
		}
	}
}

func checkBlob(t *testing.T, store *disk.Store, m *library.Media) {
	t.Helper()
	r, err := store.Open(t.Context(), m.Digest)
	if err != nil {
		t.Errorf("row %d has no bytes: %v", m.ID, err)
		return
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil || sha256.Sum256(data) != m.Digest {
		t.Errorf("row %d has %d other bytes (%v)", m.ID, len(data), err)
	}
}

func openLibrary(t *testing.T, dir string) (*disk.Store, *sqlite.Index) {
	t.Helper()
	store, err := disk.Open(t.Context(), dir, disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	index, err := sqlite.Open(t.Context(), filepath.Join(dir, "library.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = index.AddUser(t.Context(), &library.User{ID: crashOwner, Name: "crash"})
	if err != nil && !errors.Is(err, library.ErrNameTaken) {
		t.Fatal(err)
	}
	return store, index
}
