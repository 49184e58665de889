package servicetest

import (
	"crypto/sha256"

	"github.com/mediasock/mediasock"
)

var accessTests = []test{
	{"Access/a stranger is told to sign in", accessStranger},
	{"Access/another user neither sees nor changes", accessOther},
	{"Access/a sign-in to read", accessRead},
	{"Access/a sign-in to upload", accessUpload},
	{"Access/everything is told by state", accessStates},
}

// A call is something to do with a session that changes the service.
type call struct {
	name  string
	scope mediasock.Scope // that it takes
	do    func(s mediasock.Session) error
}

// calls returns calls about an item and an album of k's own user.
func (k *kit) calls(item, album string) []call {
	ctx := k.ctx
	return []call{
		{"MediaAppend", mediasock.ScopeUpload, func(s mediasock.Session) error {
			_, err := s.MediaAppend(ctx, &mediasock.Media{}, file(k.Name, k.File(k.T)))
			return err
		}},
		{"TaxaAppend", mediasock.ScopeUpload, func(s mediasock.Session) error {
			_, err := s.TaxaAppend(ctx, &mediasock.Taxon{Title: "Intruder"})
			return err
		}},
		{"MediaUpdate", mediasock.ScopeManage, func(s mediasock.Session) error {
			_, err := mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: item, Title: "intruded"}, nil)
			return err
		}},
		{"MediaUpdate with bytes", mediasock.ScopeManage, func(s mediasock.Session) error {
			_, err := mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: item}, file(k.Name, k.File(k.T)))
			return err
		}},
		{"MediaAppend with an id", mediasock.ScopeManage, func(s mediasock.Session) error {
			_, err := s.MediaAppend(ctx, &mediasock.Media{ID: item, Title: "intruded"}, file(k.Name, k.File(k.T)))
			return err
		}},
		{"MediaFile into", mediasock.ScopeUpload, func(s mediasock.Session) error {
			_, err := mediasock.FileMedia(ctx, s, item, mediasock.List{album}, nil)
			return err
		}},
		{"MediaFile out of", mediasock.ScopeManage, func(s mediasock.Session) error {
			_, err := mediasock.FileMedia(ctx, s, item, nil, mediasock.List{album})
			return err
		}},
		{"MediaDelete", mediasock.ScopeManage, func(s mediasock.Session) error {
			return mediasock.DeleteMedia(ctx, s, item)
		}},
		{"TaxaUpdate", mediasock.ScopeManage, func(s mediasock.Session) error {
			return mediasock.UpdateTaxon(ctx, s, &mediasock.Taxon{ID: album, Title: "intruded"})
		}},
		{"TaxaDelete", mediasock.ScopeManage, func(s mediasock.Session) error {
			return mediasock.DeleteTaxon(ctx, s, album)
		}},
	}
}

// mine makes an item in an album.
func (k *kit) mine() (item, album string, b []byte) {
	k.Helper()
	album = k.album("Mine")
	added, b := k.add(&mediasock.Media{Title: "mine", Parents: mediasock.List{album}})
	return added.ID, album, b
}

// untouched checks that an item and an album are as mine made them.
func (k *kit) untouched(item, album string, b []byte) {
	k.Helper()
	k.bytes(item, b)
	k.told(item, &mediasock.Media{Title: "mine", Parents: mediasock.List{album}})
	equal(k, "Title of the album", k.known(album).Title, "Mine")
}

func accessStranger(k *kit) {
	if k.Stranger == nil {
		k.Skip("strangers open no session")
	}
	s := k.Stranger(k.T)
	item, album, b := k.mine()
	for _, c := range k.calls(item, album) {
		k.asked("of a stranger: "+c.name, c.do(s))
	}
	sum := sha256.Sum256(b)
	_, err := mediasock.FindMedia(k.ctx, s, "sha256", sum[:])
	k.asked("of a stranger: MediaFind", err)
	k.unseen(s, item, album)
	k.untouched(item, album, b)
}

