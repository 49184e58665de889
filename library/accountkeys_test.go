package library_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/library"
)

func (d *desk) issue(u *library.User, k auth.Key) string {
	d.Helper()
	k.User = &mediasock.User{ID: u.ID.String(), Scope: mediasock.ScopeUpload}
	value, err := d.IssueKey(d.Context(), k)
	if err != nil {
		d.Fatal(err)
	}
	return value
}

func TestKeyLife_MS205(t *testing.T) {
	idle := mediasock.Expiry{Idle: 20 * time.Minute}
	for _, tt := range []struct {
		name   string
		expiry mediasock.Expiry
		waits  []time.Duration // between uses
		want   error           // of the last
	}{
		{"in use", idle, []time.Duration{19 * time.Minute, 19 * time.Minute, 19 * time.Minute}, nil},
		{"idle for its time", idle, []time.Duration{20 * time.Minute}, nil},
		{"idle for longer", idle, []time.Duration{22 * time.Minute}, mediasock.ErrAuthRequired},
		{"at least 15 minutes", mediasock.Expiry{Idle: time.Minute}, []time.Duration{15 * time.Minute}, nil},
		{"used within a minute", idle, []time.Duration{59 * time.Second, 20 * time.Minute}, nil},
		{"absolute", mediasock.Expiry{Idle: time.Hour, After: 90 * time.Minute}, []time.Duration{50 * time.Minute, 50 * time.Minute}, mediasock.ErrAuthRequired},
		{"permanent", mediasock.Expiry{}, []time.Duration{10_000 * time.Hour}, nil},
	} {
		d := newDesk(t)
		value := d.issue(d.add("alice"), auth.Key{Kind: auth.TokenKey, Expiry: tt.expiry})
		var err error
		for _, wait := range tt.waits {
			d.now = d.now.Add(wait)
			_, err = d.Key(t.Context(), auth.TokenKey, value)
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: Key = %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestKeyIsOfItsKind(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	value := d.issue(u, auth.Key{Kind: auth.TokenKey})
	if got, err := d.Key(t.Context(), auth.TokenKey, value); err != nil || got.Name != "alice" || got.Scope != mediasock.ScopeUpload {
		t.Errorf("Key = %v, %v, want alice with scope upload", got, err)
	}
	for _, kind := range []auth.KeyKind{auth.CookieKey, auth.SigningKey, "app", "setup"} {
		if _, err := d.Key(t.Context(), kind, value); !errors.Is(err, mediasock.ErrAuthRequired) {
			t.Errorf("a token as %s = %v, want ErrAuthRequired", kind, err)
		}
	}
	if _, err := d.IssueKey(t.Context(), auth.Key{Kind: "setup", User: &mediasock.User{ID: u.ID.String()}}); err == nil {
		t.Error("IssueKey of kind setup = nil, want an error")
	}
	if err := d.SetDisabled(t.Context(), u.ID, true); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Key(t.Context(), auth.TokenKey, value); err == nil {
		t.Error("the token of a disabled account is accepted")
	}
	for range 2 {
		if err := d.RevokeKey(t.Context(), auth.TokenKey, value); err != nil {
			t.Errorf("RevokeKey = %v, want nil, twice", err)
		}
	}
}

func TestKeysGiveWay(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	var values []string
	for range 101 {
		d.now = d.now.Add(time.Second)
		values = append(values, d.issue(u, auth.Key{Kind: auth.CookieKey}))
	}
	for i, want := range map[int]error{0: mediasock.ErrAuthRequired, 1: nil, 100: nil} {
		if _, err := d.Key(t.Context(), auth.CookieKey, values[i]); !errors.Is(err, want) {
			t.Errorf("key %d of 101 = %v, want %v", i, err, want)
		}
	}
}

func TestDeadKeysAreDeleted(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	d.issue(u, auth.Key{Kind: auth.TokenKey}) // permanent
	for range 5 {
		d.issue(u, auth.Key{Kind: auth.TokenKey, Expiry: mediasock.Expiry{Idle: time.Hour}})
		d.issue(u, auth.Key{Kind: auth.TokenKey, Expiry: mediasock.Expiry{After: time.Hour}})
	}
	d.now = d.now.Add(2 * time.Hour)
	d.issue(u, auth.Key{Kind: auth.TokenKey})
	rows := 0
	for _, err := range d.index.Keys(t.Context(), "token", u.ID, "", time.Unix(0, 0)) {
		if err != nil {
			t.Fatal(err)
		}
		rows++
	}
	if rows != 2 {
		t.Errorf("%d tokens are kept, dead ones included, want the 2 that live", rows)
	}
}

func TestSigningKeys_A62(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.add("alice"), d.add("bob")
	first := d.issue(alice, auth.Key{Kind: auth.SigningKey, APIKey: "demo"})
	d.issue(alice, auth.Key{Kind: auth.SigningKey, APIKey: "other"})
	for range 80 {
		d.now = d.now.Add(time.Second)
		d.issue(bob, auth.Key{Kind: auth.SigningKey, APIKey: "demo"})
	}
	for _, tt := range []struct {
		name, apikey string
		want         int
	}{
		{"alice", "", 2}, {"ALICE", "demo", 2}, {"", "demo", 64}, {"", "other", 1}, {"", "unknown", 0}, {"", "", 0}, {"nobody", "demo", 0},
	} {
		keys, err := d.SigningKeys(t.Context(), tt.name, tt.apikey)
		if err != nil || len(keys) != tt.want {
			t.Errorf("SigningKeys(%q, %q) = %d keys, %v, want %d", tt.name, tt.apikey, len(keys), err, tt.want)
		}
	}
	keys, err := d.SigningKeys(t.Context(), "", "demo")
	if err != nil || keys[0].Password != first || keys[0].User.Name != "alice" {
		t.Errorf("SigningKeys = %+v, %v, want alice's key in clear first", keys[0], err)
	}
}

func TestUseNonce(t *testing.T) {
	d := newDesk(t)
	use := func(name, nonce string) (bool, error) {
		return d.UseNonce(t.Context(), name, nonce, d.now.Add(10*time.Minute))
	}
	for _, tt := range []struct {
		name, nonce string
		restart     bool
		want        bool
	}{
		{"alice", "a", false, true}, {"alice", "a", false, false}, {"ALICE", "a", false, false},
		{"bob", "a", false, true}, {"alice", "b", false, true}, {"alice", "a", true, false},
	} {
		if tt.restart {
			d.restart(make([]byte, 32))
		}
		if got, err := use(tt.name, tt.nonce); got != tt.want || err != nil {
			t.Errorf("UseNonce(%q, %q) = %v, %v, want %v", tt.name, tt.nonce, got, err, tt.want)
		}
	}
}

func TestUseNonceRefusesWhenFull(t *testing.T) {
	d := newDesk(t)
	var err error
	d.Accounts, err = library.NewAccounts(d.index, make([]byte, 32), library.AccountOptions{
		Clock: d.clock, Limits: library.SignInLimits{Nonces: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []mediasock.Code{0, 0, 0, 6} {
		_, err := d.UseNonce(t.Context(), "alice", string(rune('a'+i)), d.now.Add(time.Minute))
		if got := mediasock.StatOf(err).Code; got != want {
			t.Errorf("nonce %d: %v, want state %d", i, err, want)
		}
	}
	if _, err := d.UseNonce(t.Context(), "bob", "a", d.now.Add(time.Minute)); err != nil {
		t.Errorf("bob's nonce while alice's are full: %v, want nil", err)
	}
}

func TestLoadSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	secrets := make([][]byte, 8)
	var wg sync.WaitGroup
	for i := range secrets {
		wg.Go(func() {
			var err error
			if secrets[i], err = library.LoadSecret(path); err != nil {
				t.Errorf("LoadSecret = %v, want nil", err)
			}
		})
	}
	wg.Wait()
	for _, secret := range secrets {
		if len(secret) != 32 || string(secret) != string(secrets[0]) || string(secret) == string(make([]byte, 32)) {
			t.Fatalf("LoadSecret at once = %x and %x, want the same 32 bytes", secret, secrets[0])
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v, want the secret alone", left, err)
	}
	if _, err := library.NewAccounts(newDesk(t).index, secrets[0], library.AccountOptions{}); err != nil {
		t.Errorf("NewAccounts = %v, want nil", err)
	}
}

func TestLoadSecretRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		data string
		mode os.FileMode
	}{
		{"readable by others", "0123456789abcdef0123456789abcdef", 0o644},
		{"readable by the group", "0123456789abcdef0123456789abcdef", 0o640},
		{"empty", "", 0o600},
		{"short", "0123", 0o600},
		{"long", "0123456789abcdef0123456789abcdef0", 0o600},
	} {
		if runtime.GOOS == "windows" && tt.mode != 0o600 {
			continue
		}
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(tt.data), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := library.LoadSecret(path); err == nil {
			t.Errorf("LoadSecret of a file that is %s = nil, want an error", tt.name)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != tt.data {
			t.Errorf("LoadSecret changed a file that is %s", tt.name)
		}
	}
	if _, err := library.LoadSecret(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("LoadSecret in no folder = nil, want an error")
	}
	for _, n := range []int{0, 31, 33} {
		if _, err := library.NewAccounts(newDesk(t).index, make([]byte, n), library.AccountOptions{}); err == nil {
			t.Errorf("NewAccounts with a secret of %d bytes = nil, want an error", n)
		}
	}
}
