package fakeservice_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
)

type text string

func (s text) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(s))), nil }
func (s text) Size() int64                  { return int64(len(s)) }
func (s text) Name() string                 { return "note.txt" }
func (s text) Type() string                 { return "text/plain" }

// signIn is how a program under test would begin.
func signIn(t *testing.T, s *fakeservice.Server) mediasock.Session {
	t.Helper()
	s.AddUser("ann", "pw")
	c := &client.Client{
		HTTP: s.Client(), Mechanisms: []auth.Mechanism{auth.HSC(auth.Options{})},
		Sleep: func(context.Context, time.Duration) error { return nil },
	}
	site, err := c.Discover(t.Context(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	session, err := site.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// TestCallsAreKept shows how a test of a client reads what the client did.
func TestCallsAreKept(t *testing.T) {
	s := fakeservice.Start(t, fakeservice.Options{})
	session := signIn(t, s)
	s.Forget()
	m := &mediasock.Media{Title: "A note", Keywords: mediasock.List{"one", "two words"}}
	if _, err := session.MediaAppend(t.Context(), m, text("hello")); err != nil {
		t.Fatal(err)
	}
	calls := s.Calls("mediasock.media.append")
	if len(calls) != 1 || len(s.Calls("")) != 1 {
		t.Fatalf("Calls = %+v, want one", s.Calls(""))
	}
	c := calls[0]
	for _, field := range []struct{ name, got, want string }{
		{"the title", c.Params.Get("media.title"), "A note"},
		{"the keywords", c.Params.Get("media.keywords"), "one;two words"},
		{"the file", string(c.File), "hello"},
		{"the file's name", c.FileName, "note.txt"},
		{"the verb", c.Verb, "POST"},
		{"the password", c.Params.Get("password"), ""},
	} {
		if field.got != field.want {
			t.Errorf("%s = %q, want %q", field.name, field.got, field.want)
		}
	}
	if c.Status != 200 || !strings.Contains(string(c.Answer), `<stat value="0"`) || c.Failed {
		t.Errorf("the answer is %d %s, want state 0", c.Status, c.Answer)
	}
}

// TestFailures: each failure is met once, and this project's client gets over
// those that it should.
func TestFailures(t *testing.T) {
	const appendMethod = "mediasock.media.append"
	for _, f := range []struct {
		name  string
		plan  []fakeservice.Failure
		calls int   // of media.append
		err   error // nil: the upload succeeds, be it by ErrExists
	}{
		{"MS-68 state 5", []fakeservice.Failure{fakeservice.State(mediasock.CodeInterrupted, "again")}, 2, nil},
		{"A-37 state 5 four times", []fakeservice.Failure{
			fakeservice.State(5, ""), fakeservice.State(5, ""), fakeservice.State(5, ""), fakeservice.State(5, "")}, 4, mediasock.ErrInterrupted},
		{"MS-69 state 6", []fakeservice.Failure{fakeservice.State(mediasock.CodeTemporary, "later")}, 1, mediasock.ErrTemporary},
		{"MS-74 a state of its own", []fakeservice.Failure{fakeservice.State(901, "no tea")}, 1, mediasock.ErrService},
		{"A-33 401", []fakeservice.Failure{fakeservice.Status(401)}, 2, nil},
		{"A-33 503", []fakeservice.Failure{fakeservice.Status(503)}, 1, mediasock.ErrTemporary},
		{"slow", []fakeservice.Failure{fakeservice.Slow(time.Millisecond)}, 1, nil},
		{"cut", []fakeservice.Failure{fakeservice.Cut()}, 2, nil},
		{"A-52 a lost answer", []fakeservice.Failure{fakeservice.Lost()}, 2, nil},
		{"A-52 half an answer", []fakeservice.Failure{fakeservice.Half()}, 2, nil},
		{"MS-64 an expired cookie", []fakeservice.Failure{fakeservice.Expired()}, 2, nil},
	} {
		t.Run(f.name, func(t *testing.T) {
			s := fakeservice.Start(t, fakeservice.Options{})
			session := signIn(t, s)
			s.Fail(appendMethod, f.plan...)
			item, err := session.MediaAppend(t.Context(), &mediasock.Media{}, text(f.name))
			if errors.Is(err, mediasock.ErrExists) {
				err = nil
			}
			if !errors.Is(err, f.err) || f.err == nil && (item == nil || item.ID == "") {
				t.Errorf("MediaAppend = %+v, %v, want %v", item, err, f.err)
			}
			if n := len(s.Calls(appendMethod)); n != f.calls || s.Planned() != 0 {
				t.Errorf("media.append was called %d times, want %d; %d failures are left", n, f.calls, s.Planned())
			}
		})
	}
}

// TestFailedPages: what answers a discovery with something else is no service.
func TestFailedPages_A27(t *testing.T) {
	s := fakeservice.Start(t, fakeservice.Options{})
	for _, f := range []fakeservice.Failure{
		fakeservice.Page("<html>Welcome!</html>"), fakeservice.Status(404), fakeservice.Redirect("/nowhere"),
	} {
		s.Fail("", f)
		c := &client.Client{HTTP: s.Client()}
		if _, err := c.Discover(t.Context(), s.URL+"/mediasock/"); !errors.Is(err, client.ErrNoService) {
			t.Errorf("Discover = %v, want ErrNoService", err)
		}
	}
}
