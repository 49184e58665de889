package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
)

// A thief notes all that is sent to it, and answers every call as if it were the
// service.
type thief struct {
	mu   sync.Mutex
	seen []string
}

func (f *thief) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, fmt.Sprintf("%s %s %v %s", r.Method, r.URL, r.Header, body))
	fmt.Fprint(w, "<mediasock value='x' title='x' version='1.4'><handshake><stat value='0'/></handshake><media.append><stat value='0'/><item value='1'/></media.append></mediasock>")
}

// secrets fails the test if anything that proves the user has arrived.
func (f *thief) secrets(t *testing.T, secrets ...string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, seen := range f.seen {
		for _, secret := range append(secrets, "Authorization", "X-Wsse", "Cookie") {
			if strings.Contains(seen, secret) {
				t.Errorf("another origin got %q in %.300q", secret, seen)
			}
		}
	}
}

// block returns a discovery answer with an apis and a sock list.
func block(apis, sock string) string {
	return fmt.Sprintf("<mediasock value=\"com.example\" title=\"x\" version=\"1.4\">\n<handshake>\n<stat value=\"%%d\" message=\"\" resource=\"\" serial=\"1\"/>\n<apis value=%q/>\n<sock value=%q/>\n</handshake>\n</mediasock>\n", apis, sock)
}

func refused(t *testing.T, what string, err error) {
	t.Helper()
	var refusal *client.RefusalError
	if !errors.As(err, &refusal) {
		t.Errorf("%s: %v, want a RefusalError", what, err)
	}
}

var signing = []string{"auth.hpo", "auth.hsc", "auth.hba", "auth.hws"}

// TestRedirectOfSignIn_XS5_A22: a sign-in that is redirected to another origin
// stops there, whatever it is signed by, and by whatever status.
func TestRedirectOfSignIn_XS5_A22(t *testing.T) {
	for _, token := range signing {
		for _, status := range []int{301, 302, 303, 307, 308} {
			t.Run(fmt.Sprintf("%s %d", token, status), func(t *testing.T) {
				evil := &thief{}
				other := httptest.NewServer(evil)
				defer other.Close()
				server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						http.SetCookie(w, &http.Cookie{Name: "session", Value: "secret-cookie", Path: "/"})
						http.Redirect(w, r, other.URL+"/login", status)
						return
					}
					fmt.Fprintf(w, block("mediasock.*", token), 1)
				}), false)
				_, err := discover(t, c, server.URL).Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "secret-pw"})
				refused(t, "Handshake", err)
				evil.secrets(t, "secret-pw", "secret-cookie", "ann")
			})
		}
	}
}

func TestAPIsElsewhere_XS5(t *testing.T) {
	for _, token := range signing {
		t.Run(token, func(t *testing.T) {
			evil := &thief{}
			other := httptest.NewServer(evil)
			defer other.Close()
			server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, block("mediasock.handshake:"+other.URL+"/login", token), 1)
			}), false)
			site := discover(t, c, server.URL)
			credentials := mediasock.Credentials{Username: "ann", Password: "secret-pw"}
			_, err := site.Handshake(t.Context(), credentials)
			refused(t, "Handshake without consent", err)
			evil.secrets(t, "secret-pw")

			var asked []string
			c.Policy.Consent = func(origin string) bool { asked = append(asked, origin); return true }
			if _, err := site.Handshake(t.Context(), credentials); err != nil {
				t.Errorf("Handshake with consent: %v", err)
			}
			if len(asked) == 0 || asked[0] != other.URL {
				t.Errorf("asked about %q, want %q", asked, other.URL)
			}
			c.Policy.Consent, c.Policy.Origins = nil, []string{other.URL}
			if _, err := site.Handshake(t.Context(), credentials); err != nil {
				t.Errorf("Handshake with the origin confirmed: %v", err)
			}
		})
	}
}

// TestAfterSignIn_XS5: an origin that is named only after the sign-in gets no
// password and no cookie even with consent; a token it may get.
func TestAfterSignIn_XS5(t *testing.T) {
	for _, token := range append([]string{"auth.hst"}, signing...) {
		t.Run(token, func(t *testing.T) {
			evil := &thief{}
			other := httptest.NewServer(evil)
			defer other.Close()
			server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					fmt.Fprintf(w, block("mediasock.*", token), 1)
					return
				}
				answer := fmt.Sprintf(block("mediasock.handshake;mediasock.media.append:"+other.URL+"/up", token), 0)
				fmt.Fprint(w, strings.Replace(answer, "</handshake>", "<akey value=\"k1\" expiry=\"25\"/>\n</handshake>", 1))
			}), false)
			c.Policy.Consent = func(string) bool { return true }
			s := signIn(t, discover(t, c, server.URL), "ann", "secret-pw")
			_, err := s.MediaAppend(t.Context(), &mediasock.Media{}, text("x"))
			if token == "auth.hst" {
				if err != nil || !strings.Contains(strings.Join(evil.seen, " "), "k1") {
					t.Errorf("MediaAppend with a token = %v, want it to be sent", err)
				}
			} else {
				refused(t, "MediaAppend", err)
			}
			evil.secrets(t, "secret-pw")
			c.Policy.Consent = nil
			_, err = s.MediaAppend(t.Context(), &mediasock.Media{}, text("x"))
			refused(t, "MediaAppend without consent", err)
		})
	}
}

