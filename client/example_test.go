package client_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
)

// Type a domain, sign in, upload; the same file again is the same item.
func Example() {
	service := fakeservice.New(fakeservice.Options{})
	service.AddUser("ann", "her password")
	server := httptest.NewServer(service)
	defer server.Close()

	ctx := context.Background()
	c := &client.Client{Mechanisms: auth.All(), APIKey: "example"}
	site, err := c.Discover(ctx, server.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	session, err := site.SignIn(ctx, mediasock.Credentials{Username: "ann", Password: "her password"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("signed in to", session.Offer().Service.Title, "by", session.Mechanism())

	_, err = session.MediaAppend(ctx, &mediasock.Media{Title: "Pier"}, text("a photograph"))
	fmt.Println("uploaded:", err)
	_, err = session.MediaAppend(ctx, &mediasock.Media{Title: "Pier"}, text("a photograph"))
	fmt.Println("again:", err)
	// Output:
	// signed in to Fake by auth.hst
	// uploaded: <nil>
	// again: mediasock: exists already
}
