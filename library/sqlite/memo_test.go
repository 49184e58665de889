package sqlite

import (
	"testing"

	"github.com/mediasock/mediasock/library"
)

// What is remembered of an account or a setting is never what it was before a
// write that has returned, nor is it changed by who was given it.
func TestIndex_Recall(t *testing.T) {
	x := openTest(t, Options{})
	u := &library.User{Name: "alice", MD5: []byte{1}}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"Alice", "Alice A.", "Alice B."} {
		_, err := x.UpdateUser(t.Context(), u.ID, func(u *library.User) error { u.Title = title; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.SetSetting(t.Context(), "name", title, false); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := x.User(t.Context(), library.User{ID: u.ID})
			if err != nil || got.Title != title || got.MD5[0] != 1 {
				t.Fatalf("User = %+v, %v; want the title %q", got, err, title)
			}
			got.Title, got.MD5[0] = "changed", 2
			if value, err := x.Setting(t.Context(), "name"); err != nil || value != title {
				t.Errorf("Setting = %q, %v; want %q", value, err, title)
			}
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.User(t.Context(), library.User{ID: u.ID}); err == nil {
		t.Error("a closed index still tells of an account")
	}
}
