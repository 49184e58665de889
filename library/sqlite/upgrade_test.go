package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

var update = flag.Bool("update", false, "keep a database of the newest schema in testdata/schema")

// TestUpgrade opens kept databases of every schema that there ever was, and finds
// in each what was put there then. A database is kept as text: once with -update,
// when its schema is the newest, and never changed afterwards.
func TestUpgrade(t *testing.T) {
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		keepDatabase(t, len(steps))
	}
	for version := 1; version <= len(steps); version++ {
		t.Run(steps[version-1].name, func(t *testing.T) {
			sql, err := os.ReadFile(keptName(version, "sql"))
			if err != nil {
				t.Fatalf("no database of this schema is kept; make one before another migration comes: go test -run Upgrade -update ./library/sqlite: %v", err)
			}
			want, err := os.ReadFile(keptName(version, "txt"))
			if err != nil {
				t.Fatal(err)
			}
			upgrade(t, string(sql), string(want))
		})
	}
}

func keptName(version int, ending string) string {
	return fmt.Sprintf("testdata/schema/%04d.%s", version, ending)
}

// upgrade loads a database, opens it, and compares what is in it.
func upgrade(t *testing.T, sql, want string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "old.sqlite")
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	if err := script(c, sql); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		x, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := content(t, x); got != want {
			t.Errorf("it holds\n%s\nwant\n%s", got, want)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
	if findings, err := Check(t.Context(), path); err != nil || len(findings) > 0 {
		t.Errorf("Check = %q, %v", findings, err)
	}
}

