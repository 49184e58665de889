package library_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

func TestAlbumTitleIsBoundedAndTurnsNothing(t *testing.T) {
	k := newKit(t, library.Options{})
	s, err := k.Library.Session(t.Context(), k.alice)
	k.ok(err)
	item, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "safe\u202egpj.exe\u2066"})
	k.ok(err)
	if item.Title != "safegpj.exe" {
		t.Errorf("title %q", item.Title)
	}
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: strings.Repeat("é", 4097)}); !errors.Is(err, mediasock.ErrUnsupported) {
		t.Errorf("a title of 4097 characters: %v", err)
	}
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: strings.Repeat("é", 4096)}); err != nil {
		t.Errorf("a title of 4096 characters: %v", err)
	}
}

func TestTheOnlyAdministratorStays(t *testing.T) {
	d := newDesk(t)
	first, err := d.AddUser(t.Context(), "first", "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.AddUser(t.Context(), "second", "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.RemoveUser(t.Context(), first.ID); !errors.Is(err, library.ErrLastAdmin) {
		t.Errorf("RemoveUser of the only administrator = %v", err)
	}
	if err := d.RemoveUser(t.Context(), second.ID); err != nil {
		t.Errorf("RemoveUser of another = %v", err)
	}
	if err := d.RemoveUser(t.Context(), first.ID); err != nil {
		t.Errorf("RemoveUser of the last account = %v", err)
	}
}
