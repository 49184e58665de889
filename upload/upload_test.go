package upload_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/upload"
)

// newSession returns the session of a new user of a new library.
func newSession(t *testing.T) mediasock.Session {
	t.Helper()
	index := mem.NewIndex()
	l, err := library.Open(t.Context(), index, mem.NewStore(), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	u := &library.User{Name: "ada"}
	if err := index.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	s, err := l.Session(t.Context(), &mediasock.User{ID: u.ID.String(), Name: u.Name, Scope: mediasock.ScopeManage})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newFolder makes a folder Trip with three files, one of them in a folder below,
// and with what is to be passed over.
func newFolder(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "Trip")
	for name, text := range map[string]string{
		"a.txt": "first", "b.txt": "second", "Day 2/c.txt": "third",
		"Day 2/copy of a.txt": "first", ".hidden/d.txt": "hidden", ".e.txt": "hidden", "empty.txt": "",
	} {
		writeFile(t, filepath.Join(root, name), text)
	}
	return root
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, u *upload.Uploader, o upload.ScanOptions, paths ...string) map[upload.Outcome]int {
	t.Helper()
	summary, err := u.Run(t.Context(), upload.Scan(paths, o))
	if err != nil {
		t.Fatalf("Run(%q) = %v", paths, err)
	}
	return summary.Files
}

func openLedger(t *testing.T, dir string) *upload.Ledger {
	t.Helper()
	l, err := upload.OpenLedger(dir, "com.example", "ada")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func checkOutcomes(t *testing.T, what string, got, want map[upload.Outcome]int) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("%s: outcomes %v, want %v", what, got, want)
	}
}

func TestRunAgainSendsNothing(t *testing.T) {
	session, root, dir := newSession(t), newFolder(t), t.TempDir()
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, dir), Parallel: 1}
	checkOutcomes(t, "first run", run(t, u, upload.ScanOptions{}, root), map[upload.Outcome]int{upload.Uploaded: 3, upload.Exists: 1, upload.PassedOver: 1})

	again := &upload.Uploader{Session: failing{session}, Ledger: openLedger(t, dir)}
	checkOutcomes(t, "second run", run(t, again, upload.ScanOptions{}, root), map[upload.Outcome]int{upload.Known: 4, upload.PassedOver: 1})
}

// failing is a session to which nothing may be sent.
type failing struct{ mediasock.Session }

func (failing) MediaAppend(context.Context, *mediasock.Media, mediasock.Data) (*mediasock.Item, error) {
	return nil, mediasock.ErrPermanent
}

// flat is a session without albums in albums.
type flat struct{ mediasock.Session }

func (f flat) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	if len(t.Parents) > 0 {
		return nil, mediasock.ErrNoNesting
	}
	return f.Session.TaxaAppend(ctx, t)
}

// Where there are no albums in albums the folders become albums beside each other.
func TestFoldersBecomeAlbums_WithoutNesting(t *testing.T) {
	session, root := newSession(t), newFolder(t)
	for range 2 {
		run(t, &upload.Uploader{Session: flat{session}}, upload.ScanOptions{}, root)
	}
	var got []string
	for taxon, err := range session.TaxaList(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, taxon.Title)
	}
	if slices.Sort(got); !slices.Equal(got, []string{"Day 2", "Trip"}) {
		t.Errorf("albums %q, want Day 2 and Trip", got)
	}
}

func TestFoldersBecomeAlbums(t *testing.T) {
	session, root := newSession(t), newFolder(t)
	u := &upload.Uploader{Session: session}
	run(t, u, upload.ScanOptions{}, root)
	run(t, u, upload.ScanOptions{}, root) // finds the albums that the first made
	parents := make(map[string]mediasock.List)
	ids := make(map[string]string)
	for taxon, err := range session.TaxaList(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := ids[taxon.Title]; twice {
			t.Errorf("album %q was made twice", taxon.Title)
		}
		parents[taxon.Title], ids[taxon.Title] = taxon.Parents, taxon.ID
	}
	if len(ids) != 2 || len(parents["Trip"]) != 0 || !slices.Equal(parents["Day 2"], mediasock.List{ids["Trip"]}) {
		t.Errorf("albums %v with parents %v, want Day 2 in Trip", ids, parents)
	}
}

func TestMovedAndRenamedIsKnown(t *testing.T) {
	session, root, dir := newSession(t), newFolder(t), t.TempDir()
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, dir)}
	flat := upload.ScanOptions{NoAlbums: true}
	run(t, u, flat, root)
	if err := os.Rename(filepath.Join(root, "a.txt"), filepath.Join(root, "z.txt")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(root, "b.txt"), "second, changed")
	checkOutcomes(t, "after a move and a change", run(t, u, flat, root), map[upload.Outcome]int{upload.Known: 3, upload.Replaced: 1, upload.PassedOver: 1})
}

