package sqlite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// No query scans a table or sorts more than a page: what is not looked up by an
// index is read in the order of one, or is the search index itself, asked with an
// expression, or a list of parameters.
func TestSearch_QueryPlans(t *testing.T) {
	x := openTest(t, Options{})
	g := generate(t, x, 400)
	own := library.Viewer{User: g.owners[0], Links: []string{"secret"}}
	box := &library.Box{West: -10, South: -10, East: 10, North: 10}
	long := time.Now().AddDate(-30, 0, 0)
	for name, q := range map[string]library.Query{
		"newest":            {},
		"of owner":          {Owner: own.User},
		"of another":        {Owner: g.owners[1]},
		"a word":            {Terms: word(0)},
		"a rare word":       {Terms: word(15_000)},
		"words":             {Terms: word(0) + " " + word(1) + " -" + word(2)},
		"an album":          {Taxon: g.albums[own.User][0]},
		"a keyword":         {Keyword: word(0)},
		"a kind":            {Kind: "image"},
		"a range":           {From: long, To: time.Now()},
		"a range of a word": {From: long, Terms: word(0)},
		"a box":             {Box: box},
		"a box of a word":   {Box: box, Terms: word(0)},
		"a large box":       {Box: &library.Box{West: -170, South: -80, East: 170, North: 80}},
		"page 500":          {Offset: 9980},
		"by cursor":         {After: "n1000.1"},
		"recent":            {Order: library.Recent},
		"recent of owner":   {Order: library.Recent, Owner: own.User},
		"recent by cursor":  {Order: library.Recent, After: "r1000.1"},
		"recent of a word":  {Order: library.Recent, Terms: word(0)},
		"change":            {Order: library.Change},
		"latest":            {Order: library.Latest},
		"latest by cursor":  {Order: library.Latest, After: "l1000.1"},
		"latest in album":   {Order: library.Latest, Taxon: g.albums[own.User][0]},
		"changes since":     {Order: library.Change, Since: 10},
		"trash":             {Trash: true},
		"published":         {Published: true, From: long, To: time.Now()},
		"updated":           {UpdatedFrom: long},
		"updated, recent":   {UpdatedFrom: long, Order: library.Recent},
		"categories":        {Categories: word(0) + "|" + word(1) + ",-" + word(2)},
		"not a category":    {Categories: "-" + word(2)},
		"an author":         {Author: "OWNER1"},
		"an author's word":  {Author: "owner1", Terms: word(0)},
		"a circle":          {Box: box, Circle: &library.Circle{Radius: 100_000}},
	} {
		for _, v := range []library.Viewer{own, {}, {All: true}} {
			if q.Trash && v.User == 0 && !v.All {
				continue // sees none
			}
			t.Run(fmt.Sprintf("%s/%d %t", name, v.User, v.All), func(t *testing.T) {
				read(t, x, func(c *sqlite.Conn) { checkSearch(t, x, c, v, q) })
			})
		}
	}
}

// checkSearch checks the statements of a page and of its total, once as if there
// were few matches and once as if there were many.
func checkSearch(t *testing.T, x *Index, c *sqlite.Conn, v library.Viewer, q library.Query) {
	s, err := x.narrowed(c, v, q)
	if err != nil {
		t.Fatal(err)
	}
	if s.nothing {
		return // of an album that is not seen
	}
	few := noSort
	if s.driven() || q.Order == library.Newest {
		few = sortsFew // of a page, or of what was found to be few
	}
	checkPlan(t, c, s.sql(0), s.args(20), few)
	checkPlan(t, c, s.countSQL(), s.args(20), noSort)
	checkPlan(t, c, s.walkSQL(), s.args(20), noSort)
	if q.Order != library.Newest {
		checkPlan(t, c, s.sql(exactTotal+1), s.args(20), noSort)
	}
}

