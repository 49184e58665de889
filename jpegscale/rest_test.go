package jpegscale

import (
	"math/rand/v2"
	"testing"
)

// standardTables are those that most cameras write.
func standardTables(t *testing.T, i int) *tables {
	t.Helper()
	dc, ac := new(dcTable), new(acTable)
	if err := dc.define(dcCode[i].counts[:], dcCode[i].values); err != nil {
		t.Fatal(err)
	}
	if err := ac.define(acCode[i].counts[:], acCode[i].values); err != nil {
		t.Fatal(err)
	}
	out := new(tables)
	out.prepare(dc, ac)
	return out
}

// Bits at random hold everything that a block can: symbols that the tables do
// not know, blocks without an end, code words that are none.
func TestPass_AsSymbolBySymbol(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	w := new(window)
	passed, refused := 0, 0
	for i := range 2 {
		tables := standardTables(t, i)
		s := &spot{tables: tables, c: &component{kept: 1, quant: new(quantizer), pix: make([]byte, 1)}}
		for range 30000 {
			fill(w[:maxBlock+16], rnd)
			want, wantOK := tables.passSlowly(cursor{}.refill(w), w)
			got, ok := s.block(cursor{}, w, new(lowest))
			if ok != wantOK || ok && got.consumed() != want.consumed() {
				t.Fatalf("block(% x) = %d bits, %t, want %d, %t", w[:40], got.consumed(), ok, want.consumed(), wantOK)
			}
			if ok && got.consumed() > 200 {
				passed++
			} else if !ok {
				refused++
			}
		}
	}
	if passed < 1000 || refused < 1000 {
		t.Errorf("%d long blocks passed and %d refused, want 1000 of each", passed, refused)
	}
}

// fill writes bits at random, of which most are zeros, or ones, or neither.
func fill(p []byte, rnd *rand.Rand) {
	kind := rnd.IntN(3)
	for i := range p {
		a, b := byte(rnd.Uint32()), byte(rnd.Uint32())
		p[i] = [3]byte{a, a & b, a | b}[kind]
	}
}
