package upload_test

import (
	"archive/zip"
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/upload"
)

// listed returns the items of a session by their file names.
func listed(t *testing.T, s mediasock.Session) map[string]mediasock.Media {
	t.Helper()
	items := map[string]mediasock.Media{}
	for m, err := range mediasock.ListMedia(t.Context(), s, mediasock.MediaQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		items[m.File.Name] = m
	}
	return items
}

func TestChangedFileReplacesItsItem(t *testing.T) {
	session, root := newSession(t), filepath.Join(t.TempDir(), "Trip")
	name := filepath.Join(root, "a.txt")
	writeFile(t, name, "first")
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, t.TempDir())}
	run(t, u, upload.ScanOptions{}, root)
	before := listed(t, session)["a.txt"]

	writeFile(t, name, "first, but better")
	checkOutcomes(t, "changed", run(t, u, upload.ScanOptions{}, root), map[upload.Outcome]int{upload.Replaced: 1})
	checkOutcomes(t, "again", run(t, u, upload.ScanOptions{}, root), map[upload.Outcome]int{upload.Known: 1})
	after := listed(t, session)
	if len(after) != 1 || after["a.txt"].ID != before.ID || after["a.txt"].File.Size != int64(len("first, but better")) {
		t.Errorf("items %+v, want %s with the new bytes", after, before.ID)
	}

	writeFile(t, name, "another photograph of that name")
	u.Keep = true
	checkOutcomes(t, "kept", run(t, u, upload.ScanOptions{}, root), map[upload.Outcome]int{upload.Uploaded: 1})
}

// A camera gives a name again: the photograph that had it before is not replaced.
func TestNameGivenAgain(t *testing.T) {
	session, name := newSession(t), filepath.Join(t.TempDir(), "IMG_0001.JPG")
	first := mediatest.PhotoOptions{Width: 64, Height: 48, Taken: testTime, Title: "first"}
	edited, next := first, first
	edited.Title, next.Taken = "edited", testTime.Add(time.Hour)
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, t.TempDir())}
	for _, step := range []struct {
		photo mediatest.PhotoOptions
		want  upload.Outcome
	}{{first, upload.Uploaded}, {edited, upload.Replaced}, {next, upload.Uploaded}} {
		writeFile(t, name, string(mediatest.Photo(step.photo)))
		checkOutcomes(t, step.photo.Title, run(t, u, upload.ScanOptions{}, name), map[upload.Outcome]int{step.want: 1})
	}
}

func TestCopyKeepsTheItem(t *testing.T) {
	session, root := newSession(t), filepath.Join(t.TempDir(), "Trip")
	writeFile(t, filepath.Join(root, "a.txt"), "first")
	writeFile(t, filepath.Join(root, "copy.txt"), "first")
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, t.TempDir()), Parallel: 1}
	run(t, u, upload.ScanOptions{}, root)
	writeFile(t, filepath.Join(root, "a.txt"), "changed")
	checkOutcomes(t, "one of two changed", run(t, u, upload.ScanOptions{}, root),
		map[upload.Outcome]int{upload.Uploaded: 1, upload.Known: 1})
	n := 0
	for range mediasock.ListMedia(t.Context(), session, mediasock.MediaQuery{}) {
		n++
	}
	if n != 2 {
		t.Errorf("%d items, want 2: the copy still has the old bytes", n)
	}
}

// unchanging is a session that can change nothing.
type unchanging struct{ mediasock.Session }

func TestNoReplaceWhereTheServiceCannot(t *testing.T) {
	session, name := newSession(t), filepath.Join(t.TempDir(), "a.txt")
	writeFile(t, name, "first")
	u := &upload.Uploader{Session: unchanging{session}, Ledger: openLedger(t, t.TempDir())}
	run(t, u, upload.ScanOptions{}, name)
	writeFile(t, name, "changed")
	checkOutcomes(t, "changed", run(t, u, upload.ScanOptions{}, name), map[upload.Outcome]int{upload.Uploaded: 1})
}

