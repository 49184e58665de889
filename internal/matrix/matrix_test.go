// Package matrix holds one generated test: every method of MediaSock by every
// protocol, mechanism, cipher and link that may combine, through the real client
// and the real server over a real library, accepted and refused.
//
// A combination that cannot be is skipped by a rule that is written down
// (axes_test.go) and counted. Beside it stand the tests of features and of
// security that need both ends.
package matrix

import "testing"

// What the matrix had when it was last looked at; it may only grow.
const (
	atLeastCells   = 8758
	atLeastUnsents = 95
)

// TestMatrix_MS117_MS137_MS189_A70_A80 is acceptance list 2 of the specification's
// readings: all that may combine, does.
func TestMatrix_MS117_MS137_MS189_A70_A80(t *testing.T) {
	y, known := newTally(), newSecrets()
	t.Run("cells", func(t *testing.T) {
		places := map[string]*place{} // one a dialect: none grows so large that it is slow
		for _, d := range dialects {
			places[d.name] = newPlaceWith(t, known)
		}
		for _, c := range cells() {
			if why := c.skipped(); why != "" {
				y.skip(why)
				continue
			}
			t.Run(c.String(), func(t *testing.T) {
				t.Parallel()
				(&conversation{cell: c, t: t, place: places[c.dialect.name], tally: y}).hold()
			})
		}
	})
	y.report(t, atLeastCells, atLeastUnsents)
	t.Run("XS-4 no secret is logged", known.leaked)
}