func TestDryRunChangesNothing(t *testing.T) {
	session, root := newSession(t), newFolder(t)
	u := &upload.Uploader{Session: session, DryRun: true}
	checkOutcomes(t, "dry run", run(t, u, upload.ScanOptions{}, root), map[upload.Outcome]int{upload.WouldUpload: 4, upload.PassedOver: 1})
	for taxon, err := range session.TaxaList(t.Context()) {
		t.Errorf("a dry run made the album %q (%v)", taxon.Title, err)
	}
}

func TestOneFailureDoesNotStopTheOthers(t *testing.T) {
	session, root := newSession(t), newFolder(t)
	u := &upload.Uploader{Session: session}
	missing := filepath.Join(root, "missing.txt")
	checkOutcomes(t, "a missing file", run(t, u, upload.ScanOptions{}, missing, filepath.Join(root, "a.txt")),
		map[upload.Outcome]int{upload.Failed: 1, upload.Uploaded: 1})
}

func TestSignInNeededStopsTheRun(t *testing.T) {
	u := &upload.Uploader{Session: failing{newSession(t)}, Parallel: 1}
	summary, err := u.Run(t.Context(), upload.Scan([]string{newFolder(t)}, upload.ScanOptions{NoAlbums: true}))
	if !errors.Is(err, mediasock.ErrPermanent) || summary.Problems == 4 {
		t.Errorf("Run() = %+v, %v, want an early end with ErrPermanent", summary, err)
	}
}

func TestProgressCountsEveryByte(t *testing.T) {
	var bytes atomic.Int64
	u := &upload.Uploader{Session: newSession(t), Progress: func(_ upload.File, n int64) { bytes.Add(n) }}
	run(t, u, upload.ScanOptions{}, newFolder(t))
	if want := int64(len("first") + len("second") + len("third") + len("first")); bytes.Load() < want {
		t.Errorf("progress of %d bytes, want at least %d", bytes.Load(), want)
	}
}

func TestLedgerSurvivesATornLine(t *testing.T) {
	dir := t.TempDir()
	l := openLedger(t, dir)
	sums := []upload.Sum{{1}, {2}}
	if err := l.Record(upload.File{Path: "a"}, sums[0], "11", "", testTime); err != nil {
		t.Fatal(err)
	}
	tear(t, dir)
	after := openLedger(t, dir)
	if err := after.Record(upload.File{Path: "b", Album: []string{"Trip"}}, sums[1], "22", "", testTime); err != nil {
		t.Fatal(err)
	}
	last := openLedger(t, dir)
	for i, want := range []string{"11", "22"} {
		if id, ok := last.Lookup(sums[i], nil); !ok || id != want {
			t.Errorf("Lookup(%d) = %q, %v, want %q", i, id, ok, want)
		}
	}
	if _, ok := last.Lookup(sums[1], []string{"Other"}); ok {
		t.Error("Lookup() found the item in an album that it was not put into")
	}
}

// tear adds half a line to the ledger, as a killed process might leave it.
func tear(t *testing.T, dir string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "ledger", "*", "sent"))
	if err != nil || len(names) != 1 {
		t.Fatalf("ledgers %q, %v", names, err)
	}
	f, err := os.OpenFile(names[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(`{"sha256":"ab`); err != nil {
		t.Fatal(err)
	}
}

func TestScanReportsWhatItCannotRead(t *testing.T) {
	for f, err := range upload.Scan([]string{filepath.Join(t.TempDir(), "nowhere")}, upload.ScanOptions{}) {
		if err == nil || !strings.HasSuffix(f.Path, "nowhere") {
			t.Errorf("Scan() yields %+v, %v, want the path and an error", f, err)
		}
	}
}

// A link to a folder is the folder; what is named and is no file with something
// in it is told, not passed over.
func TestScanTakesWhatIsNamed(t *testing.T) {
	root := newFolder(t)
	link := filepath.Join(t.TempDir(), "Linked")
	if err := os.Symlink(root, link); err != nil {
		t.Skipf("SKIPPED: there are no links here: %v", err)
	}
	n := 0
	for f, err := range upload.Scan([]string{link}, upload.ScanOptions{}) {
		if errors.As(err, new(*upload.PassedOverError)) && strings.HasSuffix(f.Path, "empty.txt") {
			continue
		}
		if n++; err != nil || f.Album[0] != "Linked" {
			t.Errorf("Scan(%q) yields %+v, %v, want files of the album Linked", link, f, err)
		}
	}
	if n != 4 {
		t.Errorf("Scan(%q) yields %d files, want 4", link, n)
	}
	for _, path := range []string{filepath.Join(root, "empty.txt"), os.DevNull} {
		for f, err := range upload.Scan([]string{path}, upload.ScanOptions{}) {
			if err == nil {
				t.Errorf("Scan(%q) yields %+v, want an error", path, f)
			}
		}
	}
}

var testTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
