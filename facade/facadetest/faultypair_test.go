package facadetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// hosted changes what the façade stands before.
func hosted(change func(*facade.Host)) func(*Options) {
	return func(o *Options) {
		under := o.Kind.New
		o.Kind.New = func(h *facade.Host) facade.Facade {
			other, door := *h, *h.Door
			other.Door = &door
			change(&other)
			return under(&other)
		}
	}
}

// users changes how the accounts answer.
func users(change func(under auth.Users) auth.Users) func(*Options) {
	return hosted(func(h *facade.Host) { h.Door.Users = change(h.Door.Users) })
}

// served puts a handler before the façade's.
func served(before func(h *facade.Host, next http.Handler) http.HandlerFunc) func(*Options) {
	return func(o *Options) {
		under := o.Kind.New
		o.Kind.New = func(h *facade.Host) facade.Facade {
			return &fronted{under(h), func(next http.Handler) http.Handler { return before(h, next) }}
		}
	}
}

// fronted is a façade behind a handler.
type fronted struct {
	facade.Facade
	before func(http.Handler) http.Handler
}

func (f *fronted) Routes(mux facade.Mux) { f.Facade.Routes(frontedMux{mux, f.before}) }

type frontedMux struct {
	facade.Mux
	before func(http.Handler) http.Handler
}

func (m frontedMux) Handle(pattern string, h http.Handler) { m.Mux.Handle(pattern, m.before(h)) }

// found changes what the driver finds.
func found(change func(*services.Site) *services.Site) func(*Options) {
	return func(o *Options) {
		under := o.Driver.Detect
		o.Driver.Detect = func(ctx context.Context, p *services.Probe) (*services.Site, error) {
			site, err := under(ctx, p)
			return change(site), err
		}
	}
}

// driven changes the driver's sessions.
func driven(change func(mediasock.Session) mediasock.Session) func(*Options) {
	return func(o *Options) {
		under := o.Driver.Service
		o.Driver.Service = func(address string, options *services.Options) (mediasock.Service, error) {
			s, err := under(address, options)
			return &drivenService{s, change}, err
		}
	}
}

type drivenService struct {
	mediasock.Service
	change func(mediasock.Session) mediasock.Session
}

func (d *drivenService) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	s, err := d.Service.Handshake(ctx, c)
	if err != nil {
		return nil, err
	}
	return d.change(s), nil
}

// faultyUsers are accounts some of whose answers are others.
type faultyUsers struct {
	auth.Users
	app   func(under auth.Users, ctx context.Context, name, password string) (*auth.Secret, error)
	key   func(under auth.Users, ctx context.Context, kind auth.KeyKind, value string) (*mediasock.User, error)
	allow func(under auth.Users, ctx context.Context, name string, peer netip.Addr) error
}

func (u *faultyUsers) App(ctx context.Context, name, password string) (*auth.Secret, error) {
	if u.app != nil {
		return u.app(u.Users, ctx, name, password)
	}
	return u.Users.App(ctx, name, password)
}

func (u *faultyUsers) Key(ctx context.Context, kind auth.KeyKind, value string) (*mediasock.User, error) {
	if u.key != nil {
		return u.key(u.Users, ctx, kind, value)
	}
	return u.Users.Key(ctx, kind, value)
}

func (u *faultyUsers) Allow(ctx context.Context, name string, peer netip.Addr) error {
	if u.allow != nil {
		return u.allow(u.Users, ctx, name, peer)
	}
	return u.Users.Allow(ctx, name, peer)
}

// remembering returns a memory of what a call gave last, or first, under a key.
func remembering[T any](first bool) func(key string, value T, err error) (T, error) {
	var mu sync.Mutex
	known := map[string]T{}
	return func(key string, value T, err error) (T, error) {
		mu.Lock()
		defer mu.Unlock()
		old, ok := known[key]
		if err == nil && (!ok || !first) {
			known[key], old, ok = value, value, true
		}
		if ok {
			return old, nil
		}
		return value, err
	}
}

// someUser is a backend that takes callers for others.
type someUser struct {
	facade.Backend
	take func(*mediasock.User) *mediasock.User
}

func (b *someUser) Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error) {
	return b.Backend.Session(ctx, b.take(u))
}

func (b *someUser) Stage(ctx context.Context, name, mediaType string, size int64) (mediasock.Staged, error) {
	return b.Backend.(mediasock.Stager).Stage(ctx, name, mediaType, size)
}

// An endless body ends where it broke off.
type endless struct{ io.ReadCloser }

func (e endless) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// flipped is a body whose first byte is another.
type flipped struct {
	io.ReadCloser
	done *bool
}

func (f flipped) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if n > 0 && !*f.done {
		p[0] ^= 1
		*f.done = true
	}
	return n, err
}

// changedSearch is a session whose search answers otherwise.
type changedSearch struct {
	openmedia.Itemizer
	mediasock.Session
	search func(*atom.Feed) *atom.Feed
	item   func(id string, ok bool) (string, bool)
}

func (s *changedSearch) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	f, err := s.Itemizer.Search(ctx, q)
	if err == nil && s.search != nil {
		f = s.search(f)
	}
	return f, err
}

func (s *changedSearch) ItemID(entry string) (string, bool) {
	id, ok := s.Itemizer.ItemID(entry)
	if s.item != nil {
		return s.item(id, ok)
	}
	return id, ok
}

// searching changes the searches of the driver's sessions.
func searching(search func(*atom.Feed) *atom.Feed, item func(string, bool) (string, bool)) func(*Options) {
	return driven(func(s mediasock.Session) mediasock.Session {
		return &changedSearch{s.(openmedia.Itemizer), s, search, item}
	})
}

// hopeful is a session that never says that something failed.
type hopeful struct{ mediasock.Session }

func (h hopeful) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	item, err := h.Session.MediaAppend(ctx, m, d)
	if err != nil {
		return &mediasock.Item{ID: "5"}, nil
	}
	return item, nil
}

// half is a session that keeps the file of what it refuses.
type half struct{ mediasock.Session }

func (h half) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	item, err := h.Session.MediaAppend(ctx, m, d)
	if len(m.Title)+len(m.Caption)+len(m.Note) > 100_000 && err != nil {
		_, other := h.Session.MediaAppend(ctx, &mediasock.Media{}, d)
		err = errors.Join(err, other)
	}
	return item, err
}

// told is a handler's answer with something more at its end.
type told struct {
	http.ResponseWriter
	text string
}

func (w told) Write(p []byte) (int, error) {
	if n, err := w.ResponseWriter.Write(bytes.TrimRight(p, "\n")); err != nil {
		return n, err
	}
	_, err := io.WriteString(w.ResponseWriter, w.text)
	return len(p), err
}

// logged logs what a password was.
func logged(h *facade.Host) {
	log, under := h.Logger(), h.Door.Users
	h.Door.Users = &faultyUsers{Users: under, app: func(under auth.Users, ctx context.Context, name, password string) (*auth.Secret, error) {
		log.InfoContext(ctx, "sign-in", slog.String("name", name), slog.String("password", strings.TrimSpace(password)))
		return under.App(ctx, name, password)
	}}
}
