package site_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// Owners see on their page what waits and what failed of their own items, and why.
func TestAccount_TellsOfTheWork(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.user("bob")
	b := h.signedIn("ada")
	h.add(ada, "a.jpg", mediatest.Photo(mediatest.PhotoOptions{Width: 40, Height: 30}), mediasock.Media{})
	b.get("/account").want(t, "before", http.StatusOK, "In the background", "Previews: 1 to be done")
	h.library.Handle(library.JobPreview, func(context.Context, *library.Library, *library.Media) error {
		return errors.New("the disk is <full>")
	})
	if did, err := h.library.WorkOnce(t.Context()); err != nil || !did {
		t.Fatalf("WorkOnce = %v, %v", did, err)
	}
	b.get("/account").want(t, "after a failure", http.StatusOK, "Previews: 1 to be done", "What failed", "the disk is &lt;full&gt;")
	r := h.signedIn("bob").get("/account")
	r.want(t, "bob's page", http.StatusOK)
	for _, other := range []string{"Previews:", "the disk is"} {
		if strings.Contains(r.body, other) {
			t.Errorf("bob is told of %q", other)
		}
	}
}
