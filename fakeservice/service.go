package fakeservice

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/server"
)

// Options are what a Service may be told. The zero value works.
type Options struct {
	Mechanisms []auth.Mechanism // auth.Default unless set
	Features   []string         // feat.amp, feat.atp
	Types      []string         // type.*
	Log        *slog.Logger     // nothing is logged unless set
	Configure  func(*server.Handler)
}

// A Service is an http.Handler that serves /mediasock/ and forgets everything
// when it is gone.
type Service struct {
	*Users
	Library *library.Library
	Handler *server.Handler

	mux *http.ServeMux
}

var _ http.Handler = (*Service)(nil)

// New returns an empty service. It panics if it cannot be made, which is a fault
// of this package.
func New(o Options) *Service {
	lib, err := library.Open(context.Background(), mem.NewIndex(), mem.NewStore(), library.Options{
		Title: "Fake", ID: "com.example.fake", Log: o.Log,
	})
	if err != nil {
		panic(fmt.Sprintf("fakeservice: %v", err))
	}
	s := &Service{Users: newUsers(), Library: lib, mux: http.NewServeMux()}
	mechanisms := o.Mechanisms
	if mechanisms == nil {
		mechanisms = auth.Default(auth.Options{})
	}
	s.Handler = &server.Handler{
		Service:    mediasock.Identity{Value: "com.example.fake", Title: "Fake"},
		Backend:    lib,
		Mechanisms: mechanisms,
		Users:      s.Users,
		Features:   o.Features,
		Types:      o.Types,
		Log:        o.Log,
		Base:       baseOf,
	}
	if o.Configure != nil {
		o.Configure(s.Handler)
	}
	s.mux.Handle("/mediasock/", s.Handler)
	return s
}

// baseOf takes the host as the client calls it.
func baseOf(r *http.Request) string {
	if r.Host == "" {
		return ""
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// ServeHTTP answers a request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// AddUser makes an account that may do everything, and returns an app password
// of its.
func (s *Service) AddUser(name, password string) (appPassword string) {
	row := &library.User{Name: name}
	if err := s.Library.Index().AddUser(context.Background(), row); err != nil {
		panic(fmt.Sprintf("fakeservice: %v", err))
	}
	return s.add(name, password, &mediasock.User{
		ID: row.ID.String(), Name: name, Scope: mediasock.ScopeManage,
	})
}
