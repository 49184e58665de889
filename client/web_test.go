package client_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
)

func TestHTTPClient_XS5(t *testing.T) {
	for _, m := range []auth.Mechanism{auth.HSC(auth.Options{}), auth.HBA(auth.Options{}), auth.HDI(auth.Options{}), auth.HWS(auth.Options{})} {
		t.Run(m.Sock, func(t *testing.T) {
			evil := &thief{}
			other := httptest.NewServer(evil)
			defer other.Close()
			service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{m}})
			app := service.AddUser("ann", "pw")
			mux := http.NewServeMux()
			mux.Handle("/", service)
			mux.Handle("/away", http.RedirectHandler(other.URL+"/x", http.StatusFound))
			server, c := listen(t, mux, false)
			web := signIn(t, discover(t, c, server.URL), "ann", app).HTTPClient()
			for range 2 {
				body := fetch(t, web, server.URL+"/mediasock/?method=mediasock.taxa.list")
				if !strings.Contains(body, `<stat value="0"`) {
					t.Errorf("signed GET: %s, want state 0", body)
				}
			}
			fetch(t, web, server.URL+"/away")
			fetch(t, web, other.URL+"/direct")
			if len(evil.seen) != 2 {
				t.Errorf("the other site saw %d requests, want 2", len(evil.seen))
			}
			evil.secrets(t, app)
		})
	}
}

func TestPublic(t *testing.T) {
	server, c := listen(t, fakeservice.New(fakeservice.Options{}), false)
	if body := fetch(t, c.Public(), server.URL+"/mediasock/"); !strings.Contains(body, "<apis") {
		t.Errorf("Public client got %q", body)
	}
	inside := &thief{}
	router := httptest.NewServer(inside)
	defer router.Close()
	c = &client.Client{HTTP: &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go answerOnce(far, "HTTP/1.1 302 Found\r\nLocation: "+router.URL+"/\r\nContent-Length: 0\r\n\r\n")
			return near, nil
		},
	}}}
	if resp, err := c.Public().Get("http://public.example/"); err == nil || len(inside.seen) > 0 {
		resp.Body.Close()
		t.Errorf("a public site leads to %s on a private network", router.URL)
	}
}

func TestPublicDowngrade(t *testing.T) {
	server, c := listen(t, http.RedirectHandler("http://plain.example/", http.StatusFound), true)
	if resp, err := c.Public().Get(server.URL); err == nil {
		resp.Body.Close()
		t.Error("a redirect from https to http is followed")
	}
}

func fetch(t *testing.T, web *http.Client, address string) string {
	t.Helper()
	resp, err := web.Get(address)
	if err != nil {
		t.Fatalf("Get(%s): %v", address, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

var _ mediasock.Service = (*client.Site)(nil)
