package check

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
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

// A file is a file in memory that nobody else has.
type file struct {
	name, kind string
	make       func() []byte
	bytes      []byte
}

var _ mediasock.Data = file{}

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.bytes)), nil }
func (f file) Size() int64                  { return int64(len(f.bytes)) }
func (f file) Name() string                 { return f.name }
func (f file) Type() string                 { return f.kind }

// other returns another file of the same kind.
func (f file) other() file {
	f.bytes = f.make()
	return f
}

// sample returns a small file of a type that the service takes.
func sample(sock mediasock.Sock) (file, bool) {
	for _, f := range []file{
		{name: "mediasock-check.png", kind: "image/png", make: func() []byte { return picture(png.Encode) }},
		{name: "mediasock-check.jpg", kind: "image/jpeg", make: func() []byte {
			return picture(func(w io.Writer, i image.Image) error { return jpeg.Encode(w, i, nil) })
		}},
		{name: "mediasock-check.txt", kind: "text/plain", make: func() []byte { return []byte("MediaSock check " + rand.Text() + "\n") }},
	} {
		if sock.Accepts(f.kind) {
			return f.other(), true
		}
	}
	return file{}, false
}

// picture returns a picture of random colours.
func picture(encode func(io.Writer, image.Image) error) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 8, 8))
	pixel := make([]byte, 3*64)
	_, _ = rand.Read(pixel) // never fails
	for i := range 64 {
		img.Set(i%8, i/8, color.RGBA{pixel[3*i], pixel[3*i+1], pixel[3*i+2], 255})
	}
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		panic(fmt.Sprintf("check: %v", err)) // never: memory takes all
	}
	return b.Bytes()
}
