package matrix

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
)

// A tally counts the cells that were as they must be, and those that cannot be.
type tally struct {
	mu       sync.Mutex
	cells    map[string]int // by cell, method and state, so that none counts twice
	states   map[mediasock.Code]int
	axes     map[string]int
	unsents  int
	skipping map[string]int
}

func newTally() *tally {
	return &tally{cells: map[string]int{}, states: map[mediasock.Code]int{}, axes: map[string]int{}, skipping: map[string]int{}}
}

func (y *tally) count(c cell, method string, code mediasock.Code) {
	y.mu.Lock()
	defer y.mu.Unlock()
	key := fmt.Sprintf("%s %s %d", c, method, code)
	if y.cells[key]++; y.cells[key] > 1 {
		return
	}
	y.states[code]++
	for _, axis := range []string{method, c.dialect.name, c.link.name, "auth." + c.way.mechanism, "ciph." + c.way.cipher} {
		y.axes[axis]++
	}
}

// unsent counts a sign-in that the client refuses.
func (y *tally) unsent(cell) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.unsents++
}

func (y *tally) skip(why string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.skipping[why]++
}

// report prints the counts and fails the test if there are fewer than there were.
func (y *tally) report(t *testing.T, cells, unsents int) {
	t.Helper()
	y.mu.Lock()
	defer y.mu.Unlock()
	t.Logf("%d cells: %s", len(y.cells), states(y.states))
	t.Logf("%d sign-ins that the client refuses, with nothing sent (A-68)", y.unsents)
	t.Logf("by axis: %s", sorted(y.axes))
	for _, why := range slices.Sorted(maps.Keys(y.skipping)) {
		t.Logf("skipped %d: %s", y.skipping[why], why)
	}
	if len(y.cells) < cells || y.unsents < unsents {
		t.Errorf("%d cells and %d refused sign-ins, want at least %d and %d", len(y.cells), y.unsents, cells, unsents)
	}
	for _, code := range []mediasock.Code{mediasock.CodeSuccess, mediasock.CodeAuth, mediasock.CodeCredentials, mediasock.CodeRenegotiate} {
		if y.states[code] == 0 {
			t.Errorf("state %d was never seen", code)
		}
	}
	for _, axis := range axes() {
		if y.axes[axis] == 0 {
			t.Errorf("no cell of %s", axis)
		}
	}
}

// axes returns every value that must have a cell.
func axes() []string {
	values := mediasock.Methods()
	for _, d := range dialects {
		values = append(values, d.name)
	}
	for _, l := range links {
		values = append(values, l.name)
	}
	for _, m := range mechanisms {
		values = append(values, "auth."+m)
	}
	for _, c := range ciphers {
		values = append(values, "ciph."+c)
	}
	return values
}

func states(m map[mediasock.Code]int) string {
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%d with state %d", m[code], code))
	}
	return strings.Join(parts, ", ")
}

func sorted(m map[string]int) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%s %d", key, m[key]))
	}
	return strings.Join(parts, ", ")
}
