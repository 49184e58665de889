package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
)

// A handler stands in any mux, over any backend: here the library of a service in
// memory.
func ExampleHandler() {
	service := fakeservice.New(fakeservice.Options{})
	mux := http.NewServeMux()
	mux.Handle("/mediasock/", &server.Handler{
		Service:    mediasock.Identity{Value: "com.example", Title: "Example Service"},
		Backend:    service.Library,
		Mechanisms: []auth.Mechanism{auth.HSC(auth.Options{})},
		Users:      service.Users,
		Base:       func(*http.Request) string { return "http://example.com" },
	})
	s := httptest.NewServer(mux)
	defer s.Close()

	resp, err := http.Get(s.URL + "/mediasock/")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	for line := range strings.Lines(string(body)) {
		if strings.HasPrefix(line, "<apis") || strings.HasPrefix(line, "<mediasock") {
			fmt.Print(line)
		}
	}
	// Output:
	// <mediasock value="com.example" title="Example Service" version="1.4">
	// <apis value="mediasock.*:http://example.com/mediasock/"/>
}
