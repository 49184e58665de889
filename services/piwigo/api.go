package piwigo

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/services"
)

// An api is a gallery's ws.php, with the cookies of a session.
type api struct {
	address *url.URL
	web     *http.Client
	agent   string
	bytes   int64
	timeout time.Duration
}

// newAPI returns the api at an address. It follows no redirects, which would turn
// a POST into a GET.
func newAPI(address *url.URL, o *services.Options) (*api, error) {
	if o == nil {
		o = &services.Options{}
	}
	web := (&guard.Guard{}).Client()
	if o.HTTP != nil {
		copied := *o.HTTP
		web = &copied
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	web.Jar = jar
	web.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &api{address, web, services.NewCaller(0, o).UserAgent(), cmp.Or(o.Bytes, 8<<20), cmp.Or(o.Timeout, 30*time.Second)}, nil
}

// url returns the address of a method; format and method are read from it (P-1).
func (a *api) url(method string) string {
	u := *a.address
	u.RawQuery = "format=json&method=" + url.QueryEscape(method)
	return u.String()
}

// call calls a method by a form and reads its result into v, which may be nil.
func (a *api) call(ctx context.Context, method string, form url.Values, v any) error {
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	text := form.Encode()
	return a.send(ctx, method, "application/x-www-form-urlencoded", strings.NewReader(text), int64(len(text)), v)
}

// send sends a body to a method and reads the result into v.
func (a *api) send(ctx context.Context, method, mediaType string, body io.Reader, size int64, v any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url(method), body)
	if err != nil {
		return fmt.Errorf("piwigo: %w", err)
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", mediaType)
	resp, err := a.do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, a.bytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("piwigo: %s: %w", method, err)
	case int64(len(b)) > a.bytes:
		return fmt.Errorf("piwigo: %s answers more than %d bytes", method, a.bytes)
	}
	if err := read(b, v); err != nil {
		return fmt.Errorf("piwigo: %s: %w (HTTP %d)", method, err, resp.StatusCode)
	}
	return nil
}

func (a *api) do(req *http.Request) (*http.Response, error) {
	req.Header.Set("User-Agent", a.agent)
	resp, err := a.web.Do(req)
	if err != nil {
		return nil, fmt.Errorf("piwigo: %w", err)
	}
	return resp, nil
}

// A fault is an error as a gallery tells it.
type fault struct {
	code int
	text string
}

// Error returns the text.
func (f *fault) Error() string { return fmt.Sprintf("%s (error %d)", f.text, f.code) }

// Unwrap returns the state that the fault is: the one table from Piwigo's codes
// (P-4). The façade has the one back.
func (f *fault) Unwrap() error {
	message := func(code mediasock.Code) error { return &mediasock.Error{Code: code, Message: f.text} }
	switch f.code {
	case 401:
		return mediasock.ErrAuthRequired
	case 404:
		if strings.Contains(f.text, "cat") {
			return mediasock.ErrUnknownTaxon
		}
		return mediasock.ErrUnknownItem
	case 500:
		if strings.Contains(f.text, "already exists") {
			return mediasock.ErrExists
		}
		if strings.Contains(f.text, "must not be empty") {
			return message(mediasock.CodeUnsupported)
		}
		return message(mediasock.CodeTemporary)
	case 501:
		return mediasock.ErrUnsupported
	case 503:
		return message(mediasock.CodeTemporary)
	case 999:
		return mediasock.ErrCredentials
	case 405, 1002, 1003:
		return message(mediasock.CodeUnsupported)
	}
	return message(mediasock.CodePermanent)
}

// read reads an answer's result into v. What stands before the answer is what PHP
// has to say of itself.
func read(b []byte, v any) error {
	if i := bytes.Index(b, []byte(`{"stat"`)); i > 0 {
		b = b[i:]
	}
	var answer struct {
		Stat    string
		Result  json.RawMessage
		Err     number
		Message string
	}
	if err := json.Unmarshal(b, &answer); err != nil || answer.Stat != "ok" && answer.Stat != "fail" {
		return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the gallery's answer cannot be read"}
	}
	if answer.Stat == "fail" {
		return &fault{int(answer.Err), answer.Message}
	}
	if v == nil || string(answer.Result) == "null" {
		return nil
	}
	if err := json.Unmarshal(answer.Result, v); err != nil {
		return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the gallery's answer cannot be understood"}
	}
	return nil
}
