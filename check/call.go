package check

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/wire"
)

const (
	maxBody     = 8 << 20 // bytes of an answer that are read
	maxRedirect = 10
)

// An answer is what a service sent, kept byte by byte.
type answer struct {
	call   string // what was asked, for people
	url    string // of the response, after redirects
	status int
	header http.Header
	body   []byte
	doc    *document // nil if there is no block in it
	tree   *element  // as a document of the Profile; nil if it is none, or was not asked as one
	broken *fault    // where that is not well-formed
	moved  bool      // redirected
	login  bool      // to whom is signed in
}

// find gets the discovery at one of the addresses (MS-13 to MS-15, A-17).
func (e *exam) find(addresses []string) error {
	var last error
	for _, address := range addresses {
		a, err := e.get(address, nil)
		if err != nil {
			last = err
			continue
		}
		if a.doc == nil {
			last = fmt.Errorf("check: %s: %w", address, client.ErrNoService)
			continue
		}
		if a.doc.root.child("handshake") == nil && a.doc.root.child("mediasock.handshake") == nil {
			e.on("MS-19", a, a.doc.root, "the answer to GET holds no handshake")
		}
		return e.begin(a)
	}
	return last
}

// begin takes an answer as the discovery.
func (e *exam) begin(a *answer) error {
	u, err := url.Parse(a.url)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	e.first, e.endpoint = a, u
	root := a.doc.root
	e.report.URL, e.report.Service, e.report.Title = a.url, root.val("value"), root.val("title")
	block := a.doc.result("handshake")
	e.apis, e.sock = mediasock.ParseOffer(block.child("apis").val("value"), block.child("sock").val("value"), a.url)
	e.read(a)
	return nil
}

// get asks by GET.
func (e *exam) get(address string, params wire.Params) (*answer, error) {
	return e.send(&wire.Call{HTTPMethod: http.MethodGet, Params: params}, address)
}

// ask sends a call to the endpoint and reads the answer by all rules. What
// cannot be asked at all tells nothing: it returns nil.
func (e *exam) ask(c *wire.Call) *answer {
	c.Params.Set(wire.ParamAPIKey, e.apikey())
	a, err := e.send(c, e.endpoint.String())
	if err != nil {
		return nil
	}
	if a.doc != nil && c.Protocol == "" && c.Response == "" {
		e.read(a)
	}
	return a
}

func (e *exam) send(c *wire.Call, address string) (*answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	c.URL = u
	request, err := c.NewRequest(e.ctx)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	return e.do(request, label(request.Method, u, c))
}

// label names a call for people, without what is secret.
func label(method string, u *url.URL, c *wire.Call) string {
	text := method + " " + u.Scheme + "://" + u.Host + u.Path
	var more []string
	if name := c.Params.Get(wire.ParamMethod); name != "" {
		more = append(more, "method="+name)
	}
	if sock := c.Params.Get(wire.ParamSock); sock != "" {
		more = append(more, "sock="+sock)
	}
	if c.Protocol != "" {
		more = append(more, string(c.Protocol))
	}
	if len(more) > 0 {
		text += " (" + strings.Join(more, ", ") + ")"
	}
	return text
}

// do sends a request. Redirects are followed as a client would.
func (e *exam) do(request *http.Request, call string) (*answer, error) {
	e.report.Calls++
	moved := false
	web := *e.http
	web.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if moved = true; len(via) >= maxRedirect || request.Method == http.MethodPost {
			return http.ErrUseLastResponse
		}
		return nil
	}
	response, err := web.Do(request)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("check: %s: %w", call, err)
	}
	a := &answer{
		call: call, url: response.Request.URL.String(), status: response.StatusCode,
		header: response.Header, body: body, moved: moved,
	}
	a.doc = parse(body)
	return a, nil
}
