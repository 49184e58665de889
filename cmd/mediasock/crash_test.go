package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
)

// killRounds is how often the service is killed; the durability of a commit itself is
// held by the tests of library/sqlite and library/disk.
const killRounds = 6

// A service that is killed in the midst of uploads has all that it said it has,
// every time, and what was not answered can be sent again.
func TestKilledLosesNothing(t *testing.T) {
	h := &house{t: t, data: filepath.Join(t.TempDir(), "data"), config: t.TempDir()}
	h.must("", "user", "add", "ada", "--password-stdin", "--data", h.data)
	acknowledged := make(map[string][]byte) // by the item's id
	for round := range killRounds {
		s := h.startProcess()
		h.must("", "login", h.address, "--user", "ada", "--password-stdin", "--password-store", "file")
		h.uploadUntilKilled(s, round, acknowledged)
		h.forget()
	}
	h.start()
	h.must("", "login", h.address, "--user", "ada", "--password-stdin", "--password-store", "file")
	c := h.connect()
	for id, data := range acknowledged {
		if got := get(t, c.session.HTTPClient(), c.site.Origin()+"/media/"+id); !bytes.Equal(got, data) {
			t.Errorf("item %s has %d bytes that are not those acknowledged, %d bytes", id, len(got), len(data))
		}
		item, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"again.jpg", data})
		if item == nil || item.ID != id {
			t.Errorf("sent again, item %s is %+v, %v, want the same id and state 20", id, item, err)
		}
	}
	if len(acknowledged) < killRounds {
		t.Errorf("%d uploads were acknowledged, want some in each of %d rounds", len(acknowledged), killRounds)
	}
}

// startProcess runs the service in a process of its own, which can be killed.
func (h *house) startProcess() *service {
	h.t.Helper()
	env := append(os.Environ(), "HOME="+h.config)
	s, err := newService(filepath.Join(h.t.TempDir(), "log"), h.config, env, "--data", h.data)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(s.kill)
	greeting, err := s.greeting()
	if err != nil {
		h.t.Fatal(err)
	}
	h.address = hostOf(submatch(greeting, `gallery +(\S+)/\n`))
	return s
}

// forget removes the sign-ins of services that are gone.
func (h *house) forget() {
	if err := os.Remove(filepath.Join(h.config, "signins.json")); err != nil {
		h.t.Error(err)
	}
}

// uploadUntilKilled sends photographs, several at once, kills the service after
// some have been acknowledged, and notes all that were.
func (h *house) uploadUntilKilled(s *service, round int, acknowledged map[string][]byte) {
	c := h.connect()
	ctx, cancel := context.WithCancel(h.t.Context())
	defer cancel()
	var mu sync.Mutex
	var senders sync.WaitGroup
	before := len(acknowledged)
	for sender := range 4 {
		senders.Go(func() {
			for n := 0; ; n++ {
				data := mediatest.Photo(mediatest.PhotoOptions{Width: 64, Height: 48, Title: fmt.Sprint(round, sender, n)})
				item, err := c.session.MediaAppend(ctx, &mediasock.Media{}, bytesData{"a.jpg", data})
				if err != nil {
					return
				}
				mu.Lock()
				acknowledged[item.ID] = data
				if len(acknowledged) == before+5+round*4 {
					s.kill()
					cancel() // a client would try again for a while
				}
				mu.Unlock()
			}
		})
	}
	senders.Wait()
}

// A disk that is full refuses uploads with state 6 and in words; what is there
// can be read and searched, and when there is room again all goes on, without a
// restart.
func TestFullDisk(t *testing.T) {
	h := newHouse(t, "--data", smallDisk(t, "24m"))
	c := h.connect()
	first := mediatest.Photo(mediatest.PhotoOptions{Title: "First of all"})
	item, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"first.jpg", first})
	if err != nil {
		t.Fatal(err)
	}
	filler := fillUp(t, filepath.Dir(h.data))
	refused := mediatest.Photo(mediatest.PhotoOptions{Title: "Refused"})
	_, err = c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"refused.jpg", refused})
	if stat := mediasock.StatOf(err); stat.Code != mediasock.CodeTemporary || !strings.Contains(stat.Message, "room") && !strings.Contains(stat.Message, "full") {
		t.Errorf("MediaAppend to a full disk: %v, want state 6 that says so", err)
	}
	if got := get(t, c.session.HTTPClient(), c.site.Origin()+"/media/"+item.ID); !bytes.Equal(got, first) {
		t.Error("what was there cannot be read from a full disk")
	}
	get(t, c.session.HTTPClient(), c.site.Origin()+"/i/"+item.ID)
	if out := string(get(t, c.session.HTTPClient(), c.site.Origin()+"/search?q=First")); !strings.Contains(out, "First of all") {
		t.Errorf("a search on a full disk finds %s", out)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if _, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"refused.jpg", refused}); err != nil {
		t.Errorf("with room again: MediaAppend: %v", err)
	}
}