// keepDatabase writes a database and what is in it to testdata.
func keepDatabase(t *testing.T, version int) {
	t.Helper()
	day := time.Date(2026, 8, 7, 6, 5, 4, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "new.sqlite")
	x, err := Open(t.Context(), path, Options{
		Clock: func() time.Time { day = day.Add(time.Second); return day }, Rand: rand.NewChaCha8([32]byte{1}),
	})
	if err != nil {
		t.Fatal(err)
	}
	furnish(t, x, day)
	text := content(t, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{keptName(version, "sql"): dump(t, path), keptName(version, "txt"): []byte(text)} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// furnish puts something into every table.
func furnish(t *testing.T, x *Index, day time.Time) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ada, bob := &library.User{Name: "ada", Title: "Ada", Admin: true, Password: "$argon2id$x", Quota: 1 << 40}, &library.User{Name: "bob"}
	must(x.AddUser(ctx, ada))
	must(x.AddUser(ctx, bob))
	wales := &library.Taxon{Owner: ada.ID, Title: "Wales", Visibility: library.Link, Link: "secretlink"}
	must(x.AddTaxon(ctx, wales))
	coast := &library.Taxon{Owner: ada.ID, Title: "Coast", Caption: "where it ends", Parents: []library.ID{wales.ID}}
	must(x.AddTaxon(ctx, coast))
	for n := range 6 {
		m := &library.Media{
			Owner: ada.ID, Digest: sha256.Sum256([]byte{byte(n)}), Size: int64(1000 + n), SHA1: []byte{1, byte(n)}, MD5: []byte{2, byte(n)},
			Name: fmt.Sprintf("pier%d.jpg", n), Type: "image/jpeg", Kind: "image", Title: fmt.Sprintf("Pier %d at dusk", n), Caption: "it's \"late\"\nand cold",
			Note: "mine", Keywords: mediasock.List{"pier", "blå time"}, Attributes: mediasock.AttributeList{{Domain: "date", Name: "created", Value: "20200102030405"}},
			Visibility: library.Public, Width: 320, Height: 240, Orientation: 1, Taken: day.Add(-time.Duration(n) * time.Hour), TakenZone: n%2 == 0,
			Place: &mediasock.Geo{Lat: 51.5, Long: -4.25}, PlaceName: "Tenby, Wales", Facts: []byte(`{}`),
		}
		if n%2 == 0 {
			m.Taxa = []library.ID{coast.ID}
		}
		must(x.AddMedia(ctx, m, library.Job{Kind: library.JobPreview}))
		_, err := x.UpdateMedia(ctx, ada.ID, m.ID, true, func(m *library.Media) error {
			switch n {
			case 3:
				m.Trashed = day
			case 4:
				m.Digest, m.Size = sha256.Sum256([]byte("new")), 77
			}
			return nil
		})
		must(err)
		if n == 5 {
			must(x.PurgeMedia(ctx, m.ID))
		}
	}
	must(x.AddKey(ctx, &library.Key{User: ada.ID, Kind: "app", Label: "phone", Scope: mediasock.ScopeManage, Lookup: []byte("lookup"), MD5: []byte("md5"), Sealed: []byte("sealed")}))
	_, err := x.UseNonce(ctx, "ada", "nonce", day.Add(1000*time.Hour), day, 10)
	must(err)
	must(x.AddFailure(ctx, "pair", 3, day))
	_, err = x.SetSetting(ctx, "id", "com.example", true)
	must(err)
}

// content writes what is in an index, in a form that no schema changes.
func content(t *testing.T, x *Index) string {
	t.Helper()
	ctx, all := context.WithoutCancel(t.Context()), library.Viewer{All: true}
	var b strings.Builder
	for u, err := range x.Users(ctx) {
		check(t, err)
		used, err := x.Usage(ctx, u.ID)
		check(t, err)
		fmt.Fprintf(&b, "user %d %s %q %v %s %d used %d\n", u.ID, u.Name, u.Title, u.Admin, u.Password, u.Quota, used)
		for k, err := range x.Keys(ctx, "app", u.ID, "", time.Now()) {
			check(t, err)
			fmt.Fprintf(&b, "key %s %v %s %s %s\n", k.Label, k.Scope, k.Lookup, k.MD5, k.Sealed)
		}
	}
	for n := range 2 {
		for m, err := range x.ListMedia(ctx, all, library.Query{Trash: n == 1, Order: library.Change}) {
			check(t, err)
			fmt.Fprintf(&b, "item %d of %d %x %d %x %x %s %s %s %q %q %q %q %q in %v %s %dx%d taken %v %v at %v %s trashed %v\n",
				m.ID, m.Owner, m.Digest[:4], m.Size, m.SHA1, m.MD5, m.Name, m.Type, m.Kind, m.Title, m.Caption, m.Note, m.Keywords, m.Attributes,
				m.Taxa, m.Visibility, m.Width, m.Height, m.Taken.UTC(), m.TakenZone, *m.Place, m.PlaceName, !m.Trashed.IsZero())
		}
	}
	for o, err := range x.OlderMedia(ctx, 0) {
		check(t, err)
		fmt.Fprintf(&b, "older %d %x %d %s\n", o.Media, o.Digest[:4], o.Size, o.Name)
	}
	for _, title := range []string{"Wales", "Coast"} {
		for a, err := range x.Taxa(ctx, all, 0, false) {
			check(t, err)
			if a.Title == title {
				a, err := x.Taxon(ctx, all, a.ID) // which counts what is in it
				check(t, err)
				fmt.Fprintf(&b, "album %d of %d %q %q in %v %s %s with %d\n", a.ID, a.Owner, a.Title, a.Caption, a.Parents, a.Visibility, a.Link, a.Count)
			}
		}
	}
	ada, err := x.User(ctx, library.User{Name: "ada"}) // what others find is a rule, which may change
	check(t, err)
	for _, terms := range []string{"dusk", "tenby", "coast", "nowhere"} {
		page, err := x.Search(ctx, library.Viewer{User: ada.ID}, library.Query{Terms: terms})
		check(t, err)
		fmt.Fprintf(&b, "search %s finds %d\n", terms, page.Total)
	}
	id, err := x.Setting(ctx, "id")
	check(t, err)
	fmt.Fprintf(&b, "id %s\n", id)
	return b.String()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// dump writes a database as SQL: tables, then rows, then indexes and triggers.
// The tables that SQLite makes for a virtual one are filled, not made.
func dump(t *testing.T, path string) []byte {
	t.Helper()
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	check(t, err)
	defer c.Close()
	var b, rows, rest bytes.Buffer
	var virtual []string
	version, _, err := number(c, "PRAGMA user_version")
	check(t, err)
	check(t, query(c, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY rowid", func(r *row) error {
		kind, name, sql := r.text(), r.text(), r.text()
		shadow := false
		for _, v := range virtual {
			shadow = shadow || strings.HasPrefix(name, v+"_") && kind == "table"
		}
		switch {
		case sql == "":
		case kind != "table":
			fmt.Fprintf(&rest, "%s;\n", sql)
		case strings.HasPrefix(sql, "CREATE VIRTUAL"):
			virtual = append(virtual, name)
			fmt.Fprintf(&b, "%s;\n", sql)
		default:
			if shadow {
				fmt.Fprintf(&rows, "DELETE FROM %s;\n", name)
			} else {
				fmt.Fprintf(&b, "%s;\n", sql)
			}
			return dumpRows(c, &rows, name)
		}
		return nil
	}))
	fmt.Fprintf(&rest, "PRAGMA user_version = %d;\n", version)
	return append(append(b.Bytes(), rows.Bytes()...), rest.Bytes()...)
}

// dumpRows writes the rows of a table as SQLite itself quotes them.
func dumpRows(c *sqlite.Conn, b *bytes.Buffer, table string) error {
	var columns []string
	err := query(c, "SELECT name FROM pragma_table_info(?)", func(r *row) error {
		columns = append(columns, `quote("`+r.text()+`")`)
		return nil
	}, table)
	if err != nil {
		return err
	}
	return query(c, "SELECT "+strings.Join(columns, "||','||")+" FROM "+table, func(r *row) error {
		fmt.Fprintf(b, "INSERT INTO %s VALUES (%s);\n", table, r.text())
		return nil
	})
}
