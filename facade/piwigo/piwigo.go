// Package piwigo serves Piwigo's web API, ws.php, over sessions, so that what
// uploads to a Piwigo gallery uploads here: Shotwell, darktable, digiKam,
// Lightroom's plug-ins, the mobile apps and Piwigo's own scripts.
//
// Users type the service's own address. They sign in with their name and an app
// password, or with an app password as the secret of an API key (P-5, P-6), whose
// name then does not matter. What an app password allows is told as a status:
// "normal" may read, "admin" upload, "webmaster" everything.
//
// What differs from Piwigo:
//
//   - Everybody has a gallery of her own; "public" and levels of privacy are read
//     and change nothing, and new photographs are hers alone.
//   - Albums that have several parents are shown in the first.
//   - The same file twice is one photograph. There is no lounge.
//   - Albums are told by numbers of at most nine digits, because clients keep them
//     in 32 bits or in ten characters; see [albumNumber].
//   - What is deleted goes to the trash.
//
// The numbers P-1 to P-16 are of the requirements.
package piwigo

import (
	"crypto/rand"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// version is the Piwigo whose API this is: the first with API keys in a header.
const version = "16.0.0"

// Kind returns the façade's kind.
func Kind() facade.Kind {
	return facade.Kind{Name: "piwigo", Title: "Piwigo", New: func(h *facade.Host) facade.Facade { return newGallery(h) }}
}

// A gallery is the façade before a host.
type gallery struct {
	*facade.Host
	methods map[string]*method
	tags    tagBook
	parts   *turns        // whose upload in parts is being added to
	small   chan struct{} // room for files of callers who are not known yet
	secret  string        // of tokens for those who sign in with each call
}

var _ facade.Facade = (*gallery)(nil)

func newGallery(h *facade.Host) *gallery {
	g := &gallery{Host: h, methods: map[string]*method{}, small: make(chan struct{}, 16), secret: rand.Text(), parts: &turns{held: map[string]*turn{}}}
	for _, m := range methods() {
		g.methods[m.name] = &m
	}
	return g
}

// Routes adds the façade's routes.
func (g *gallery) Routes(mux facade.Mux) {
	mux.Handle("GET /ws.php", http.HandlerFunc(g.serve))
	mux.Handle("POST /ws.php", http.HandlerFunc(g.serve))
	mux.Handle("GET /action.php", http.HandlerFunc(g.original))
	mux.Handle("GET /i.php", http.HandlerFunc(g.derivative))
}

// APIs announces the methods; that the equivalents of MediaSock's are among them
// lets a client upload that knows Piwigo only.
func (g *gallery) APIs(base string) mediasock.APIs {
	return mediasock.APIs{{Name: "pwg.*", URL: base + "/ws.php"}}
}

// Links announces nothing: Piwigo's clients look for ws.php.
func (g *gallery) Links(string) []facade.Link { return nil }
