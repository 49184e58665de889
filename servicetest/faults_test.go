package servicetest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
)

// A seeded fault and the test of the suite that must notice it.
type seeded struct {
	name    string
	noticed string // part of the test's name
	fault   func() fault
	of      string // whose session has it: "" the user's own, "other", "stranger", "reader"
}

type ctx = context.Context

// said changes what is said of an item before it is added.
func said(change func(*mediasock.Media)) func() fault {
	return func() fault {
		return fault{mediaAppend: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			other := *m
			change(&other)
			return s.MediaAppend(ctx, &other, d)
		}}
	}
}

// answered changes what is answered when an item has been added.
func answered(change func(*mediasock.Item, error) (*mediasock.Item, error)) func() fault {
	return func() fault {
		return fault{mediaAppend: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			return change(s.MediaAppend(ctx, m, d))
		}}
	}
}

// read changes the file before it is added.
func read(change func(mediasock.Data) mediasock.Data) func() fault {
	return func() fault {
		return fault{mediaAppend: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			return s.MediaAppend(ctx, m, change(d))
		}}
	}
}

// album changes an album before it is made.
func album(change func(*mediasock.Taxon)) func() fault {
	return func() fault {
		return fault{taxaAppend: func(ctx ctx, s full, t *mediasock.Taxon) (*mediasock.Item, error) {
			other := *t
			change(&other)
			return s.TaxaAppend(ctx, &other)
		}}
	}
}

// listed changes the items that are listed, and what they are asked by.
func listed(query func(*mediasock.MediaQuery), change func(*mediasock.Media)) func() fault {
	return func() fault {
		return fault{mediaList: func(ctx ctx, s full, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
			query(&q)
			return func(yield func(mediasock.Media, error) bool) {
				for m, err := range s.MediaList(ctx, q) {
					change(&m)
					if !yield(m, err) {
						return
					}
				}
			}
		}}
	}
}

// updated changes an update of an item.
func updated(change func(*mediasock.Media, *mediasock.Data)) func() fault {
	return func() fault {
		return fault{mediaUpdate: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			other := *m
			change(&other, &d)
			return s.MediaUpdate(ctx, &other, d)
		}}
	}
}

func asAsked(*mediasock.MediaQuery) {}
func asIs(*mediasock.Media)         {}

// A content is a file read in another way.
type content struct {
	mediasock.Data
	size int64
	open func() (io.ReadCloser, error)
}

func (c content) Size() int64                  { return c.size }
func (c content) Open() (io.ReadCloser, error) { return c.open() }

// wholly reads a file into memory first.
func wholly(d mediasock.Data) mediasock.Data {
	return content{d, d.Size(), func() (io.ReadCloser, error) {
		r, err := d.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(r)
		return io.NopCloser(io.MultiReader(bytes.NewReader(b), failing{err})), r.Close()
	}}
}

// failing ends with its error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// through reads a file through f.
func through(size func(mediasock.Data) int64, f func(io.ReadCloser) io.ReadCloser) func(mediasock.Data) mediasock.Data {
	return func(d mediasock.Data) mediasock.Data {
		return content{d, size(d), func() (io.ReadCloser, error) {
			r, err := d.Open()
			if err != nil {
				return nil, err
			}
			return f(r), nil
		}}
	}
}

func theirs(d mediasock.Data) int64 { return d.Size() }
func unknown(mediasock.Data) int64  { return -1 }

// patient takes every end of a file for its right one.
type patient struct{ io.ReadCloser }

func (p patient) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

