package openmedia

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

// description serves the description document, of all media or of one kind
// (OM-1, OM-6, OA-11).
func (h *Handler) description(w http.ResponseWriter, r *http.Request) error {
	base, err := h.base(r)
	if err != nil {
		return err
	}
	kind := Kind(r.URL.Query().Get("kind"))
	if kind != "" && kind.Medium() == "" {
		return fmt.Errorf("%w: no description of that kind", ErrNotFound)
	}
	d := h.Describe(base, kind)
	if h.Example != nil {
		d.Queries = appendExample(d.Queries, h.Example(r, kind))
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	h.write(w, r, document{
		mediaType: opensearch.DescriptionType + "; charset=utf-8",
		body:      opensearch.AppendDescription(nil, d),
	})
	return nil
}

// appendExample puts an example before what About tells (OS-7).
func appendExample(queries []opensearch.Echo, terms string) []opensearch.Echo {
	if terms == "" {
		return queries
	}
	example := opensearch.Echo{Role: opensearch.RoleExample, Query: opensearch.Query{SearchTerms: terms}}
	return append([]opensearch.Echo{example}, queries...)
}

// Describe returns the description of a site at base, of one kind of media or,
// where kind is "", of all (OM-2 to OM-5).
func (h *Handler) Describe(base string, kind Kind) *opensearch.Description {
	d := h.About
	d.ShortName = clip(h.name(), 16)
	d.Description = clip(first(d.Description, "Search "+h.name()), 1024)
	d.LongName = clip(first(d.LongName, h.name()), 48)
	d.Developer, d.Attribution = clip(d.Developer, 64), clip(d.Attribution, 256) // OS-5
	if kind != "" {
		d.ShortName = clip(h.name(), 15-len(kind)) + " " + string(kind)
		d.LongName = clip(d.LongName, 47-len(kind)) + " " + string(kind)
		d.Tags = append([]string{string(kind)}, d.Tags...)
	}
	d.URLs = h.urls(base, kind)
	d.Images = h.images(base)
	if len(d.Tags) == 0 {
		d.Tags = []string{"media", "photo", "video", "audio"}
	}
	for len(strings.Join(d.Tags, " ")) > 256 { // OS-5
		d.Tags = d.Tags[:len(d.Tags)-1]
	}
	return &d
}

// urls returns the family of addresses: Atom first, since the Profile's
// consumers look for it (OM-4, OS-29, OS-24).
func (h *Handler) urls(base string, kind Kind) []opensearch.URL {
	var urls []opensearch.URL
	add := func(mediaType, format string, terms bool, rels ...string) {
		u := h.published(base, format, kind, terms)
		u.Type, u.Rels = mediaType, rels
		urls = append(urls, u)
	}
	add(atom.Type, "atom", true)
	add(atom.TypeRSS, "rss", true)
	if h.HTML != nil {
		add("text/html", "html", true)
	}
	if h.Suggest != nil {
		urls = append(urls, opensearch.URL{
			Type: opensearch.SuggestionsType, Rels: []string{opensearch.RelSuggestions},
			Template: opensearch.MustTemplate(base + "/suggest?q={searchTerms}"),
		})
	}
	add(atom.Type, "atom", false, opensearch.RelCollection)
	return append(urls, opensearch.URL{
		Type: opensearch.DescriptionType, Rels: []string{opensearch.RelSelf},
		Template: opensearch.MustTemplate(descriptionAddress(base, kind)),
	})
}

// descriptionAddress returns where the description of a kind is published.
func descriptionAddress(base string, kind Kind) string {
	if kind == "" {
		return base + "/opensearch.xml"
	}
	return base + "/opensearch.xml?kind=" + string(kind)
}

// DescriptionLinks returns the links for the head of a page: the description of
// all media and that of each kind (OS-21).
func (h *Handler) DescriptionLinks(base string) []atom.Link {
	links := []atom.Link{h.descriptionLink(base, "")}
	for _, kind := range Kinds() {
		links = append(links, h.descriptionLink(base, kind))
	}
	return links
}

func (h *Handler) descriptionLink(base string, kind Kind) atom.Link {
	return atom.Link{
		Rel: atom.RelSearch, Type: opensearch.DescriptionType,
		Href: descriptionAddress(base, kind), Title: strings.TrimSpace(h.name() + " " + string(kind)),
	}
}

// images returns the site's images with absolute addresses (OS-6).
func (h *Handler) images(base string) []opensearch.Image {
	images := make([]opensearch.Image, 0, len(h.About.Images))
	u, err := url.Parse(base + "/")
	for _, i := range h.About.Images {
		if ref, bad := url.Parse(i.URL); err == nil && bad == nil {
			i.URL = u.ResolveReference(ref).String()
		}
		images = append(images, i)
	}
	return images
}

func (h *Handler) name() string { return first(h.About.ShortName, h.About.LongName, "Media") }

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// clip cuts a text to so many characters.
func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most]))
}
