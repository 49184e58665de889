package wordpress

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// A web sends the requests of one session.
type web struct {
	*Service
	*services.Web
}

// newWeb returns a web.
func (s *Service) newWeb(c mediasock.Credentials) (*web, error) {
	under, err := s.options.Web("wordpress", s.root, services.Limits{Timeout: time.Minute, Bytes: 32 << 20})
	if err != nil {
		return nil, err
	}
	under.Prove, under.Problem = func(r *http.Request) { r.SetBasicAuth(c.Username, c.Password) }, problem
	return &web{s, under}, nil
}

// call sends a request with a body in JSON, nil for none, and reads the answer
// into out, nil for none. The result is the answer's header.
func (w *web) call(ctx context.Context, method, path string, query url.Values, in, out any) (http.Header, error) {
	return w.JSON(ctx, method, w.address(path, query), in, out)
}

// problem returns the error that an answer tells.
func problem(status int, text []byte) error {
	var said struct{ Code, Message string }
	if json.Unmarshal(text, &said) != nil || said.Message == "" {
		said.Message = fmt.Sprintf("the site answers %d", status)
	}
	return &mediasock.Error{Code: codeOf(status, said.Code), Message: said.Message}
}

// codeOf is the one table from answers to states.
func codeOf(status int, code string) mediasock.Code {
	switch {
	case status == http.StatusUnauthorized:
		return mediasock.CodeCredentials // there is no session that could have ended
	case status == http.StatusForbidden:
		return mediasock.CodePermanent
	case code == "rest_upload_unknown_error", code == "rest_upload_sideload_error":
		return mediasock.CodeUnsupported // of the file itself, though WordPress says 500
	case status == http.StatusTooManyRequests, status >= 500 && status != http.StatusNotImplemented:
		return mediasock.CodeTemporary
	case status >= 400:
		return mediasock.CodeUnsupported
	}
	return mediasock.CodeService
}
