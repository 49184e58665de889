package check_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/check"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/server"
)

// spotless checks that a service passes without an error or a warning, and
// returns the report.
func spotless(t *testing.T, c *check.Checker, url string, o check.Options) *check.Report {
	t.Helper()
	report, err := c.Run(t.Context(), url, o)
	if err != nil {
		t.Fatalf("Run(%q): %v", url, err)
	}
	if report.Count(check.Error)+report.Count(check.Warning) > 0 {
		var text strings.Builder
		_ = check.WriteText(&text, report, false)
		t.Errorf("Run(%q) finds faults:\n%s", url, text.String())
	}
	return report
}

// TestOwnService: the whole site passes, as a stranger, signed in, and with
// uploads.
func TestOwnService(t *testing.T) {
	index, store := mem.NewIndex(), mem.NewStore()
	lib, err := library.Open(t.Context(), index, store, library.Options{Title: "Own & only", Previews: store})
	if err != nil {
		t.Fatal(err)
	}
	cheap := &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	accounts, err := library.NewAccounts(index, bytes.Repeat([]byte{7}, 32), library.AccountOptions{Hash: cheap})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.AddUser(t.Context(), "ann", "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"", "all"} {
		mechanisms, err := auth.Parse(list, auth.Options{})
		if list == "all" {
			mechanisms, err = auth.Parse("hpo,hsc,hsk,hst,hdi,hba,hws", auth.Options{})
		}
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(site.New(site.Options{Library: lib, Accounts: accounts, Mechanisms: mechanisms, Contact: "ann@example.org"}))
		login := &mediasock.Credentials{Username: "ann", Password: "correct horse battery"}
		for _, o := range []check.Options{{}, {Login: login}, {Login: login, Write: true}} {
			report := spotless(t, &check.Checker{}, server.URL, o)
			if o.Write && len(report.Left) < 2 {
				t.Errorf("Left = %q, want the album and the item", report.Left)
			}
		}
		server.Close()
	}
}

// TestServerHandler: a handler of package server passes with every mechanism, and
// under feat.amp and feat.atp.
func TestServerHandler(t *testing.T) {
	cases := map[string]fakeservice.Options{
		"types":    {Types: []string{"type.txt", "type.image/jpeg"}},
		"embedded": {Configure: func(h *server.Handler) { h.Embed = true }},
		"feat.amp": {Features: []string{"feat.amp"}},
	}
	for _, m := range auth.Default(auth.Options{}) {
		cases[m.Sock] = fakeservice.Options{Mechanisms: []auth.Mechanism{m}}
	}
	for name, o := range cases {
		t.Run(name, func(t *testing.T) {
			service := fakeservice.New(o)
			app := service.AddUser("ann", "pw")
			web := httptest.NewTLSServer(service)
			defer web.Close()
			c := &check.Checker{HTTP: web.Client()}
			spotless(t, c, web.URL, check.Options{})
			spotless(t, c, web.URL, check.Options{Login: &mediasock.Credentials{Username: "ann", Password: app}, Write: true})
		})
	}
}

func TestNoService_A27(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	if report, err := (&check.Checker{}).Run(t.Context(), web.URL, check.Options{}); err == nil {
		t.Errorf("Run = %+v, want ErrNoService", report)
	}
}
