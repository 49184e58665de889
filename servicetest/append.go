package servicetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
)

var offerTests = []test{
	{"Offer/MS-43 names the service and the user", offer},
	{"Signout/twice is no error", signout},
}

func offer(k *kit) {
	o := k.s.Offer()
	if o == nil {
		k.Fatal("Offer = nil")
	}
	equal(k, "the service has a value", o.Service.Value != "", true)
	equal(k, "stat", o.Stat.Code, mediasock.CodeSuccess)
	k.add(nil)
	equal(k, "the service's value after a call", k.s.Offer().Service.Value, o.Service.Value)
}

func signout(k *kit) {
	k.ok(k.s.Signout(k.ctx))
	k.ok(k.s.Signout(k.ctx))
}

var appendTests = []test{
	{"Append/MS-154 MS-166 bytes and words are kept", appendAll},
	{"Append/A-41 ids can stand in lists", appendIDs},
	{"Append/A-52 the same bytes are the same item", appendTwice},
	{"Append/A-52 parents that are new are added", appendParents},
	{"Append/A-36 an unknown parent is refused", appendUnknownParent},
	{"Append/several at once", appendConcurrent},
	{"Append/the same at once is one item", appendSameConcurrent},
	{"Append/ends with its context", appendCancelled},
}

// words returns an item with every word that the service keeps.
func (k *kit) words() *mediasock.Media {
	m := &mediasock.Media{Title: "Pier at dusk"}
	if k.can(Caption) {
		m.Caption = "Swansea Bay,\nlooking west"
	}
	if k.can(Note) {
		m.Note = "for the calendar?"
	}
	if k.can(Keywords) {
		m.Keywords = mediasock.List{"sea", "night swim"}
	}
	if k.can(Attributes) {
		m.Attributes = mediasock.AttributeList{
			{Name: "country", Value: "Wales"}, {Domain: "geo", Name: "location", Value: "51.57,-3.97"},
			{Domain: "date", Name: "created", Value: "20051005094503"},
		}
	}
	return m
}

// told checks the words of an item that was read back. The service may know
// further attributes.
func (k *kit) told(id string, want *mediasock.Media) {
	k.Helper()
	got := k.item(id)
	equal(k, "Title", got.Title, want.Title)
	equal(k, "Caption", got.Caption, want.Caption)
	equal(k, "Note", got.Note, want.Note)
	same(k, "Keywords", got.Keywords, want.Keywords)
	same(k, "Parents", got.Parents, want.Parents)
	for _, a := range want.Attributes {
		if !slices.Contains(got.Attributes, a) {
			k.Errorf("Attributes = %v, want %v among them", got.Attributes, a)
		}
	}
}

func appendAll(k *kit) {
	m := k.words()
	if k.can(EmptyAlbum) {
		m.Parents = mediasock.List{k.album("Holiday")}
	}
	sent := *m
	item, b := k.add(m)
	k.bytes(item.ID, b)
	k.told(item.ID, &sent)
	got := k.item(item.ID).File
	equal(k, "File.Name", got.Name, k.Name)
	equal(k, "File.Size", got.Size, int64(len(b)))
	equal(k, "File.Added is known", got.Added.IsZero(), false)
	if item.Resource != "" && !strings.Contains(item.Resource, "://") {
		k.Errorf("Resource = %q, want a whole URL", item.Resource)
	}
}

func appendIDs(k *kit) {
	item, _ := k.add(nil)
	if strings.ContainsAny(item.ID, "; \n\"") {
		k.Errorf("ID = %q, which cannot stand in a list", item.ID)
	}
}

func appendTwice(k *kit) {
	k.need(Exists)
	item, b := k.add(&mediasock.Media{Title: "first"})
	again, err := k.s.MediaAppend(k.ctx, &mediasock.Media{Title: "second"}, file("other.jpg", b))
	k.state("MediaAppend of the same bytes", err, mediasock.CodeExists)
	if again == nil {
		k.Fatal("MediaAppend of the same bytes returns no item")
	}
	equal(k, "ID", again.ID, item.ID)
	equal(k, "Resource", again.Resource, item.Resource)
	equal(k, "Title", k.item(item.ID).Title, "first")
}

