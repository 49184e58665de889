package auth_test

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

func ExampleChoose() {
	offer := &mediasock.Handshake{
		Endpoint: "http://example.com/mediasock/",
		Sock:     mediasock.ParseSock("auth.hpo;auth.hba;auth.hdi"),
	}
	choice, err := auth.Choose(offer, auth.All(), auth.Policy{})
	fmt.Println(choice.Mechanism.Sock, err)

	offer.Sock = mediasock.ParseSock("auth.hpo")
	_, err = auth.Choose(offer, auth.All(), auth.Policy{})
	fmt.Println(err)
	// Output:
	// auth.hdi <nil>
	// auth: not signed in over http: the password would travel in clear text; try https://example.com/mediasock/
}

func ExampleChoice_Signer() {
	offer := &mediasock.Handshake{
		Endpoint: "https://example.com/mediasock/",
		Sock:     mediasock.ParseSock("auth.hpo;ciph.md5"),
	}
	choice, err := auth.Choose(offer, auth.All(), auth.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	signer := choice.Signer(mediasock.Credentials{Username: "alice", Password: "s3cret"})
	call := &wire.Call{URL: &url.URL{Scheme: "https", Host: "example.com"}, Header: http.Header{}}
	fmt.Println(signer.Sign(call))
	for _, p := range call.Params {
		fmt.Println(p.Name, p.Value)
	}
	// Output:
	// <nil>
	// username 6384e2b2184bcbf58eccf10ca7a6563c
	// password 33e1b232a4e6fa0028a6670753749a17
	// sock ciph.md5
}
