package auth_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// TestCredentialsTravel: credentials that are parameters go by POST whatever the
// call was to be, not in its URL, and the call's sock names the cipher that they
// are written with.
func TestCredentialsTravel_MS105_MS118(t *testing.T) {
	for _, token := range []string{"auth.hpo", "auth.hsc", "auth.hst", "auth.hsk"} {
		for _, cipher := range []string{"", "ciph.txt", "ciph.md5", "ciph.cry"} {
			t.Run(token+" "+cipher, func(t *testing.T) {
				h := newHouse(t)
				app := h.user("alice", mediasock.ScopeUpload)
				c := h.call(handshake)
				c.HTTPMethod = http.MethodGet
				if err := h.choose(token, cipher, "alice", app).Sign(c); err != nil {
					t.Fatal(err)
				}
				req, err := c.NewRequest(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if req.Method != http.MethodPost || strings.Contains(req.URL.String(), "username") || strings.Contains(req.URL.String(), app) {
					t.Errorf("the sign-in is a %s of %s, want a POST without credentials in its URL (MS-118)", req.Method, req.URL)
				}
				body, err := io.ReadAll(req.Body)
				if err != nil || !strings.Contains(string(body), `name="password"`) {
					t.Errorf("the body has no password: %v", err)
				}
				named := strings.Join(c.Sock().Family("ciph"), ";")
				hidden := cipher == "ciph.md5" || cipher == "ciph.cry"
				if hidden && named != cipher || !hidden && named != "" && named != "ciph.txt" {
					t.Errorf("sock names %q, want %q (MS-105)", named, cipher)
				}
				if got := strings.Contains(string(body), app); got == hidden {
					t.Errorf("the password is in clear: %v, want %v", got, !hidden)
				}
			})
		}
	}
}

// TestCipherIsTakenAtItsWord: what sock names is how the values are read.
func TestCipherIsTakenAtItsWord_MS105(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeUpload)
	for named, want := range map[string]bool{"ciph.md5": true, "ciph.txt": false} {
		c := h.call(handshake)
		if err := h.choose("auth.hpo", "ciph.md5", "alice", app).Sign(c); err != nil {
			t.Fatal(err)
		}
		c.Params.Set(wire.ParamSock, "auth.hpo;"+named)
		u, err := h.gate.Verify(t.Context(), h.arrive(c))
		if got := u != nil && err == nil; got != want {
			t.Errorf("MD5 values under %s: Verify = %v, %v, want accepted %v", named, u, err, want)
		}
	}
}
