package library_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

// A desk is accounts in memory with a clock that stands still.
type desk struct {
	*testing.T
	*library.Accounts
	index *mem.Index
	now   time.Time
}

const goodPassword = "correct horse battery"

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, index: mem.NewIndex(), now: time.Date(2026, 7, 7, 12, 0, 0, 0, time.UTC)}
	d.index.Now = d.clock
	d.restart(make([]byte, 32))
	return d
}

func (d *desk) clock() time.Time { return d.now }

// restart opens the same index anew.
func (d *desk) restart(secret []byte) {
	d.Helper()
	var err error
	d.Accounts, err = library.NewAccounts(d.index, secret, library.AccountOptions{
		Clock: d.clock,
		Hash:  &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) add(name string) *library.User {
	d.Helper()
	u, err := d.AddUser(d.Context(), name, goodPassword)
	if err != nil {
		d.Fatal(err)
	}
	return u
}

func (d *desk) app(u *library.User, scope mediasock.Scope) string {
	d.Helper()
	value, err := d.NewAppPassword(d.Context(), u.ID, "phone", scope)
	if err != nil {
		d.Fatal(err)
	}
	return value
}

func TestAddUserNames(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		name, password string
		want           error
		kept           string
	}{
		{"alice", goodPassword, nil, "alice"},
		{" Zoë ", goodPassword, nil, "Zoë"},
		{"Zoe\u0308", goodPassword, library.ErrNameTaken, ""},
		{"ALICE", goodPassword, library.ErrNameTaken, ""},
		{"\uff41lice", goodPassword, library.ErrNameTaken, ""}, // full-width a
		{"Straße", goodPassword, nil, "Straße"},
		{"STRASSE", goodPassword, library.ErrNameTaken, ""},
		{"", goodPassword, library.ErrBadName, ""},
		{"   ", goodPassword, library.ErrBadName, ""},
		{"a:b", goodPassword, library.ErrBadName, ""},
		{"a;b", goodPassword, library.ErrBadName, ""},
		{"a\nb", goodPassword, library.ErrBadName, ""},
		{"a\u200bb", goodPassword, library.ErrBadName, ""},
		{"a\u202eb", goodPassword, library.ErrBadName, ""},
		{"a\xffb", goodPassword, library.ErrBadName, ""},
		{strings.Repeat("ä", 65), goodPassword, library.ErrBadName, ""},
		{strings.Repeat("ä", 64), goodPassword, nil, strings.Repeat("ä", 64)},
		{"bob", "short", library.ErrWeakPassword, ""},
		{"bob", "", library.ErrWeakPassword, ""},
		{"bob", strings.Repeat("x", 2000), library.ErrWeakPassword, ""},
		{"bob the builder", "BOB the Builder", library.ErrWeakPassword, ""},
		{"bob", "äöüßéèêàçñ", nil, "bob"},
	} {
		u, err := d.AddUser(t.Context(), tt.name, tt.password)
		if !errors.Is(err, tt.want) || tt.want == nil && u.Name != tt.kept {
			t.Errorf("AddUser(%q, %q) = %v, %v, want %q, %v", tt.name, tt.password, u, err, tt.kept, tt.want)
		}
	}
	users, err := d.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Admin != (u.Name == "alice") {
			t.Errorf("%s is admin: %v, want the first account alone", u.Name, u.Admin)
		}
		if !strings.HasPrefix(u.Password, "$argon2id$v=19$m=8,t=1,p=1$") {
			t.Errorf("%s has the password %q, want argon2id", u.Name, u.Password)
		}
	}
}

func TestDefaultHash(t *testing.T) {
	a, err := library.NewAccounts(mem.NewIndex(), make([]byte, 32), library.AccountOptions{})
	if err != nil {
		t.Fatal(err)
	}
	u, err := a.AddUser(t.Context(), "alice", goodPassword)
	if err != nil || !strings.HasPrefix(u.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("AddUser = %v, %v, want argon2id with 19 MiB, 2, 1", u, err)
	}
	if _, err := a.Account(t.Context(), "alice", goodPassword); err != nil {
		t.Errorf("Account = %v, want nil", err)
	}
}

