package library_test

import (
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// An item that is asked for by its id tells others no more than a list or a page.
func TestMediaGet_TellsOthersNoMoreThanAList(t *testing.T) {
	k := newKit(t, library.Options{})
	said := mediasock.ParseAttributeList("person:Eve; city:Conwy; event:Regatta; author:Åse")
	o := mediatest.PhotoOptions{Place: &mediatest.Place{Lat: 60.397, Long: 5.3245}}
	m := k.add(mediasock.Media{Note: "embarrassing", Attributes: said}, data{"a.jpg", mediatest.Photo(o)})
	_, err := k.SetVisibility(t.Context(), library.ViewerOf(k.alice), m.ID, library.Public)
	k.ok(err)
	get := func(u *mediasock.User) *mediasock.Media {
		m, err := mediasock.GetMedia(t.Context(), k.session(u), m.ID.String())
		k.ok(err)
		return m
	}
	if m := get(k.alice); m.Note != "embarrassing" || m.File.SHA1 == nil || m.Attributes.String() !=
		":person:Eve;:city:Conwy;:event:Regatta;:author:Åse;geo:location:60.397,5.3245" {
		t.Errorf("the owner is told %q, %s, SHA-1 %x", m.Note, m.Attributes, m.File.SHA1)
	}
	if m := get(k.bob); m.Note != "" || m.File.SHA1 != nil || m.Attributes.String() != ":event:Regatta;:author:Åse" {
		t.Errorf("others are told %q, %s, SHA-1 %x", m.Note, m.Attributes, m.File.SHA1)
	}
	k.ok(k.TrashMedia(t.Context(), library.ViewerOf(k.alice), m.ID))
	if _, err := mediasock.GetMedia(t.Context(), k.session(k.alice), m.ID.String()); err != mediasock.ErrUnknownItem {
		t.Errorf("of an item in the trash: %v, want unknown", err)
	}
}
