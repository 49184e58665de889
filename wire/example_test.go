package wire_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A page of an existing site says in its head what the site offers.
func ExampleAppendComment() {
	reply := &wire.Reply{
		Service: mediasock.Identity{Value: "com.example", Title: "Example -- photographs"},
		Results: []wire.Result{{
			Method: mediasock.MethodHandshake,
			Stat:   mediasock.Stat{Code: mediasock.CodeAuth, Serial: "1"},
			Handshake: &mediasock.Handshake{
				APIs: mediasock.APIs{{Name: mediasock.MethodHandshake}, {Name: mediasock.MethodMediaAppend, URL: "http://example.com/upload.php"}},
				Sock: mediasock.Sock{"auth.hsc", "type.img"},
			},
		}},
	}
	comment, err := wire.AppendComment(nil, reply)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(string(comment))
	// Output:
	// <!--
	// <mediasock value="com.example" title="Example -&#45; photographs" version="1.4">
	// <handshake>
	// <stat value="1" message="" resource="" serial="1"/>
	// <apis value="mediasock.handshake;mediasock.media.append:http://example.com/upload.php"/>
	// <sock value="auth.hsc;type.img"/>
	// </handshake>
	// </mediasock>
	// -->
}

// A client finds the block in whatever page it stands.
func ExampleParseReply() {
	page := `<html><head><title>Sign in</title><!--
<mediasock value="com.example" title="Example" version="1.4">
<handshake>
<stat value="1"/>
<apis value="mediasock.handshake;mediasock.media.append:upload.php"/>
</handshake>
</mediasock>
--></head><body>…</body></html>`
	reply, err := wire.ParseReply(strings.NewReader(page), "http://example.com/login/", wire.ReplyOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	handshake := reply.Result(mediasock.MethodHandshake).Handshake
	upload, _ := handshake.APIs.Lookup(mediasock.MethodMediaAppend)
	fmt.Println(handshake.Service.Title, "takes uploads at", upload)
	// Output: Example takes uploads at http://example.com/login/upload.php
}

// The two ends of a call.
func ExampleCall_NewRequest() {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := wire.ReadCall(r.Context(), r, wire.ReadOptions{})
		if err != nil {
			http.Error(w, err.Error(), wire.HTTPStatus(err))
			return
		}
		taxon, _ := call.Taxon()
		options := wire.OptionsFor(call)
		options.SetHeader(w.Header())
		_ = wire.WriteReply(w, &wire.Reply{Results: []wire.Result{{
			Method: call.Methods[0],
			Item:   &mediasock.Item{ID: "17", Title: taxon.Title},
		}}}, options)
	}))
	defer service.Close()

	address, _ := url.Parse(service.URL)
	call := &wire.Call{URL: address, Protocol: wire.JSONRPC, Methods: []string{mediasock.MethodTaxaAppend}}
	call.SetTaxon(&mediasock.Taxon{Title: "Pier at dusk"})
	request, err := call.NewRequest(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	response, err := service.Client().Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	reply, err := wire.ReadReply(response, wire.ReplyOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	item := reply.Result(mediasock.MethodTaxaAppend).Item
	fmt.Println(item.ID, item.Title)
	// Output: 17 Pier at dusk
}
