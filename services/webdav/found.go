package webdav

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// A finding is what a search found.
type finding struct {
	key    string
	at     time.Time
	all    []resource // latest change first
	limits string
}

// found returns what a query finds, that of a moment ago for its further pages.
func (s *session) found(ctx context.Context, q opensearch.Query) (*finding, error) {
	key := fmt.Sprint(q.SearchTerms, "\x00", q.Extra[openmedia.KindParameter], q.Start.Unix(), q.End.Unix())
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last != nil && last.key == key && time.Since(last.at) < foundTime {
		return last, nil
	}
	f := &finding{key: key, at: time.Now()}
	terms, ok := library.ParseTerms(q.SearchTerms)
	if !ok {
		return f, nil
	}
	if err := s.ask(ctx, f, terms, q); err != nil {
		return nil, err
	}
	slices.SortFunc(f.all, func(a, b resource) int {
		return cmp.Or(b.media("").File.Updated.Compare(a.media("").File.Updated), cmp.Compare(a.path, b.path))
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = f
	return f, nil
}

// ask asks the server, or looks through its folders.
func (s *session) ask(ctx context.Context, f *finding, terms []library.Term, q opensearch.Query) error {
	seen := map[string]bool{}
	add := func(r resource) {
		if id := s.id(&r); !r.folder && !seen[id] && wanted(&r, terms, q) {
			seen[id] = true
			f.all = append(f.all, r)
		}
	}
	if a := s.arbiter(ctx); a != nil {
		list, err := s.dasl(ctx, a, terms)
		for _, r := range list {
			s.seen(&r)
			add(r)
		}
		if len(list) == maxFound {
			f.limits = fmt.Sprintf("the server was asked for %d files at most", maxFound)
		}
		return err
	}
	folders := 1
	for r, err := range s.walk(ctx) {
		if err != nil {
			return err
		}
		if r.folder {
			folders++
		}
		if folders > maxLooked {
			f.limits = fmt.Sprintf("only the first %d folders were looked through", maxLooked)
			return nil
		}
		if add(r); len(f.all) == maxFound {
			f.limits = fmt.Sprintf("the search ended at %d files", maxFound)
			return nil
		}
	}
	return nil
}

// wanted reports whether a file is one that the query asks for.
func wanted(r *resource, terms []library.Term, q opensearch.Query) bool {
	m := r.media("")
	if !q.Start.IsZero() && m.File.Updated.Before(q.Start) || !q.End.IsZero() && m.File.Updated.After(q.End) {
		return false
	}
	if kind := openmedia.KindOf(mediumOf(m.File.Type)); !services.Wants(q, kind) {
		return false
	}
	text := library.Fold(strings.Join(append([]string{r.name(), m.File.Name, m.Title, m.Caption, m.Note}, m.Keywords...), "\n"))
	for _, t := range terms {
		all := !slices.ContainsFunc(t.Words, func(w string) bool { return !strings.Contains(text, w) })
		if all == t.Not {
			return false
		}
	}
	return true
}
