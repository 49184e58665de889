package check

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/mediasock/mediasock"
)

// write tests uploads, into an album of the check's own.
func (v *visit) write() {
	parents, ok := v.album()
	if !ok {
		return
	}
	if v.exam.offered(mediasock.MethodMediaAppend) {
		v.upload(parents)
	}
}

// album makes the album (MS-180) and looks for it in the list (MS-172). It
// reports false where there is no place for an upload.
func (v *visit) album() (mediasock.List, bool) {
	amp := v.sock.Has("feat.amp")
	if !v.exam.offered(mediasock.MethodTaxaAppend) {
		return nil, !amp // not into an album of somebody's
	}
	t := &mediasock.Taxon{Title: `MediaSock check "` + strings.ToLower(rand.Text()[:8]) + `" <b>&amp; é --`}
	if v.sock.Has("feat.atp") {
		v.orphan()
		if t.Parents = v.above(); t.Parents == nil {
			return nil, !amp
		}
	}
	v.recorder.do("taxa.append")
	item, err := v.session.TaxaAppend(v.ctx, t)
	if err != nil {
		v.failed("MS-180", "taxa.append", err)
		return nil, !amp
	}
	v.read()
	v.left("the album %q (%s)", t.Title, item.ID)
	if item.ID == "" {
		return nil, !amp
	}
	v.listedAs(item.ID, t.Title)
	return mediasock.List{item.ID}, true
}

// orphan tests that a taxon without a parent is refused under feat.atp (MS-186).
func (v *visit) orphan() {
	v.recorder.do("taxa.append without a parent")
	item, err := v.session.TaxaAppend(v.ctx, &mediasock.Taxon{Title: "MediaSock check"})
	a := v.last()
	if err == nil {
		v.about("MS-186", a, "", "", "a taxon without a parent is made")
		v.left("the album %q (%s)", "MediaSock check", item.ID)
	}
}

// above returns a taxon that takes taxa (MS-187).
func (v *visit) above() mediasock.List {
	for _, t := range v.taxa("taxa.list") {
		if t.Append.Has("taxon") {
			return mediasock.List{t.ID}
		}
	}
	return nil
}

func (v *visit) listedAs(id, title string) {
	if !v.exam.offered(mediasock.MethodTaxaList) {
		return
	}
	for _, t := range v.taxa("taxa.list after taxa.append") {
		if t.ID == id {
			if t.Title != title {
				v.about("MS-172", v.first, "", t.Title, "a new taxon is listed under another title than it was given")
			}
			return
		}
	}
	v.about("MS-172", v.first, "", "", "a new taxon is not listed")
}

// upload tests media.append and media.update.
func (v *visit) upload(parents mediasock.List) {
	d, ok := sample(v.session.Offer().Sock)
	if !ok {
		return
	}
	v.misplaced(d)
	m := &mediasock.Media{Title: "MediaSock check", Caption: "It may be deleted.", Keywords: mediasock.List{"check", "two words"}, Parents: parents}
	v.recorder.do("media.append")
	item, err := v.session.MediaAppend(v.ctx, m, d)
	if err != nil {
		v.failed("MS-154", "media.append", err)
		return
	}
	v.read()
	v.kept(item)
	v.twice(m, d, item)
	if item.ID != "" && v.session.Offer().APIs != nil {
		v.update(item)
	}
	if mediasock.DeleteMedia(v.ctx, v.session, item.ID) == nil {
		v.report.Left = v.report.Left[:len(v.report.Left)-1]
	}
}

// misplaced tests uploads to where there is nothing (A-36, MS-164).
func (v *visit) misplaced(d file) {
	v.recorder.do("media.append into no album")
	item, err := v.session.MediaAppend(v.ctx, &mediasock.Media{Title: "MediaSock check", Parents: mediasock.List{nobody()}}, d.other())
	if a := v.last(); err == nil {
		v.about("A-36", a, "", "", "an upload into an album that does not exist is accepted")
		v.kept(item)
	}
	if !v.sock.Has("feat.amp") {
		return
	}
	v.recorder.do("media.append without a parent")
	item, err = v.session.MediaAppend(v.ctx, &mediasock.Media{Title: "MediaSock check"}, d.other())
	if a := v.last(); err == nil {
		v.about("MS-164", a, "", "", "an upload without a parent is accepted")
		v.kept(item)
	}
}

// twice tests the same bytes again (MS-76, A-52).
func (v *visit) twice(m *mediasock.Media, d file, first *mediasock.Item) {
	v.recorder.do("media.append of the same bytes")
	item, err := v.session.MediaAppend(v.ctx, m, d)
	a := v.last()
	switch {
	case errors.Is(err, mediasock.ErrExists):
		if item == nil || item.ID != first.ID {
			v.about("A-52", a, "", "", "the same bytes again are answered with another id")
		}
	case err != nil:
		v.about("A-52", a, "", "", "the same bytes again are refused: "+err.Error())
	default:
		v.about("A-52", a, "", "", "the same bytes again are not answered with state 20")
		if item.ID != first.ID {
			v.kept(item)
		}
	}
}

// update tests media.update, where it is listed (MS-155).
func (v *visit) update(item *mediasock.Item) {
	if _, ok := v.session.Offer().APIs.Lookup(mediasock.MethodMediaUpdate); !ok {
		return
	}
	v.recorder.do("media.update")
	got, err := v.session.MediaUpdate(v.ctx, &mediasock.Media{ID: item.ID, Title: "MediaSock check, updated"}, nil)
	a := v.last()
	switch {
	case err != nil:
		v.about("MS-155", a, "", "", "media.update fails: "+err.Error())
	case got.ID != "" && got.ID != item.ID:
		v.about("MS-155", a, "", "", "media.update answers another id")
	}
}

// last reads what the client was answered, and returns the last of it.
func (v *visit) last() *answer {
	if answers := v.read(); len(answers) > 0 {
		return answers[len(answers)-1]
	}
	return v.first
}

func (v *visit) kept(item *mediasock.Item) { v.left("the item %s %s", item.ID, item.Resource) }

func (v *visit) left(format string, args ...any) {
	v.report.Left = append(v.report.Left, shown(strings.TrimSpace(fmt.Sprintf(format, args...))))
}
