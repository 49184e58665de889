package piwigo

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// A Service is a gallery.
type Service struct {
	address *url.URL
	options *services.Options
}

var _ mediasock.Service = (*Service)(nil)

// New returns the gallery whose ws.php is at an address.
func New(address string, o *services.Options) (*Service, error) {
	u, err := addressOf(address)
	if err != nil {
		return nil, err
	}
	return &Service{u, o}, nil
}

// errClear refuses to send a password where others can read it.
var errClear = &mediasock.Error{Code: mediasock.CodePermanent, Message: "the connection to the gallery is not encrypted"}

// Handshake signs in with a user's name and password, or with the two parts of an
// API key (P-6). Without a name it opens what strangers may see.
func (s *Service) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	if c.Username != "" && !s.options.MayCarry(s.address) {
		return nil, errClear
	}
	a, err := newAPI(s.address, s.options)
	if err != nil {
		return nil, err
	}
	session := &Session{api: a, credentials: c, tags: map[string]string{}, waiting: map[string][]string{}}
	if err := session.enter(ctx); err != nil {
		return nil, err
	}
	return session, nil
}

// A Session is a user's use of a gallery.
type Session struct {
	api         *api
	credentials mediasock.Credentials
	offer       *mediasock.Handshake

	mu      sync.Mutex
	status  status
	tags    map[string]string   // ids by name
	waiting map[string][]string // what was added to an album since the last batch ended
}

var (
	_ mediasock.Session      = (*Session)(nil)
	_ mediasock.MediaUpdater = (*Session)(nil)
	_ mediasock.MediaLister  = (*Session)(nil)
	_ mediasock.MediaGetter  = (*Session)(nil)
	_ mediasock.MediaFiler   = (*Session)(nil)
	_ mediasock.MediaOpener  = (*Session)(nil)
	_ mediasock.MediaFinder  = (*Session)(nil)
	_ mediasock.MediaDeleter = (*Session)(nil)
	_ mediasock.TaxaUpdater  = (*Session)(nil)
)

// enter signs in and asks who is in.
func (s *Session) enter(ctx context.Context) error {
	if s.credentials.Username != "" {
		form := url.Values{"username": {s.credentials.Username}, "password": {s.credentials.Password}}
		if err := s.api.call(ctx, "pwg.session.login", form, nil); err != nil {
			return err
		}
	}
	return s.look(ctx)
}

// member refuses a stranger what only somebody who has signed in may do.
func (s *Session) member() error {
	if s.credentials.Username == "" {
		return mediasock.ErrAuthRequired
	}
	return nil
}

// look asks who is in, and for the session's token (P-5).
func (s *Session) look(ctx context.Context) error {
	var now status
	if err := s.api.call(ctx, "pwg.session.getStatus", nil, &now); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = now
	if s.offer == nil {
		s.offer = s.offered(&now)
	}
	return nil
}

// offered returns what the gallery offers.
func (s *Session) offered(now *status) *mediasock.Handshake {
	o := &mediasock.Handshake{
		Service: mediasock.Identity{Value: s.api.address.String(), Title: s.api.address.Hostname()},
		Sock:    mediasock.Sock{"type.any"},
	}
	if now.Types != "" && !strings.Contains(now.Types, "mp4") && !strings.Contains(now.Types, "mp3") {
		o.Sock = mediasock.Sock{"type.image"}
	}
	if now.guest() {
		o.Stat.Code = mediasock.CodeAuth
		return o
	}
	o.User = &mediasock.User{Name: now.Username}
	return o
}

// Offer returns what the gallery offers.
func (s *Session) Offer() *mediasock.Handshake { return s.offer }

// now returns the latest status.
func (s *Session) now() status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// call calls a method. A session that has ended is begun anew, once, and so is a
// token that is no longer right.
func (s *Session) call(ctx context.Context, method string, form url.Values, v any) error {
	err := s.api.call(ctx, method, s.signed(form), v)
	if s.ended(ctx, err) {
		err = s.api.call(ctx, method, s.signed(form), v)
	}
	return s.denied(err)
}

// signed returns the form with the session's token where it has one.
func (s *Session) signed(form url.Values) url.Values {
	if form.Has("pwg_token") {
		form.Set("pwg_token", s.now().Token)
	}
	return form
}

// ended reports whether err says that the session or its token has ended, and
// they are there anew.
func (s *Session) ended(ctx context.Context, err error) bool {
	var f *fault
	if s.credentials.Username == "" || !errors.As(err, &f) || f.code != 401 && f.code != 403 {
		return false
	}
	old := s.now().Token
	if s.look(ctx) != nil {
		return false
	}
	now := s.now()
	if now.guest() {
		return s.enter(ctx) == nil
	}
	return f.code == 403 && now.Token != old
}

// denied returns the error: for somebody who is signed in, "access denied" is no
// question of signing in.
func (s *Session) denied(err error) error {
	var f *fault
	if errors.As(err, &f) && f.code == 401 && s.credentials.Username != "" {
		return mediasock.ErrForbidden
	}
	return err
}

// Signout ends the batch and the session.
func (s *Session) Signout(ctx context.Context) error {
	if s.credentials.Username == "" {
		return nil
	}
	if err := s.completed(ctx); err != nil {
		return err
	}
	return s.api.call(ctx, "pwg.session.logout", nil, nil)
}

// wait notes that an image waits in the lounge for the end of the batch.
func (s *Session) wait(id string, albums mediasock.List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range albums {
		s.waiting[a] = append(s.waiting[a], id)
	}
}

// completed ends the batch: what waits is shown (P-15, P-16).
func (s *Session) completed(ctx context.Context) error {
	s.mu.Lock()
	waiting := s.waiting
	s.waiting = map[string][]string{}
	s.mu.Unlock()
	for album, ids := range waiting {
		for part := range slices.Chunk(ids, 500) {
			form := url.Values{"image_id": {strings.Join(part, ",")}, "category_id": {album}, "pwg_token": {""}}
			err := s.call(ctx, "pwg.images.uploadCompleted", form, nil)
			if err != nil && !gone(err) {
				return err
			}
		}
	}
	return nil
}

// gone reports whether a batch's album is no longer there, or the gallery is too
// old to have a lounge.
func gone(err error) bool {
	return errors.Is(err, mediasock.ErrUnsupported) || errors.Is(err, mediasock.ErrForbidden)
}

// major returns the version's first number.
func (s *Session) major() int {
	first, _, _ := strings.Cut(s.now().Version, ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}

// isID reports whether an id can be one of a gallery's.
func isID(id string) bool {
	n, err := strconv.ParseInt(id, 10, 64)
	return err == nil && n > 0
}
