package immich

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/services"
)

// A web sends the requests of one session.
type web struct {
	*services.Web
	base  *url.URL
	proof http.Header // of who asks
}

// newWeb returns a web without proof.
func (s *Service) newWeb() (*web, error) {
	under, err := s.options.Web("immich", s.base, services.Limits{Timeout: 30 * time.Second, Bytes: 32 << 20})
	if err != nil {
		return nil, err
	}
	w := &web{Web: under, base: s.base, proof: http.Header{}}
	w.Prove, w.Problem = w.prove, problem
	return w, nil
}

// prove adds the proof.
func (w *web) prove(r *http.Request) {
	for name, values := range w.proof {
		r.Header[name] = values
	}
	r.Header.Set("Accept", "application/json, application/octet-stream")
}

// call sends a request with a body in JSON, nil for none, and reads the answer
// into out, nil for none.
func (w *web) call(ctx context.Context, method, path string, in, out any) error {
	_, err := w.JSON(ctx, method, w.base.String()+path, in, out)
	return err
}

// problem returns the error that an answer tells.
func problem(status int, text []byte) error {
	var said immichwire.Problem
	if json.Unmarshal(text, &said) != nil || said.Text() == "" {
		said.Message = fmt.Sprintf("the server answers %d", status)
	}
	return &mediasock.Error{Code: immichwire.CodeOf(status), Message: said.Text()}
}