// asked checks that a call asked for a sign-in. One that the session has no
// interface for is not tested.
func (k *kit) asked(call string, err error) {
	k.Helper()
	if err != error(mediasock.ErrUnsupported) {
		k.state(call, err, mediasock.CodeAuth)
	}
}

// unseen checks that s is not told of an item and an album.
func (k *kit) unseen(s mediasock.Session, item, album string) {
	k.Helper()
	for m, err := range mediasock.ListMedia(k.ctx, s, mediasock.MediaQuery{}) {
		if err == nil && m.ID == item {
			k.Errorf("MediaList tells of another's item")
		}
	}
	for m, err := range mediasock.ListMedia(k.ctx, s, mediasock.MediaQuery{Taxon: album}) {
		if err == nil {
			k.Errorf("MediaList of another's album tells of %q", m.ID)
		}
	}
	for t, err := range s.TaxaList(k.ctx) {
		if err == nil && t.ID == album {
			k.Errorf("TaxaList tells of another's album")
		}
	}
	if _, err := mediasock.OpenMedia(k.ctx, s, item); err == nil {
		k.Errorf("MediaOpen opens another's item")
	}
}

func accessOther(k *kit) {
	if k.Other == nil {
		k.Skip("there is no other user")
	}
	s := k.Other(k.T)
	item, album, b := k.mine()
	for _, c := range k.calls(item, album) {
		if c.scope == mediasock.ScopeManage {
			k.state(c.name+" by another user", c.do(s), mediasock.CodeUnsupported)
		}
	}
	_, err := s.MediaAppend(k.ctx, &mediasock.Media{Parents: mediasock.List{album}}, file(k.Name, k.File(k.T)))
	k.state("MediaAppend to another's album", err, mediasock.CodeUnsupported)
	sum := sha256.Sum256(b)
	_, err = mediasock.FindMedia(k.ctx, s, "sha256", sum[:])
	k.state("MediaFind by another user", err, mediasock.CodeUnsupported)
	k.unseen(s, item, album)
	own, err := s.MediaAppend(k.ctx, &mediasock.Media{Title: "hers"}, file(k.Name, b))
	k.ok(err) // the same bytes tell her nothing
	k.given("MediaAppend", own)
	equal(k, "two users share an item", own.ID == item, false)
	k.untouched(item, album, b)
}

func (k *kit) scoped(scope mediasock.Scope) mediasock.Session {
	k.Helper()
	if k.Scoped == nil {
		k.Skip("sign-ins are not limited")
	}
	return k.Scoped(k.T, scope)
}

func accessRead(k *kit) {
	s := k.scoped(mediasock.ScopeRead)
	item, album, b := k.mine()
	for _, c := range k.calls(item, album) {
		k.state(c.name+" by a sign-in to read", c.do(s), mediasock.CodePermanent)
	}
	for _, err := range s.TaxaList(k.ctx) {
		k.ok(err)
	}
	k.untouched(item, album, b)
}

func accessUpload(k *kit) {
	s := k.scoped(mediasock.ScopeUpload)
	item, album, b := k.mine()
	for _, c := range k.calls(item, album) {
		if err := c.do(s); c.scope == mediasock.ScopeUpload {
			k.ok(err)
		} else {
			k.state(c.name+" by a sign-in to upload", err, mediasock.CodePermanent)
		}
	}
	k.untouched(item, album, b)
}

func accessStates(k *kit) {
	for _, err := range []error{
		second(k.s.TaxaAppend(k.ctx, &mediasock.Taxon{})),
		second(k.s.MediaAppend(k.ctx, &mediasock.Media{Parents: mediasock.List{"987654321"}}, file(k.Name, k.File(k.T)))),
	} {
		stat := mediasock.StatOf(err)
		equal(k, "the state is a failure of one item", stat.Code, mediasock.CodeUnsupported)
		equal(k, "its message is told", stat.Message != "", true)
	}
}

func second(_ *mediasock.Item, err error) error { return err }