const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">TITLE</rdf:li></rdf:Alt></dc:title>
<dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>night</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`

func TestSidecarsAreSentAndUpdated(t *testing.T) {
	session, root := newSession(t), filepath.Join(t.TempDir(), "Trip")
	writeFile(t, filepath.Join(root, "IMG_1.txt"), "first")
	writeFile(t, filepath.Join(root, "IMG_1.txt.xmp"), strings.Replace(xmp, "TITLE", "The pier", 1))
	writeFile(t, filepath.Join(root, "IMG_2.txt"), "second")
	writeFile(t, filepath.Join(root, "IMG_2.txt.supplemental-metadata.json"), `{"title":"IMG_2.txt","description":"At the harbour",
"photoTakenTime":{"timestamp":"1136214245"},"geoData":{"latitude":35.34,"longitude":25.13},"people":[{"name":"Ada"}]}`)
	writeFile(t, filepath.Join(root, "notes.json"), `{"a":1}`)
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, t.TempDir())}
	checkOutcomes(t, "first", run(t, u, upload.ScanOptions{}, root),
		map[upload.Outcome]int{upload.Uploaded: 3, upload.PassedOver: 2})
	items := listed(t, session)
	if m := items["IMG_1.txt"]; m.Title != "The pier" || len(m.Keywords) != 2 {
		t.Errorf("words of XMP: %+v", m)
	}
	if m := items["IMG_2.txt"]; m.Caption != "At the harbour" || !strings.Contains(m.Attributes.String(), "geo:location:35.34,25.13") ||
		!strings.Contains(m.Attributes.String(), "date:created:20060102150405") || !strings.Contains(m.Attributes.String(), ":person:Ada") {
		t.Errorf("words of Takeout: %+v", m)
	}

	writeFile(t, filepath.Join(root, "IMG_1.txt.xmp"), strings.Replace(xmp, "TITLE", "The pier at dusk", 1))
	checkOutcomes(t, "words changed", run(t, u, upload.ScanOptions{}, root),
		map[upload.Outcome]int{upload.Updated: 1, upload.Known: 2, upload.PassedOver: 2})
	if m := listed(t, session)["IMG_1.txt"]; m.Title != "The pier at dusk" {
		t.Errorf("title %q after the update", m.Title)
	}
	checkOutcomes(t, "again", run(t, u, upload.ScanOptions{}, root), map[upload.Outcome]int{upload.Known: 3, upload.PassedOver: 2})
}

// flaky is a session that fails as it is told.
type flaky struct {
	mediasock.Session
	fails atomic.Int64
	err   error
}

func (f *flaky) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if f.fails.Add(-1) >= 0 {
		return nil, f.err
	}
	return f.Session.MediaAppend(ctx, m, d)
}

func TestPatience_A37(t *testing.T) {
	unreachable := &url.Error{Op: "Post", URL: "http://example.org/", Err: errors.New("connection refused")}
	for name, err := range map[string]error{"state 6": &mediasock.Error{Code: mediasock.CodeTemporary}, "no connection": unreachable} {
		var rested atomic.Int64
		s := &flaky{Session: newSession(t), err: err}
		s.fails.Store(6)
		u := &upload.Uploader{Session: s, Parallel: 2, Patience: upload.Patience{
			Sleep: func(_ context.Context, d time.Duration) error { rested.Add(int64(d)); return nil }}}
		checkOutcomes(t, name, run(t, u, upload.ScanOptions{NoAlbums: true}, newFolder(t)),
			map[upload.Outcome]int{upload.Uploaded: 3, upload.Exists: 1, upload.PassedOver: 1})
		if rested.Load() == 0 {
			t.Errorf("%s: nobody rested", name)
		}
	}
}

// A service that goes on saying that its disk is full ends the run soon, with its
// own words, and no file is forgotten.
func TestPatienceFault(t *testing.T) {
	full := &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the disk is full"}
	s := &flaky{Session: newSession(t), err: full}
	s.fails.Store(1 << 30)
	var rested time.Duration
	u := &upload.Uploader{Session: s, Patience: upload.Patience{
		Sleep: func(_ context.Context, d time.Duration) error { rested += d; return nil }}}
	summary, err := u.Run(t.Context(), upload.Scan([]string{newFolder(t)}, upload.ScanOptions{NoAlbums: true}))
	if !errors.Is(err, mediasock.ErrTemporary) || !strings.Contains(err.Error(), full.Message) {
		t.Errorf("Run = %v, want the service's fault", err)
	}
	if rested < 5*time.Second || rested > 30*time.Second {
		t.Errorf("rested for %v", rested)
	}
	checkOutcomes(t, "a full disk", summary.Files, map[upload.Outcome]int{upload.Failed: 4, upload.PassedOver: 1})
}

func TestPatienceEnds(t *testing.T) {
	s := &flaky{Session: newSession(t), err: &url.Error{Op: "Post", URL: "http://example.org/", Err: errors.New("connection refused")}}
	s.fails.Store(1 << 30)
	var rested time.Duration
	u := &upload.Uploader{Session: s, Patience: upload.Patience{
		Sleep: func(_ context.Context, d time.Duration) error { rested += d; return nil }}}
	checkOutcomes(t, "a service that is down", run(t, u, upload.ScanOptions{NoAlbums: true}, newFolder(t)),
		map[upload.Outcome]int{upload.Failed: 4, upload.PassedOver: 1})
	if rested > 3*time.Minute {
		t.Errorf("rested for %v", rested)
	}
	missing := filepath.Join(t.TempDir(), "missing")
	checkOutcomes(t, "a file that is gone", run(t, &upload.Uploader{Session: s}, upload.ScanOptions{}, missing),
		map[upload.Outcome]int{upload.Failed: 1})
}

func TestArchive(t *testing.T) {
	session, name := newSession(t), filepath.Join(t.TempDir(), "Crete.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, entry := range []struct{ name, text string }{
		{"a.txt", "first"}, {"Day 2/b.txt", "second"}, {"../../up.txt", "third"}, {`back\slash.txt`, "fourth"},
		{"__MACOSX/a.txt", "junk"}, {".hidden/c.txt", "junk"}, {"empty.txt", ""}, {"Day 2/", ""},
	} {
		w, err := z.Create(entry.name)
		if err == nil {
			_, err = w.Write([]byte(entry.text))
		}
		if err != nil && entry.text != "" {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, t.TempDir())}
	o := upload.ScanOptions{Archives: true}
	checkOutcomes(t, "archive", run(t, u, o, name), map[upload.Outcome]int{upload.Uploaded: 4, upload.PassedOver: 1})
	checkOutcomes(t, "again", run(t, u, o, name), map[upload.Outcome]int{upload.Known: 4, upload.PassedOver: 1})
	var titles []string
	for taxon, err := range session.TaxaList(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		titles = append(titles, taxon.Title)
	}
	if got := strings.Join(titles, ","); len(titles) != 3 || strings.Contains(got, ".") {
		t.Errorf("albums %s, want Crete, Day 2, back", got)
	}
	checkOutcomes(t, "as a file", run(t, u, upload.ScanOptions{}, name), map[upload.Outcome]int{upload.Uploaded: 1})
}

func TestSpool(t *testing.T) {
	session := newSession(t)
	f, remove, err := upload.Spool(strings.NewReader("from a pipe"), "pipe.txt", nil, testTime)
	if err != nil {
		t.Fatal(err)
	}
	u := &upload.Uploader{Session: session, Ledger: openLedger(t, t.TempDir())}
	for _, want := range []upload.Outcome{upload.Uploaded, upload.Known} {
		summary, err := u.Run(t.Context(), func(yield func(upload.File, error) bool) { yield(f, nil) })
		if err != nil || summary.Files[want] != 1 {
			t.Errorf("Run() = %v, %v, want %s", summary.Files, err, want)
		}
	}
	if m, ok := listed(t, session)["pipe.txt"]; !ok || m.File.Size != 11 {
		t.Errorf("item %+v", m)
	}
	if err := remove(); err != nil {
		t.Error(err)
	}
	if _, _, err := upload.Spool(strings.NewReader(""), "x", nil, testTime); err == nil {
		t.Error("an empty stream is taken")
	}
}

func TestGrowingFilesAreLeft(t *testing.T) {
	root := filepath.Join(t.TempDir(), "Trip")
	writeFile(t, filepath.Join(root, "a.txt"), "first")
	o := upload.ScanOptions{Settle: time.Minute}
	for f, err := range upload.Scan([]string{root}, o) {
		if !errors.As(err, new(*upload.PassedOverError)) {
			t.Errorf("Scan() yields %+v, %v while the file may grow", f, err)
		}
	}
	o.Now = func() time.Time { return time.Now().Add(2 * time.Minute) }
	for f, err := range upload.Scan([]string{root}, o) {
		if err != nil {
			t.Errorf("Scan() yields %+v, %v when it has settled", f, err)
		}
	}
}