func TestDowngrade_XS5_A16(t *testing.T) {
	t.Run("apis", func(t *testing.T) {
		server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, block("mediasock.*:http://plain.example/", "auth.hdi"), 1)
		}), true)
		c.Policy.Consent = func(string) bool { return true }
		_, err := discover(t, c, server.URL).Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
		refused(t, "Handshake", err)
	})
	t.Run("redirect", func(t *testing.T) {
		server, c := listen(t, http.RedirectHandler("http://plain.example/mediasock/", http.StatusFound), true)
		_, err := c.Discover(t.Context(), server.URL)
		refused(t, "Discover", err)
	})
}

// dialTo returns an HTTP client to which every name is the address of server.
func dialTo(server *httptest.Server) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, server.Listener.Addr().String())
		},
	}}
}

func TestClearText_A16_A68(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Mechanisms: auth.Default(auth.Options{InsecureHTTP: true})})
	app := service.AddUser("ann", "pw")
	server, c := listen(t, service, false)
	c.HTTP = dialTo(server) // as if the service were somewhere else
	credentials := mediasock.Credentials{Username: "ann", Password: app}

	s, err := discover(t, c, "http://gallery.example:80").Handshake(t.Context(), credentials)
	if err != nil {
		t.Fatalf("Handshake over http: %v, want a mechanism that hides the password", err)
	}
	if m := s.(*client.Session).Mechanism(); m != "auth.hdi" {
		t.Errorf("Mechanism() = %q, want auth.hdi", m)
	}
	for _, m := range []auth.Mechanism{auth.HPO(auth.Options{}), auth.HBA(auth.Options{}), auth.HSC(auth.Options{})} {
		c := &client.Client{HTTP: c.HTTP, Mechanisms: []auth.Mechanism{m}}
		_, err := discover(t, c, "http://gallery.example:80").Handshake(t.Context(), credentials)
		refused(t, m.Sock, err)
		c.Policy.ClearText = true
		if _, err := discover(t, c, "http://gallery.example:80").Handshake(t.Context(), credentials); err != nil {
			t.Errorf("%s with ClearText: %v", m.Sock, err)
		}
	}
	careful := &client.Client{HTTP: c.HTTP, Policy: client.Policy{HTTPSOnly: true}}
	_, err = careful.Discover(t.Context(), "http://gallery.example:80")
	refused(t, "Discover with HTTPSOnly", err)
}

// TestOffSite_A16: what plain http says of another host is not vouched for.
func TestOffSite_A16(t *testing.T) {
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "gallery.example" {
			http.Redirect(w, r, "http://evil.example/mediasock/", http.StatusFound)
			return
		}
		fmt.Fprintf(w, block("mediasock.*", "auth.hdi"), 1)
	}), false)
	c.HTTP, c.Policy.Private = dialTo(server), true
	site := discover(t, c, "http://gallery.example:80")
	_, err := site.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
	refused(t, "Handshake", err)
}

// TestPrivateAddress: a site on the internet cannot make the client call what is
// on the user's own network. The site's own address counts as public here,
// because its connection is not known to be a private one.
func TestPrivateAddress(t *testing.T) {
	inside := &thief{}
	router := httptest.NewServer(inside)
	defer router.Close()
	c := &client.Client{HTTP: &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go answerOnce(far, "HTTP/1.1 302 Found\r\nLocation: "+router.URL+"/\r\nContent-Length: 0\r\n\r\n")
			return near, nil
		},
	}}}
	_, err := c.Discover(t.Context(), "http://public.example:80")
	if err == nil || len(inside.seen) > 0 {
		t.Errorf("Discover = %v with %d requests to the private address, want none", err, len(inside.seen))
	}
}

func answerOnce(conn net.Conn, answer string) {
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	buffer := make([]byte, 4096)
	_, _ = conn.Read(buffer)
	_, _ = io.WriteString(conn, answer)
	_ = conn.Close()
}

// TestUpgrade_A22: a POST that is sent on to the same origin is repeated whole.
func TestUpgrade_A22(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HPO(auth.Options{})}})
	app := service.AddUser("ann", "pw")
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.RawQuery == "" {
			_, _ = io.Copy(io.Discard, r.Body)
			http.Redirect(w, r, "/mediasock/?again=1", http.StatusTemporaryRedirect)
			return
		}
		service.ServeHTTP(w, r)
	}), true)
	s := signIn(t, discover(t, c, server.URL), "ann", app)
	d := text("moved")
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, d); err != nil || d.opened < 2 {
		t.Errorf("MediaAppend through a 307 = %v with the file read %d times, want 2", err, d.opened)
	}
}

// TestForwardedBody_A22: not even to a confirmed origin is a call sent on whole
// by a redirect; it is called there if the site names it.
func TestForwardedBody_A22(t *testing.T) {
	evil := &thief{}
	other := httptest.NewServer(evil)
	defer other.Close()
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Redirect(w, r, other.URL+"/", http.StatusPermanentRedirect)
			return
		}
		fmt.Fprintf(w, block("mediasock.*;x.y:"+other.URL+"/", "auth.hpo"), 1)
	}), false)
	c.Policy.Origins = []string{other.URL}
	_, err := discover(t, c, server.URL).Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "secret-pw"})
	refused(t, "Handshake", err)
	if len(evil.seen) > 0 {
		t.Errorf("the body was sent on: %q", evil.seen)
	}
}