var seededFaults = []seeded{
	{name: "the same bytes are a new item", noticed: "A-52 the same bytes are the same item",
		fault: answered(func(i *mediasock.Item, err error) (*mediasock.Item, error) {
			if errors.Is(err, mediasock.ErrExists) {
				return &mediasock.Item{ID: i.ID + "1"}, nil
			}
			return i, err
		})},
	{name: "ErrExists without the item", noticed: "A-52 the same bytes are the same item",
		fault: answered(func(i *mediasock.Item, err error) (*mediasock.Item, error) {
			if errors.Is(err, mediasock.ErrExists) {
				return nil, err
			}
			return i, err
		})},
	{name: "known bytes get no new parents", noticed: "A-52 parents that are new", fault: func() fault {
		seen := map[string]bool{}
		return fault{mediaAppend: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			other := *m
			if r, err := d.Open(); err == nil {
				b, _ := io.ReadAll(io.LimitReader(r, 100))
				_ = r.Close()
				if seen[string(b)] {
					other.Parents = nil
				}
				seen[string(b)] = true
			}
			return s.MediaAppend(ctx, &other, d)
		}}
	}},
	{name: "loses parents", noticed: "MS-154", fault: said(func(m *mediasock.Media) { m.Parents = nil })},
	{name: "drops keywords", noticed: "MS-154", fault: said(func(m *mediasock.Media) { m.Keywords = nil })},
	{name: "splits keywords at spaces", noticed: "MS-154", fault: said(func(m *mediasock.Media) {
		m.Keywords = strings.Fields(strings.Join(m.Keywords, " "))
	})},
	{name: "drops attributes of a domain", noticed: "MS-154", fault: said(func(m *mediasock.Media) {
		m.Attributes = slices.DeleteFunc(slices.Clone(m.Attributes), func(a mediasock.Attribute) bool { return a.Domain != "" })
	})},
	{name: "publishes the private note", noticed: "MS-154", fault: said(func(m *mediasock.Media) { m.Caption += m.Note })},
	{name: "keeps the first line of a caption", noticed: "MS-154", fault: said(func(m *mediasock.Media) {
		m.Caption, _, _ = strings.Cut(m.Caption, "\n")
	})},
	{name: "escapes titles", noticed: "MS-79 A-46 titles of items", fault: said(func(m *mediasock.Media) { m.Title = html.EscapeString(m.Title) })},
	{name: "CRLF in captions", noticed: "A-44", fault: listed(asAsked, func(m *mediasock.Media) {
		m.Caption = strings.ReplaceAll(m.Caption, "\n", "\r\n")
	})},
	{name: "ignores parents that are not there", noticed: "Append/A-36", fault: func() fault {
		return fault{mediaAppend: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			item, err := s.MediaAppend(ctx, m, d)
			if errors.Is(err, mediasock.ErrUnknownTaxon) {
				other := *m
				other.Parents = nil
				return s.MediaAppend(ctx, &other, d)
			}
			return item, err
		}}
	}},
	{name: "errors that are no state", noticed: "Append/A-36", fault: answered(func(i *mediasock.Item, err error) (*mediasock.Item, error) {
		if err != nil && !errors.Is(err, mediasock.ErrExists) {
			return nil, fmt.Errorf("failed: %s", err)
		}
		return i, err
	})},
	{name: "a permanent fault for one item", noticed: "Append/A-36", fault: answered(func(i *mediasock.Item, err error) (*mediasock.Item, error) {
		if errors.Is(err, mediasock.ErrUnsupported) {
			return nil, mediasock.ErrPermanent
		}
		return i, err
	})},
	{name: "ids with a separator", noticed: "A-41", fault: answered(func(i *mediasock.Item, err error) (*mediasock.Item, error) {
		if i != nil {
			i = &mediasock.Item{ID: "17;" + i.ID, Resource: i.Resource}
		}
		return i, err
	})},
	{name: "a page without a host", noticed: "MS-154", fault: answered(func(i *mediasock.Item, err error) (*mediasock.Item, error) {
		if i != nil {
			i.Resource = "/a/1"
		}
		return i, err
	})},
	{name: "ignores a cancelled context", noticed: "Append/ends with its context", fault: func() fault {
		return fault{mediaAppend: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			return s.MediaAppend(context.WithoutCancel(ctx), m, d)
		}}
	}},
	{name: "ignores the announced sum", noticed: "X-5", fault: said(func(m *mediasock.Media) { m.SHA256 = nil })},

	// Files.
	{name: "does not stream", noticed: "Data/a large file", fault: read(wholly)},
	{name: "leaves the file open", noticed: "Data/its reader is closed", fault: read(through(theirs, func(r io.ReadCloser) io.ReadCloser {
		return io.NopCloser(r)
	}))},
	{name: "takes half a file for a whole", noticed: "Data/that breaks off", fault: read(through(unknown, func(r io.ReadCloser) io.ReadCloser { return patient{r} }))},
	{name: "does not count what arrives", noticed: "Data/that is shorter", fault: read(through(unknown, func(r io.ReadCloser) io.ReadCloser { return r }))},
	{name: "a byte is lost", noticed: "MS-154", fault: read(through(unknown, func(r io.ReadCloser) io.ReadCloser {
		_, _ = r.Read(make([]byte, 1))
		return r
	}))},
	{name: "can be read once", noticed: "Open/again", fault: func() fault {
		return fault{mediaOpen: func(ctx ctx, s full, id string) (mediasock.Data, error) {
			d, err := s.MediaOpen(ctx, id)
			if err != nil {
				return nil, err
			}
			r, err := d.Open()
			return content{d, d.Size(), func() (io.ReadCloser, error) { return io.NopCloser(r), nil }}, err
		}}
	}},

	// Updates.
	{name: "an update clears what it does not name", noticed: "Update/A-50 what is said", fault: updated(func(m *mediasock.Media, _ *mediasock.Data) {
		m.Clear |= mediasock.FieldCaption | mediasock.FieldKeywords
	})},
	{name: "an update clears nothing", noticed: "Update/A-50 what is cleared", fault: updated(func(m *mediasock.Media, _ *mediasock.Data) { m.Clear = 0 })},
	{name: "an update keeps the old bytes", noticed: "Update/MS-156", fault: updated(func(_ *mediasock.Media, d *mediasock.Data) { *d = nil })},
	{name: "an update of nothing succeeds", noticed: "Update/what is not there", fault: func() fault {
		return fault{mediaUpdate: func(ctx ctx, s full, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			item, err := s.MediaUpdate(ctx, m, d)
			if errors.Is(err, mediasock.ErrUnknownItem) {
				return &mediasock.Item{ID: m.ID}, nil
			}
			return item, err
		}}
	}},

	// Lists.
	{name: "a list of an album has all items", noticed: "List/of an album", fault: listed(func(q *mediasock.MediaQuery) { q.Taxon = "" }, asIs)},
	{name: "a list has no limit", noticed: "List/in parts", fault: listed(func(q *mediasock.MediaQuery) { q.Limit = 0 }, asIs)},
	{name: "a list begins at the start", noticed: "List/in parts", fault: listed(func(q *mediasock.MediaQuery) { q.Cursor = "" }, asIs)},
	{name: "names keep their folders", noticed: "Text/names of files", fault: listed(asAsked, func(m *mediasock.Media) { m.File.Name = "../" + m.File.Name })},
	{name: "the oldest first", noticed: "List/latest change first", fault: func() fault {
		return fault{mediaList: func(ctx ctx, s full, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
			return func(yield func(mediasock.Media, error) bool) {
				var all []mediasock.Media
				for m, err := range s.MediaList(ctx, q) {
					if err != nil {
						yield(m, err)
						return
					}
					all = append(all, m)
				}
				for _, m := range slices.Backward(all) {
					if !yield(m, nil) {
						return
					}
				}
			}
		}}
	}},
	{name: "a list goes on after an error", noticed: "List/ends with its context", fault: func() fault {
		return fault{mediaList: func(ctx ctx, s full, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
			return func(yield func(mediasock.Media, error) bool) {
				for m, err := range s.MediaList(ctx, q) {
					if !yield(m, err) || err != nil && !yield(mediasock.Media{ID: "1"}, err) {
						return
					}
				}
			}
		}}
	}},

	// What is deleted and found.
	{name: "deletes nothing", noticed: "Delete/is in no list", fault: func() fault {
		return fault{mediaDelete: func(ctx, full, string) error { return nil }}
	}},
	{name: "finds by any algorithm", noticed: "Find/what is not there", fault: func() fault {
		return fault{mediaFind: func(ctx ctx, s full, algorithm string, sum []byte) (*mediasock.Item, error) {
			if item, err := s.MediaFind(ctx, algorithm, sum); err == nil {
				return item, nil
			}
			return nil, nil
		}}
	}},

	// Albums.
	{name: "the same title is the same album", noticed: "A-53", fault: func() fault {
		made := map[string]*mediasock.Item{}
		return fault{taxaAppend: func(ctx ctx, s full, t *mediasock.Taxon) (*mediasock.Item, error) {
			if made[t.Title] != nil {
				return made[t.Title], nil
			}
			item, err := s.TaxaAppend(ctx, t)
			made[t.Title] = item
			return item, err
		}}
	}},
	{name: "albums lose their parents", noticed: "MS-171", fault: album(func(t *mediasock.Taxon) { t.Parents = nil })},
	{name: "albums without a title", noticed: "MS-181", fault: album(func(t *mediasock.Taxon) {
		if t.Title == "" {
			t.Title = "Untitled"
		}
	})},
	{name: "titles of albums are cut", noticed: "MS-79 A-46 titles of albums", fault: album(func(t *mediasock.Taxon) {
		t.Title = t.Title[:min(len(t.Title), 64)]
	})},
	{name: "albums are listed after an error", noticed: "Taxa/ends with its context", fault: func() fault {
		return fault{taxaList: func(ctx ctx, s full) iter.Seq2[mediasock.Taxon, error] {
			return func(yield func(mediasock.Taxon, error) bool) {
				for t, err := range s.TaxaList(ctx) {
					if !yield(t, err) || err != nil && !yield(mediasock.Taxon{}, err) {
						return
					}
				}
			}
		}}
	}},
	{name: "albums are not listed at the end of a list", noticed: "Taxa/", fault: func() fault {
		return fault{taxaList: func(ctx ctx, s full) iter.Seq2[mediasock.Taxon, error] {
			return func(yield func(mediasock.Taxon, error) bool) {
				n := 0
				for t, err := range s.TaxaList(ctx) {
					if n++; n > 3 || !yield(t, err) {
						return
					}
				}
			}
		}}
	}},
	{name: "an album stands in itself", noticed: "A-56", fault: func() fault {
		return fault{taxaUpdate: func(ctx ctx, s full, t *mediasock.Taxon) error {
			if err := s.TaxaUpdate(ctx, t); !slices.Contains(t.Parents, t.ID) {
				return err
			}
			return nil
		}}
	}},
	{name: "an album takes its items with it", noticed: "Taxa/delete leaves", fault: func() fault {
		return fault{taxaDelete: func(ctx ctx, s full, id string) error {
			for m, err := range s.MediaList(ctx, mediasock.MediaQuery{Taxon: id}) {
				if err == nil {
					_ = s.MediaDelete(ctx, m.ID)
				}
			}
			return s.TaxaDelete(ctx, id)
		}}
	}},

	// The session.
	{name: "the service changes its value", noticed: "MS-43", fault: func() fault {
		n := 0
		return fault{offer: func(s full) *mediasock.Handshake {
			o := *s.Offer()
			n++
			o.Service.Value = fmt.Sprint(o.Service.Value, n)
			return &o
		}}
	}},
	{name: "names no user", noticed: "MS-43", fault: func() fault {
		return fault{offer: func(s full) *mediasock.Handshake {
			o := *s.Offer()
			o.Stat.Code = mediasock.CodeAuth
			return &o
		}}
	}},
	{name: "a second signout fails", noticed: "Signout/twice", fault: func() fault {
		out := false
		return fault{signout: func(ctx ctx, s full) error {
			if out {
				return mediasock.ErrAuthRequired
			}
			out = true
			return s.Signout(ctx)
		}}
	}},

	// Who may do what.
	{name: "a stranger adds items", noticed: "Access/a stranger", of: "stranger"},
	{name: "another user sees everything", noticed: "Access/another user", of: "other"},
	{name: "a sign-in to read writes", noticed: "Access/a sign-in to read", of: "reader"},
}
