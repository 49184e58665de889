package matrix

import (
	"bytes"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// secrets are everything that proved a user on the network in this run, and all
// that was logged meanwhile.
type secrets struct {
	mu    sync.Mutex
	known map[string]string // by their first bytes, what they were
	log   bytes.Buffer
}

// prefix is how much of a secret is looked for: enough to be no accident.
const prefix = 12

func newSecrets() *secrets { return &secrets{known: map[string]string{}} }

// Write takes what is logged.
func (s *secrets) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

// add notes a secret and what it is.
func (s *secrets) add(what, secret string) {
	if len(secret) < prefix {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[secret[:prefix]] = what
}

// Where secrets stand in headers, and after their names in calls and answers of
// every protocol.
var (
	inHeaders = regexp.MustCompile(`(Basic |response="|PasswordDigest="|Nonce=")([A-Za-z0-9+/=]+)`)
	inBodies  = regexp.MustCompile(`^(?:=|"\r\n\r\n|</name><value>(?:<struct>\s*<member><name>value</name><value>)?<string>|":"|":\{"value":"|\\?" ?value=\\?"| value="| value=&quot;)([^"\r<&\\]+)`)
)

// harvest notes what a request and its answer bear.
func (s *secrets) harvest(req *http.Request, sent []byte, resp *http.Response, answer []byte) {
	for _, match := range inHeaders.FindAllStringSubmatch(req.Header.Get("Authorization")+" "+req.Header.Get("X-Wsse"), -1) {
		s.add(strings.Trim(match[1], ` ="`), match[2])
	}
	for _, cookie := range append(req.Cookies(), resp.Cookies()...) {
		s.add("cookie", cookie.Value)
	}
	for _, name := range []string{"password", "sock.key", "sock-key", "x.nonce"} {
		s.harvestBody(name, sent)
	}
	s.harvestBody("akey", answer)
}

// harvestBody notes every value of a name in a body.
func (s *secrets) harvestBody(name string, text []byte) {
	for {
		i := bytes.Index(text, []byte(name))
		if i < 0 {
			return
		}
		text = text[i+len(name):]
		if match := inBodies.FindSubmatch(text); match != nil {
			s.add(name, string(match[1]))
		}
	}
}

// leaked fails the test for each secret that was logged.
func (s *secrets) leaked(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log.String()
	if len(log) == 0 {
		t.Fatal("nothing was logged")
	}
	kinds := slices.Collect(maps.Values(s.known))
	for _, kind := range []string{"app password", "password", "sock.key", "akey", "x.nonce", "cookie", "Basic", "response", "PasswordDigest", "Nonce"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("no secret of the kind %q was seen on the network", kind)
		}
	}
	if what, i := s.search(log); i >= 0 {
		t.Errorf("the log holds a secret (%s): …%q…", what, log[max(0, i-80):min(len(log), i+80)])
	}
	t.Logf("XS-4: %d secrets travelled, none is in %d bytes of log", len(s.known), len(log))
}

// find returns what the first secret in a text is and where it stands; -1 if
// there is none.
func (s *secrets) find(text string) (what string, at int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.search(text)
}

func (s *secrets) search(text string) (what string, at int) {
	for i := 0; i+prefix <= len(text); i++ {
		if what, ok := s.known[text[i:i+prefix]]; ok {
			return what, i
		}
	}
	return "", -1
}