// Nor do the statements that sets are read by, and items by what sets found.
func TestSets_QueryPlans(t *testing.T) {
	x := openTest(t, Options{})
	w := &viewer{Viewer: library.Viewer{User: addUser(t, x, "alice")}}
	dates := &search{v: w, q: library.Query{From: time.Unix(1, 0), To: time.Now(), Limit: 20}}
	box := clause{phrase: "box", box: &library.Box{West: -10, South: -10, East: 10, North: 10}}
	read(t, x, func(c *sqlite.Conn) {
		err := query(c, "EXPLAIN QUERY PLAN "+selectKeys, func(r *row) error {
			if step := r.ColumnText(3); !strings.Contains(step, "COVERING INDEX") { // all of the index is meant, no row
				t.Errorf("the keys are read by %q", step)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		checkPlan(t, c, dates.selectEdges(), dates.args(20), noSort)
		checkPlan(t, c, selectMedia+rowsByKeys, w.args(list([]int64{1, 2})), noSort)
		for _, leaf := range []clause{tag(tagLive), box} {
			checkPlan(t, c, leaf.sql(300), leaf.args(300), noSort)
			checkPlan(t, c, leaf.sql(-1), leaf.args(-1), noSort)
		}
	})
}

// What a plan may sort.
const (
	noSort   = false
	sortsFew = true
)

// Lists of albums, pages of them, jobs and what else is asked all the time.
func TestIndex_QueryPlans(t *testing.T) {
	x := openTest(t, Options{})
	g := generate(t, x, 30)
	w := &viewer{Viewer: library.Viewer{User: g.owners[0]}}
	for name, p := range map[string]struct {
		sql  string
		args []any
		sort bool
	}{
		"taxa":              {taxaSQL(0, false), w.args(5, 0, 20), noSort},
		"taxa of owner":     {taxaSQL(w.User, false), w.args(5, w.User, 20), noSort},
		"taxa of trash":     {taxaSQL(0, true), w.args(5, 0, 20), noSort},
		"page of taxa":      {taxaPageSQL(library.TaxaQuery{}), w.args("a", 5, 20, 0), noSort},
		"taxa in an album":  {taxaPageSQL(library.TaxaQuery{Parent: 7}), w.args("a", 5, 20, 7), sortsFew},
		"an album":          {selectTaxon + " AND " + seesTaxon, w.args(5), noSort},
		"items of an album": {countInTaxon, w.args(5), noSort},
		"an item":           {selectMedia + " FROM media m WHERE m.id = ?6 AND " + seesMedia, w.args(5), noSort},
		"same bytes":        {selectMedia + " FROM media m WHERE m.owner = ?6 AND m.sha256 = ?7", w.args(5, []byte("x")), noSort},
		"by sha1":           {selectMedia + " FROM media m WHERE m.owner = ?6 AND " + sumCondition("sha1"), w.args(5, []byte("x")), noSort},
		"due job":           {selectDueJob, []any{"preview", int64(5), int64(1)}, noSort},
	} {
		t.Run(name, func(t *testing.T) {
			read(t, x, func(c *sqlite.Conn) { checkPlan(t, c, p.sql, p.args, p.sort) })
		})
	}
}

func checkPlan(t *testing.T, c *sqlite.Conn, sql string, args []any, sort bool) {
	t.Helper()
	err := query(c, "EXPLAIN QUERY PLAN "+sql, func(r *row) error {
		step := r.ColumnText(3)
		if scansTable(step) || !sort && sorts(step) {
			t.Errorf("plan of %s\nhas %q", sql, step)
		}
		return nil
	}, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// sorts reports whether a step sorts what was read.
func sorts(step string) bool { return strings.Contains(step, "TEMP B-TREE FOR ORDER BY") }

// scansTable reports whether a step of a plan reads a whole table. Reading one
// in the order of an index, until a page is full, does not.
func scansTable(step string) bool {
	scan, found := strings.CutPrefix(step, "SCAN ")
	if !found || strings.Contains(scan, "VIRTUAL TABLE INDEX") || strings.Contains(scan, "USING INDEX media_by_") ||
		strings.Contains(scan, "USING INDEX taxon_by_title") {
		return false
	}
	return scan != "page" && scan != "f" && !strings.HasPrefix(scan, "(subquery")
}
