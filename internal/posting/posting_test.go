package posting

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// plain is a set as the tests believe it.
type plain map[int]bool

func (p plain) sorted() []int {
	var all []int
	for n := range p {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// draw returns a set of positions below a bound, a few or most of some blocks.
func draw(r *rand.Rand, below int) plain {
	p := plain{}
	for range r.IntN(4) {
		from := r.IntN(below)
		step := 1 + r.IntN(200)
		for n := from; n < min(below, from+r.IntN(40_000)); n += 1 + r.IntN(step) {
			p[n] = true
		}
	}
	return p
}

// drawExpr returns an expression and what it is.
func drawExpr(r *rand.Rand, below, depth int) (*Expr, plain) {
	if depth == 0 || r.IntN(4) == 0 {
		p := draw(r, below)
		return &Expr{Set: SetOf(p.sorted()...)}, p
	}
	e := &Expr{Op: Op(1 + r.IntN(3))}
	first, is := drawExpr(r, below, depth-1)
	e.Parts = append(e.Parts, first)
	for range r.IntN(3) {
		part, p := drawExpr(r, below, depth-1)
		e.Parts = append(e.Parts, part)
		is = combined(e.Op, is, p)
	}
	return e, is
}

func combined(op Op, a, b plain) plain {
	is := plain{}
	for n := range a {
		if op == Or || b[n] == (op == And) {
			is[n] = true
		}
	}
	for n := range b {
		if op == Or {
			is[n] = true
		}
	}
	return is
}

func TestEval_IsWhatSetsAre(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const below = 5 * blockSize
	for range 150 {
		e, is := drawExpr(r, below, 3)
		checkSet(t, r, Eval(e), is, below)
	}
}

func TestSet_Without(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const below = 3 * blockSize
	for range 100 {
		p, gone := draw(r, below), draw(r, below)
		var m Mask
		for n := range gone {
			if !m.Add(n) || m.Add(n) || !m.Has(n) {
				t.Fatalf("Mask.Add(%d) does not tell what is new", n)
			}
			delete(p, n)
		}
		checkSet(t, r, SetOf(p.sorted()...).Without(&m), p, below)
	}
}

// checkSet compares everything that a set tells.
func checkSet(t *testing.T, r *rand.Rand, s *Set, is plain, below int) {
	t.Helper()
	want := is.sorted()
	if got := slices.Collect(s.All); !slices.Equal(got, want) || s.Len() != len(want) {
		t.Fatalf("a set of %d positions has %d, Len %d", len(want), len(got), s.Len())
	}
	for range 50 {
		from, to, skip := r.IntN(below+10), r.IntN(below+10), r.IntN(5)
		low, _ := slices.BinarySearch(want, from)
		high, _ := slices.BinarySearch(want, to)
		if got := s.Between(from, to); got != max(high-low, 0) {
			t.Fatalf("Between(%d, %d) = %d, want %d", from, to, got, max(high-low, 0))
		}
		if s.Has(from) != is[from] {
			t.Fatalf("Has(%d) = %v", from, s.Has(from))
		}
		p, ok := s.Before(to, skip)
		if ok != (high > skip) || ok && p != want[high-1-skip] {
			t.Fatalf("Before(%d, %d) = %d, %v", to, skip, p, ok)
		}
	}
}

func TestKeys(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 63, 64, 65, 1000} {
		var k Keys
		var want []int64
		for key := int64(0); len(want) < n; key += 1 + r.Int64N(1<<r.IntN(40)) {
			k.Add(key)
			want = append(want, key)
		}
		i := 0
		for position, key := range k.All {
			if position != i || key != want[i] || k.At(position) != key {
				t.Fatalf("key %d of %d: All yields %d, %d; At %d; want %d", i, n, position, key, k.At(position), want[i])
			}
			i++
		}
		for range 200 {
			key := r.Int64N(1 << 42)
			if n > 0 && r.IntN(2) == 0 {
				key = want[r.IntN(n)] + r.Int64N(3) - 1
			}
			at, found := slices.BinarySearch(want, key)
			if got, ok := k.Search(key); got != at || ok != found {
				t.Fatalf("Search(%d) among %d = %d, %v; want %d, %v", key, n, got, ok, at, found)
			}
		}
		if k.Len() != n || i != n {
			t.Errorf("Len() = %d, All yields %d; want %d", k.Len(), i, n)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	leaf := func(share float64) *Expr {
		var set Builder
		for p := range 1_000_000 {
			if r.Float64() < share {
				set.Add(p)
			}
		}
		return &Expr{Set: set.Set()}
	}
	e := &Expr{Op: And, Parts: []*Expr{
		{Op: Or, Parts: []*Expr{leaf(.4), leaf(.3)}}, {Op: Or, Parts: []*Expr{leaf(.2), leaf(.001)}}, leaf(.1),
	}}
	b.ReportAllocs()
	for b.Loop() {
		Eval(e)
	}
}