func appendParents(k *kit) {
	k.need(Exists, ManyParents)
	a, b := k.album("A"), k.album("B")
	item, data := k.add(&mediasock.Media{Parents: mediasock.List{a}})
	_, err := k.s.MediaAppend(k.ctx, &mediasock.Media{Parents: mediasock.List{b, a}}, file(k.Name, data))
	k.state("MediaAppend of the same bytes", err, mediasock.CodeExists)
	same(k, "Parents", k.item(item.ID).Parents, mediasock.List{a, b})
}

func appendUnknownParent(k *kit) {
	for _, parent := range []string{"987654321", "no such album", "-1", "0"} {
		err := k.nothingAdded("MediaAppend to no album", func() (*mediasock.Item, error) {
			return k.s.MediaAppend(k.ctx, &mediasock.Media{Parents: mediasock.List{parent}}, file(k.Name, k.File(k.T)))
		})
		k.state("MediaAppend to no album", err, mediasock.CodeUnsupported)
	}
}

func appendConcurrent(k *kit) {
	const n = 8
	files := make([][]byte, n)
	items := make([]*mediasock.Item, n)
	var group sync.WaitGroup
	for i := range n {
		files[i] = k.File(k.T)
		group.Go(func() {
			var err error
			if items[i], err = k.s.MediaAppend(k.ctx, &mediasock.Media{}, file(k.Name, files[i])); err != nil {
				k.Errorf("MediaAppend: %v", err)
			}
			for _, err := range k.s.TaxaList(k.ctx) {
				if err != nil {
					k.Errorf("TaxaList: %v", err)
				}
			}
		})
	}
	group.Wait()
	seen := map[string]bool{}
	for i, item := range items {
		if item == nil {
			continue
		}
		equal(k, "an id was given before", seen[item.ID], false)
		seen[item.ID] = true
		k.bytes(item.ID, files[i])
	}
}

func appendSameConcurrent(k *kit) {
	k.need(Exists)
	b := k.File(k.T)
	ids := make([]string, 6)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			item, err := k.s.MediaAppend(k.ctx, &mediasock.Media{}, file(k.Name, b))
			if err != nil && !errors.Is(err, mediasock.ErrExists) || item == nil {
				k.Errorf("MediaAppend = %v, %v", item, err)
				return
			}
			ids[i] = item.ID
		})
	}
	group.Wait()
	slices.Sort(ids)
	equal(k, "items", len(slices.Compact(ids)), 1)
}

func appendCancelled(k *kit) {
	k.need(Cancel)
	k.nothingAdded("MediaAppend with a cancelled context", func() (*mediasock.Item, error) {
		return k.s.MediaAppend(k.cancelled(), &mediasock.Media{}, file(k.Name, k.File(k.T)))
	})
	ctx, cancel := context.WithCancel(k.ctx)
	defer cancel()
	b := k.File(k.T)
	d := file(k.Name, b)
	d.open = func() (io.ReadCloser, error) {
		first, rest := bytes.NewReader(b[:len(b)/2]), bytes.NewReader(b[len(b)/2:])
		return io.NopCloser(io.MultiReader(first, cancelReader{cancel}, rest)), nil
	}
	k.nothingAdded("MediaAppend, cancelled while the file is read", func() (*mediasock.Item, error) {
		return k.s.MediaAppend(ctx, &mediasock.Media{}, d)
	})
}

// A cancelReader cancels when it is reached.
type cancelReader struct{ cancel context.CancelFunc }

// Read implements io.Reader.
func (r cancelReader) Read([]byte) (int, error) {
	r.cancel()
	return 0, io.EOF
}
