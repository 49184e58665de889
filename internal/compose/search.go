package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/embed"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// formPage is the head of the page.
type formPage struct {
	form
	Own     string // title of the writer's library
	Places  []Place
	Domains bool
	Asked   bool
}

// search shows the form and, as each source has answered, what it found. What
// comes later is sent later: the page needs no script for that.
func (d *Desk) search(w http.ResponseWriter, r *http.Request) error {
	f := d.read(r)
	sources := d.sources(r, f)
	asked := f.Terms != "" && len(sources) > 0
	if asked {
		done, err := d.turn(r.Context(), d.running)
		if err != nil {
			return err
		}
		defer done()
	}
	var head bytes.Buffer
	err := d.Page.Head(&head, r, "Compose", "compose")
	if err == nil {
		err = d.pages.ExecuteTemplate(&head, "form", formPage{f, d.Title, d.Places, d.Domains, asked})
	}
	if err != nil {
		return err
	}
	allow(w)
	w.Write(head.Bytes()) //nolint:errcheck // a client that went away is no fault of ours
	if asked {
		d.results(w, r, f, sources)
	}
	if err := d.Page.Foot(w, r); err != nil {
		d.Log.WarnContext(r.Context(), "compose", "error", err)
	}
	return nil
}

// allow sets the headers of the page, which has a script.
func allow(w http.ResponseWriter) {
	const policy = "Content-Security-Policy"
	h := w.Header()
	h.Set(policy, h.Get(policy)+"; script-src 'self'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy sends on what it has
}

// turn waits a little for a place among those who are served.
func (d *Desk) turn(ctx context.Context, room chan struct{}) (done func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, waitTime)
	defer cancel()
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	case <-ctx.Done():
		return nil, &mediasock.Error{Code: mediasock.CodeTemporary, Message: "too many are searching: try again in a minute"}
	}
}

// A group is what a source found.
type group struct {
	Title  string
	Reason string // why it gave nothing, or no more
	Cards  []card
}

// A card is a result.
type card struct {
	Token      string // "" where it is not offered
	Why        string // why it is not
	Picture    string // address of a picture of ours
	Title, Alt string
	Page       string
	Authors    []embed.Person
	Terms      embed.Terms
	Note       string
	Own        bool
	Kind       string
}

// results writes a part of the page for each source, when it is done.
func (d *Desk) results(w http.ResponseWriter, r *http.Request, f form, sources []services.Source) {
	flush := http.NewResponseController(w)
	flush.Flush() //nolint:errcheck // then it comes all at once
	q := opensearch.Query{SearchTerms: f.Terms}
	for a := range services.BySource(r.Context(), sources, q, &services.SearchOptions{Timeout: searchTime, Limit: perSource}) {
		g := group{Title: d.title(a.Source), Reason: reason(a.Err)}
		for _, found := range a.Found {
			g.Cards = append(g.Cards, d.card(r, f, found))
		}
		var b bytes.Buffer
		if err := d.pages.ExecuteTemplate(&b, "group", g); err != nil {
			d.Log.ErrorContext(r.Context(), "compose", "error", err)
			continue
		}
		w.Write(b.Bytes()) //nolint:errcheck // as above
		flush.Flush()      //nolint:errcheck
	}
	if err := d.pages.ExecuteTemplate(w, "pick", f); err != nil {
		d.Log.ErrorContext(r.Context(), "compose", "error", err)
	}
}

// card keeps a result for later and returns how it is shown.
func (d *Desk) card(r *http.Request, f form, found services.Found) card {
	here, own := found.Source == ownName, d.mine(r, &found)
	p := embed.Of(&found.Entry, found.Feed, embed.Options{Own: own})
	c := card{
		Title: p.Title, Alt: p.Alt, Page: p.Page, Authors: p.Authors, Terms: p.Terms, Own: own, Kind: kindOf(&found),
		Note: p.Terms.Note(), Why: refusal(f, p.Terms, own),
	}
	token := d.table.put(d.User(r).ID, found)
	if c.Why == "" {
		c.Token = token
	}
	switch thumbnails := found.Entry.Media.Thumbnails; {
	case here && len(thumbnails) > 0:
		c.Picture = pathOf(thumbnails[0].URL)
	case !here && pictureOf(&found.Entry) != "":
		c.Picture = "/compose/picture/" + token
	}
	if own {
		c.Note = ""
	}
	return c
}

func kindOf(found *services.Found) string {
	file, _ := found.Entry.Media.Default()
	if kind := openmedia.KindOf(file.MediumOf()); kind != openmedia.Photo {
		return string(kind)
	}
	return ""
}

// refusal says why a work is not offered for the use that a writer has for it, ""
// if it is.
func refusal(f form, t embed.Terms, own bool) string {
	switch {
	case own:
		return ""
	case f.Sell && t.Copy && !t.Sell:
		return "Not for commercial use"
	case f.Change && t.Copy && !t.Change:
		return "Must not be changed"
	case (f.Sell || f.Change) && !t.Copy:
		return "No licence that allows it"
	}
	return ""
}

// reason tells a writer why a source failed. What others wrote is not repeated.
func reason(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case err == nil:
		return ""
	case errors.Is(err, guard.ErrRefused):
		return "It is not on the public internet, where alone this service looks."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "It did not answer in time."
	case errors.Is(err, openmedia.ErrUnusable), errors.Is(err, openmedia.ErrNotFound):
		return "It has no search that can be used."
	case errors.Is(err, openmedia.ErrClosed):
		return "It does not want to be searched."
	case errors.Is(err, openmedia.ErrUnauthorized), errors.Is(err, openmedia.ErrForbidden):
		return "It wants a sign-in."
	case errors.Is(err, openmedia.ErrInvalidQuery):
		return "It does not take such a search."
	case errors.Is(err, openmedia.ErrTemporary):
		var t *openmedia.TemporaryError
		if errors.As(err, &t) && t.RetryAfter > 0 {
			return fmt.Sprintf("It is busy; it asks to come back in %s.", strings.TrimSuffix(t.RetryAfter.Round(time.Second).String(), "0s"))
		}
		return "It cannot be reached at the moment."
	}
	return "It answered with a fault."
}

// pictureOf returns the address of a picture of an entry: its preview, else its
// original if that is one.
func pictureOf(e *atom.Entry) string {
	file, ok := e.Media.Default()
	for _, list := range [][]mediarss.Thumbnail{e.Media.Thumbnails, file.Thumbnails} {
		if len(list) > 0 {
			return list[0].URL
		}
	}
	if ok && file.MediumOf() == mediarss.Image {
		return file.URL
	}
	return ""
}

// pathOf returns an address of this service as its own pages name it, by whatever
// address they were reached.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}
