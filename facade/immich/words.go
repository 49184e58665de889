package immich

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/metadata"
)

// domain is that of the attributes that keep what only Immich knows.
const domain = "immich"

// The names of those attributes.
const (
	favorite   = "favorite"
	visibility = "visibility"
)

// media returns what an upload says of its file.
func (f *form) media() (*mediasock.Media, error) {
	said, err := saidIn(f.fields["metadata"])
	if err != nil {
		return nil, err
	}
	m := &mediasock.Media{Title: said.Title, Note: said.Note, Attributes: mediasock.ParseAttributeList(said.Attributes)}
	if f.sidecar != nil {
		describe(m, f.sidecar)
	}
	if f.fields["isFavorite"] == "true" {
		setAttribute(m, domain, favorite, "true")
	}
	if v := f.fields["visibility"]; v != immichwire.Timeline {
		setAttribute(m, domain, visibility, v)
	}
	if at, ok := parseTime(f.fields["fileCreatedAt"]); ok && !dated(m) && !datesItself(f.staged) {
		setAttribute(m, mediasock.DomainDate, mediasock.AttributeCreated, mediasock.Date{Time: at.UTC()}.String())
	}
	return m, nil
}

// saidIn returns what a client of ours says in the metadata of an upload.
func saidIn(text string) (immichwire.Said, error) {
	var items []struct {
		Key   string
		Value json.RawMessage
	}
	var said immichwire.Said
	if text = strings.TrimSpace(text); text == "" {
		return said, nil
	}
	if !strings.HasPrefix(text, "[") {
		text = "[" + text + "]"
	}
	malformed := &refusal{http.StatusBadRequest, "metadata must be valid JSON"}
	if json.Unmarshal([]byte(text), &items) != nil {
		return said, malformed
	}
	for _, item := range items {
		if item.Key == immichwire.SaidKey && json.Unmarshal(item.Value, &said) != nil {
			return said, malformed
		}
	}
	return said, nil
}

// describe adds what a sidecar says, where the upload says nothing.
func describe(m *mediasock.Media, f *metadata.Facts) {
	if m.Title == "" {
		m.Title = f.Title
	}
	m.Caption, m.Keywords = f.Caption, f.Keywords
	said := m.Attributes
	for _, a := range library.Attributes(f) {
		if _, there := said.Get(a.Domain, a.Name); !there {
			m.Attributes = append(m.Attributes, a)
		}
	}
}

// setAttribute sets an attribute; "" takes it away.
func setAttribute(m *mediasock.Media, domain, name, value string) {
	m.Attributes = slices.DeleteFunc(slices.Clone(m.Attributes), func(a mediasock.Attribute) bool {
		return a.Domain == domain && a.Name == name
	})
	if value != "" {
		m.Attributes = append(m.Attributes, mediasock.Attribute{Domain: domain, Name: name, Value: value})
	}
}

// dated reports whether a date is said.
func dated(m *mediasock.Media) bool {
	_, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated)
	return ok
}

// datesItself reports whether a file says when it was made: a caller's date would
// stand before that.
func datesItself(d mediasock.Data) bool {
	r, err := d.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	at, ok := r.(io.ReaderAt)
	if !ok {
		return false
	}
	facts, _ := metadata.Read(at, d.Size(), d.Name(), metadata.Options{}) // tells what it can
	return facts != nil && !facts.Taken.IsZero()
}

// parseTime reads a time as JavaScript writes it.
func parseTime(s string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, s)
	return at, err == nil && at.Year() > 0 && at.Year() < 10_000
}
