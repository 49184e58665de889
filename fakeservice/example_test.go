package fakeservice_test

import (
	"context"
	"fmt"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
)

// A test stands in for the *testing.T that a test would have.
type test []func()

func (t *test) Helper()          {}
func (t *test) Cleanup(f func()) { *t = append(*t, f) }
func (t *test) end() {
	for _, f := range *t {
		f()
	}
}

// The answer to an upload is lost on its way. The program under test, here this
// project's client, sends the file again and gets the same item.
func ExampleStart() {
	t := new(test)
	defer t.end()
	service := fakeservice.Start(t, fakeservice.Options{})
	service.AddUser("ann", "her password")
	service.Fail("mediasock.media.append", fakeservice.Lost())

	ctx := context.Background()
	c := &client.Client{HTTP: service.Client(), Mechanisms: auth.All()}
	site, err := c.Discover(ctx, service.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	session, err := site.Handshake(ctx, mediasock.Credentials{Username: "ann", Password: "her password"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = session.MediaAppend(ctx, &mediasock.Media{Title: "A note"}, text("hello"))
	fmt.Println(err)
	for _, call := range service.Calls("mediasock.media.append") {
		fmt.Println(call.Params.Get("media.title"), string(call.File), call.Failed)
	}
	// Output:
	// mediasock: exists already
	// A note hello true
	// A note hello false
}