func TestAccount(t *testing.T) {
	d := newDesk(t)
	u := d.add("Alice")
	disabled := d.add("carol")
	if err := d.SetDisabled(t.Context(), disabled.ID, true); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, password string
		want           mediasock.Code
	}{
		{"Alice", goodPassword, 0},
		{"aLICE", goodPassword, 0},
		{"Alice", goodPassword + "x", 2},
		{"Alice", "", 2},
		{"Alice", strings.Repeat("x", 5000), 2},
		{"nobody", goodPassword, 2},
		{"", goodPassword, 2},
		{"carol", goodPassword, 8}, // MS-78
		{"carol", "wrong", 2},
	} {
		got, err := d.Account(t.Context(), tt.name, tt.password)
		if code := mediasock.StatOf(err).Code; code != tt.want {
			t.Errorf("Account(%q, %.20q) = %v, want state %d", tt.name, tt.password, err, tt.want)
		}
		if tt.want == 0 && (got.ID != u.ID.String() || got.Name != "Alice" || got.Scope != mediasock.ScopeManage) {
			t.Errorf("Account(%q) = %+v, want Alice with scope manage", tt.name, got)
		}
	}
}

func TestAccountIsHashedAnew(t *testing.T) {
	d := newDesk(t)
	d.add("alice")
	a, err := library.NewAccounts(d.index, make([]byte, 32), library.AccountOptions{
		Clock: d.clock, Hash: &argon2id.Params{Memory: 16, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		password, want string
	}{
		{"a wrong password", "$argon2id$v=19$m=8,t=1,p=1$"},
		{goodPassword, "$argon2id$v=19$m=16,t=2,p=1$"},
		{goodPassword, "$argon2id$v=19$m=16,t=2,p=1$"},
	} {
		_, err := a.Account(t.Context(), "alice", tt.password)
		if (err == nil) != (tt.password == goodPassword) {
			t.Errorf("Account(%q) = %v", tt.password, err)
		}
		if u, err := a.Lookup(t.Context(), "alice"); err != nil || !strings.HasPrefix(u.Password, tt.want) {
			t.Errorf("after Account(%q) the hash is %v, %v, want %s", tt.password, u, err, tt.want)
		}
	}
}

func TestAccountWaitsForItsSlot(t *testing.T) {
	d := newDesk(t)
	d.add("alice")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var failed bool
	for range 200 { // a free slot and a context that has ended are chosen between at random
		if _, err := d.Account(ctx, "alice", goodPassword); errors.Is(err, context.Canceled) {
			failed = true
		}
	}
	if !failed {
		t.Error("Account with a cancelled context never fails with it")
	}
}

func TestAppPassword(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.add("alice"), d.add("bob")
	value := d.app(alice, mediasock.ScopeUpload)
	if !regexp.MustCompile(`^([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}$`).MatchString(value) {
		t.Errorf("NewAppPassword = %q, want seven groups of four", value)
	}
	if value == d.app(alice, mediasock.ScopeUpload) {
		t.Error("two app passwords are equal")
	}
	typed := strings.ToUpper(strings.ReplaceAll(value, "-", " "))
	misread := strings.NewReplacer("0", "O", "1", "l").Replace(value)
	for _, tt := range []struct {
		name, password string
		want           mediasock.Code
	}{
		{"alice", value, 0}, {"ALICE", value, 0}, {"alice", typed, 0}, {"alice", misread, 0},
		{"bob", value, 2}, {"nobody", value, 2}, {"", value, 2}, {"alice", goodPassword, 2}, {"alice", "", 2},
	} {
		s, err := d.App(t.Context(), tt.name, tt.password)
		if code := mediasock.StatOf(err).Code; code != tt.want {
			t.Errorf("App(%q, %q) = %v, want state %d", tt.name, tt.password, err, tt.want)
		}
		if tt.want == 0 && (s.User.ID != alice.ID.String() || s.User.Scope != mediasock.ScopeUpload) {
			t.Errorf("App(%q, %q) = %+v, want alice with scope upload", tt.name, tt.password, s.User)
		}
	}
	list, err := d.AppPasswords(t.Context(), alice.ID)
	if err != nil || len(list) != 2 || list[0].Label != "phone" || !list[0].LastUsed.Equal(d.now) || !list[1].LastUsed.IsZero() {
		t.Errorf("AppPasswords = %+v, %v, want two, the first used now", list, err)
	}
	if err := d.RevokeAppPassword(t.Context(), bob.ID, list[0].ID); !errors.Is(err, library.ErrUnknownKey) {
		t.Errorf("bob revokes alice's app password: %v, want ErrUnknownKey", err)
	}
	if err := d.RevokeAppPassword(t.Context(), alice.ID, list[0].ID); err != nil {
		t.Errorf("RevokeAppPassword = %v, want nil", err)
	}
	if _, err := d.App(t.Context(), "alice", value); !errors.Is(err, mediasock.ErrCredentials) {
		t.Errorf("App after it was revoked = %v, want ErrCredentials", err)
	}
}

func TestAppPasswordLimits(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	for range 64 {
		d.app(u, mediasock.ScopeRead)
	}
	if _, err := d.NewAppPassword(t.Context(), u.ID, "one more", mediasock.ScopeRead); !errors.Is(err, library.ErrTooMany) {
		t.Errorf("the 65th app password = %v, want ErrTooMany", err)
	}
	for _, scope := range []mediasock.Scope{mediasock.ScopeNone, mediasock.ScopeManage + 1} {
		if _, err := d.NewAppPassword(t.Context(), u.ID, "", scope); err == nil {
			t.Errorf("NewAppPassword with scope %d = nil, want an error", scope)
		}
	}
	if _, err := d.NewAppPassword(t.Context(), 0, "", mediasock.ScopeRead); err == nil {
		t.Error("NewAppPassword of nobody = nil, want an error")
	}
}

func TestAppPasswordLabel(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	for label, want := range map[string]string{
		"": "app password", " my\n phone\x1b[1m ": "my phone [1m", strings.Repeat("ä", 100): strings.Repeat("ä", 64),
	} {
		if _, err := d.NewAppPassword(t.Context(), u.ID, label, mediasock.ScopeRead); err != nil {
			t.Fatal(err)
		}
		list, err := d.AppPasswords(t.Context(), u.ID)
		if err != nil || !slices.ContainsFunc(list, func(p library.AppPassword) bool { return p.Label == want }) {
			t.Errorf("label %q: %+v, %v, want %q among them", label, list, err, want)
		}
	}
}

func TestSecrets(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	value := d.app(u, mediasock.ScopeRead)
	got, err := d.Secrets(t.Context(), "ALICE")
	if err != nil || len(got) != 1 || got[0].Password != value || got[0].User.Name != "alice" || got[0].User.Scope != mediasock.ScopeRead {
		t.Fatalf("Secrets = %+v, %v, want the app password", got, err)
	}
	for _, name := range []string{"", "nobody"} {
		if got, err := d.Secrets(t.Context(), name); len(got) != 0 || err != nil {
			t.Errorf("Secrets(%q) = %v, %v, want none", name, got, err)
		}
	}
	if err := d.MarkUsed(t.Context(), got[0].ID); err != nil {
		t.Fatal(err)
	}
	if list, _ := d.AppPasswords(t.Context(), u.ID); !list[0].LastUsed.Equal(d.now) {
		t.Errorf("MarkUsed leaves LastUsed %v, want %v", list[0].LastUsed, d.now)
	}
}

// What is in the database alone is of no use: no password in it, sealed with
// another secret, and bound to its row.
func TestNothingInClear(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.add("alice"), d.add("bob")
	value := d.app(alice, mediasock.ScopeRead)
	d.app(bob, mediasock.ScopeRead)
	var rows []*library.Key
	for _, u := range []*library.User{alice, bob} {
		for k, err := range d.index.Keys(t.Context(), "app", u.ID, "", d.now) {
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, k)
		}
	}
	for _, field := range [][]byte{rows[0].Lookup, rows[0].MD5, rows[0].Sealed} {
		if len(field) < 32 || bytes.Contains(field, []byte(value)) {
			t.Errorf("the row holds %x", field)
		}
	}
	moved := *rows[0]
	moved.User = bob.ID
	if err := d.index.DeleteKey(t.Context(), rows[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := d.index.AddKey(t.Context(), &moved); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Secrets(t.Context(), "bob"); err == nil {
		t.Errorf("a row that was moved to bob opens: %v", got)
	}
	if err := d.index.DeleteKey(t.Context(), moved.ID); err != nil {
		t.Fatal(err)
	}
	d.restart(bytes.Repeat([]byte{1}, 32))
	if got, err := d.Secrets(t.Context(), "bob"); err == nil {
		t.Errorf("another secret opens %v", got)
	}
}

func TestCipheredNames_A66_A67(t *testing.T) {
	d := newDesk(t)
	d.add("Alice")
	crypt, err := auth.Crypt("Alice", "Alice")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ cipher, ciphered, want string }{
		{"ciph.md5", auth.HexMD5("Alice"), "Alice"},
		{"ciph.md5", strings.ToUpper(auth.HexMD5("Alice")), "Alice"},
		{"ciph.md5", auth.HexMD5("nobody"), ""},
		{"ciph.md5", "", ""},
		{"ciph.cry", crypt, "Alice"},
		{"ciph.cry", crypt + "x", ""},
		{"ciph.md5", crypt, ""},
		{"ciph.txt", "Alice", ""},
	} {
		if got, err := d.Name(t.Context(), tt.cipher, tt.ciphered); got != tt.want || err != nil {
			t.Errorf("Name(%q, %q) = %q, %v, want %q", tt.cipher, tt.ciphered, got, err, tt.want)
		}
	}
}

func TestSetPasswordEndsSessions(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	app := d.app(u, mediasock.ScopeRead)
	var values []string
	kinds := []auth.KeyKind{auth.CookieKey, auth.TokenKey}
	for _, kind := range append(kinds, auth.SigningKey) {
		value, err := d.IssueKey(t.Context(), auth.Key{Kind: kind, User: &mediasock.User{ID: u.ID.String(), Scope: mediasock.ScopeRead}})
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	if err := d.SetPassword(t.Context(), u.ID, "short"); !errors.Is(err, library.ErrWeakPassword) {
		t.Errorf("SetPassword(short) = %v, want ErrWeakPassword", err)
	}
	if _, err := d.Key(t.Context(), auth.CookieKey, values[0]); err != nil {
		t.Errorf("a refused password ends a session: %v", err)
	}
	if err := d.SetPassword(t.Context(), u.ID, "another good one"); err != nil {
		t.Fatal(err)
	}
	for i, kind := range kinds {
		if _, err := d.Key(t.Context(), kind, values[i]); !errors.Is(err, mediasock.ErrAuthRequired) {
			t.Errorf("%s after a changed password = %v, want ErrAuthRequired", kind, err)
		}
	}
	if keys, err := d.SigningKeys(t.Context(), "alice", ""); len(keys) != 0 || err != nil {
		t.Errorf("SigningKeys after a changed password = %v, %v, want none", keys, err)
	}
	if _, err := d.App(t.Context(), "alice", app); err != nil {
		t.Errorf("the app password after a changed password = %v, want nil", err)
	}
	if _, err := d.Account(t.Context(), "alice", goodPassword); !errors.Is(err, mediasock.ErrCredentials) {
		t.Errorf("the old password = %v, want ErrCredentials", err)
	}
	if _, err := d.Account(t.Context(), "alice", "another good one"); err != nil {
		t.Errorf("the new password = %v, want nil", err)
	}
}

func TestRemoveUser(t *testing.T) {
	d := newDesk(t)
	u := d.add("alice")
	app := d.app(u, mediasock.ScopeRead)
	if err := d.RemoveUser(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.App(t.Context(), "alice", app); !errors.Is(err, mediasock.ErrCredentials) {
		t.Errorf("App of a removed account = %v, want ErrCredentials", err)
	}
	if _, err := d.Lookup(t.Context(), "alice"); !errors.Is(err, library.ErrUnknownUser) {
		t.Errorf("Lookup of a removed account = %v, want ErrUnknownUser", err)
	}
}

func TestSetupToken(t *testing.T) {
	d := newDesk(t)
	old, err := d.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token, err := d.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "x", old} {
		if _, err := d.UseSetupToken(t.Context(), bad, "mallory", goodPassword); !errors.Is(err, library.ErrUnknownKey) {
			t.Errorf("UseSetupToken(%q) = %v, want ErrUnknownKey", bad, err)
		}
	}
	if _, err := d.UseSetupToken(t.Context(), token, "alice", "short"); !errors.Is(err, library.ErrWeakPassword) {
		t.Errorf("UseSetupToken with a short password = %v, want ErrWeakPassword", err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = d.UseSetupToken(t.Context(), token, string(rune('a'+i))+"lice", goodPassword)
		})
	}
	wg.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		} else if !errors.Is(err, library.ErrSetUp) {
			t.Errorf("UseSetupToken at once = %v, want ErrSetUp", err)
		}
	}
	users, err := d.Users(t.Context())
	if made != 1 || err != nil || len(users) != 1 || !users[0].Admin {
		t.Errorf("%d of 8 at once made %v, want one, an administrator", made, users)
	}
	if _, err := d.SetupToken(t.Context()); !errors.Is(err, library.ErrSetUp) {
		t.Errorf("SetupToken after setup = %v, want ErrSetUp", err)
	}
	if err := d.CheckSetupToken(t.Context(), token); !errors.Is(err, library.ErrSetUp) {
		t.Errorf("CheckSetupToken after setup = %v, want ErrSetUp", err)
	}
}
