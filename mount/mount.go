// Package mount adds MediaSock to a Go program that has users and a place for
// their media already:
//
//	http.Handle("/mediasock/", mount.New(mount.Site{
//		ID: "com.example", Title: "Example",
//		Login:  func(ctx context.Context, name, password string) (user string, err error) { … },
//		Upload: func(ctx context.Context, user string, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) { … },
//	}))
//
// That is a whole service: it is discovered, signs users in with cookies
// (auth.hsc) or tokens (auth.hst), and takes their uploads by every protocol.
// What else the program can do is said by more fields. For full control, and for
// the mechanisms that sign every call, use package server itself.
//
// Sign-ins are kept in memory: after a restart clients sign in again, which they
// do by themselves (state 1).
package mount

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/server"
)

// A Site is a program that MediaSock is added to. ID, Title, Login and Upload
// are needed; each other field adds an ability where it is set.
type Site struct {
	ID    string // of the service, such as "com.example"; it must never change (MS-44)
	Title string // its name

	// Login returns the id of the user behind a name and a password, or "" if
	// they are wrong. It should take as long for a name that nobody has.
	Login func(ctx context.Context, name, password string) (user string, err error)

	// Upload keeps a file of a user and returns its id and, if it has one, the
	// URL of its page. Where the user has the same bytes already it should
	// return that item and mediasock.ErrExists; for a file that it does not
	// take an error of mediasock.CodeUnsupported.
	Upload func(ctx context.Context, user string, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error)

	// Albums lists the albums of a user, AddAlbum makes one.
	Albums   func(ctx context.Context, user string) iter.Seq2[mediasock.Taxon, error]
	AddAlbum func(ctx context.Context, user string, t *mediasock.Taxon) (*mediasock.Item, error)

	// Update changes the words of an item, and its bytes unless d is nil.
	Update func(ctx context.Context, user string, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error)

	Types    []string                   // what may be uploaded, such as "type.img"; anything unless set (MS-215)
	NeedsOne bool                       // an upload must go into an album (feat.amp)
	URL      func(*http.Request) string // of the site; from the request's Host unless set
	Log      *slog.Logger               // one line a call; may be nil
	Now      func() time.Time           // time.Now unless set
}

// New returns the handler for /mediasock/. It panics if s lacks what is needed.
func New(s Site) *server.Handler {
	if s.ID == "" || s.Title == "" || s.Login == nil || s.Upload == nil {
		panic("mount: ID, Title, Login and Upload are needed")
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	h := &server.Handler{
		Service:    mediasock.Identity{Value: s.ID, Title: s.Title},
		Backend:    &backend{s},
		Users:      newAccounts(s.Login, s.Now),
		Mechanisms: []auth.Mechanism{auth.HSC(auth.Options{Now: s.Now}), auth.HST(auth.Options{Now: s.Now})},
		Types:      s.Types,
		Base:       s.URL,
		Log:        s.Log,
	}
	if s.NeedsOne {
		h.Features = []string{"feat.amp"}
	}
	if s.URL == nil {
		h.Base = hostOf
	}
	return h
}

// hostOf takes the host as the client calls it.
func hostOf(r *http.Request) string {
	switch {
	case r.Host == "":
		return ""
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
