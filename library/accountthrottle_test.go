package library_test

import (
	"errors"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// fail tries to sign in as name from peer n times, step apart, and returns how
// many tries were allowed. Each fails.
func (d *desk) fail(name, peer string, n int, step time.Duration) (allowed int) {
	d.Helper()
	for range n {
		d.now = d.now.Add(step)
		if d.try(name, peer) {
			allowed++
		}
	}
	return allowed
}

func (d *desk) try(name, peer string) bool {
	d.Helper()
	addr := netip.MustParseAddr(peer)
	err := d.Allow(d.Context(), name, addr)
	if errors.Is(err, auth.ErrThrottled) {
		return false
	}
	if err == nil {
		err = d.Note(d.Context(), name, addr, false)
	}
	if err != nil {
		d.Fatal(err)
	}
	return true
}

func TestThrottleOfAPair_XS3(t *testing.T) {
	d := newDesk(t)
	if got := d.fail("alice", "192.0.2.1", 200, 0); got != 20 {
		t.Errorf("at once %d tries are allowed, want 20", got)
	}
	d = newDesk(t)
	if got := d.fail("alice", "192.0.2.1", 3500, time.Second); got > 100 {
		t.Errorf("in an hour %d tries are allowed, want 100 at most", got)
	}
	if !d.try("bob", "192.0.2.1") {
		t.Error("another account from there is refused")
	}
	if !d.try("alice", "192.0.2.2") {
		t.Error("the same account from elsewhere is refused")
	}
	if d.try("ALICE", "192.0.2.1") {
		t.Error("the name in capitals is another account")
	}
	d.now = d.now.Add(2 * time.Hour)
	if !d.try("alice", "192.0.2.1") {
		t.Error("two hours later it is refused still")
	}
}

func TestThrottleSurvivesARestart(t *testing.T) {
	d := newDesk(t)
	d.fail("alice", "192.0.2.1", 20, 0)
	d.restart(make([]byte, 32))
	if d.try("alice", "192.0.2.1") {
		t.Error("after a restart the tries begin anew")
	}
}

func TestThrottleOfAnAddress_XS3(t *testing.T) {
	d := newDesk(t)
	allowed := 0
	for i := range 400 {
		if d.try("user"+string(rune('A'+i)), "2001:db8::1") {
			allowed++
		}
	}
	if allowed != 300 {
		t.Errorf("%d tries of different accounts from one address, want 300", allowed)
	}
	if d.try("alice", "2001:db8::ffff:1") {
		t.Error("another address of the same /64 is allowed")
	}
	if !d.try("alice", "2001:db8:0:1::1") {
		t.Error("another /64 is refused")
	}
}

func TestThrottleNeverLocksTheOwnerOut(t *testing.T) {
	d := newDesk(t)
	for i := range 60 {
		d.fail("alice", netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}).String(), 20, 0)
	}
	for i := range 10 {
		peer := netip.AddrFrom4([4]byte{203, 0, 113, byte(i)})
		if got := d.fail("alice", peer.String(), 20, 0); got != 3 {
			t.Errorf("of an account under attack %d tries from a new address, want 3", got)
		}
	}
	owner := netip.MustParseAddr("192.0.2.1")
	for range 50 {
		if err := d.Allow(t.Context(), "alice", owner); err != nil {
			t.Fatalf("the owner from her own address: %v, want nil", err)
		}
		if err := d.Note(t.Context(), "alice", owner, true); err != nil {
			t.Fatal(err)
		}
	}
}

func TestThrottleForgives(t *testing.T) {
	d := newDesk(t)
	peer := netip.MustParseAddr("192.0.2.1")
	d.fail("alice", "192.0.2.1", 19, 0)
	if err := d.Allow(t.Context(), "alice", peer); err != nil {
		t.Fatal(err)
	}
	if err := d.Note(t.Context(), "alice", peer, true); err != nil {
		t.Fatal(err)
	}
	if got := d.fail("alice", "192.0.2.1", 30, 0); got != 20 {
		t.Errorf("after a sign-in %d tries, want 20", got)
	}
}

// Tries at once must not slip through before the first has failed.
func TestThrottleOfTriesAtOnce(t *testing.T) {
	d := newDesk(t)
	peer := netip.MustParseAddr("192.0.2.1")
	var wg sync.WaitGroup
	var mu sync.Mutex
	allowed := 0
	for range 200 {
		wg.Go(func() {
			if d.Allow(t.Context(), "alice", peer) == nil {
				mu.Lock()
				allowed++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if allowed != 20 {
		t.Errorf("%d of 200 tries at once are allowed, want 20", allowed)
	}
	if err := d.Allow(t.Context(), "alice", peer); mediasock.StatOf(err).Code != mediasock.CodeTemporary {
		t.Errorf("one more = %v, want state 6", err)
	}
	d.now = d.now.Add(2 * time.Minute) // none was ever noted
	if err := d.Allow(t.Context(), "alice", peer); err != nil {
		t.Errorf("two minutes later = %v, want nil", err)
	}
}
