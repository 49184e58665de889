package auth

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// EXA returns auth.exa: the user signs in elsewhere, in a browser, and then by
// another mechanism that is listed (MS-204). The server's end does no more than
// say where: state 1 with a resource, which o.External makes.
func EXA(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.exa",
		Signer:   func(mediasock.Credentials) Signer { return exaSigner{} },
		Verifier: func(Users) Verifier { return &exaVerifier{base{o}} },
	}
}

// An ExternalError is where the user has to sign in before anything else.
type ExternalError struct {
	Resource string   // URL to open, after the user has seen its domain (MS-62)
	Methods  []string // methods of other APIs by which it may be done
	Message  string
}

// Error says where to sign in.
func (e *ExternalError) Error() string {
	if e.Resource == "" {
		return "auth: sign in first by one of " + strings.Join(e.Methods, ", ")
	}
	return fmt.Sprintf("auth: sign in at %q first", e.Resource)
}

type exaSigner struct{}

var _ Signer = exaSigner{}

// Sign adds nothing: the user signs in elsewhere (MS-204).
func (exaSigner) Sign(*wire.Call) error { return nil }

// Learn returns an ExternalError for an answer that asks for a sign-in.
func (exaSigner) Learn(_ *http.Response, h *mediasock.Handshake) (bool, error) {
	if h == nil || h.Stat.Code != mediasock.CodeAuth {
		return false, nil
	}
	e := &ExternalError{Methods: externalMethods(h), Message: h.Stat.Message}
	if strings.HasPrefix(h.Stat.Resource, "https://") || strings.HasPrefix(h.Stat.Resource, "http://") {
		e.Resource = h.Stat.Resource
	}
	return false, e
}

// externalMethods returns the methods of other APIs that h lists, in its sock
// as the specification says and in its apis where methods live.
func externalMethods(h *mediasock.Handshake) []string {
	var methods []string
	for _, token := range h.Sock {
		name, _, _ := strings.Cut(token, ":")
		switch family, _, _ := strings.Cut(name, "."); family {
		case "prot", "resp", "auth", "ciph", "type", "feat", name:
		default:
			methods = append(methods, name)
		}
	}
	for _, api := range h.APIs {
		if !strings.HasPrefix(api.Name, "mediasock.") {
			methods = append(methods, api.Name)
		}
	}
	return methods
}

type exaVerifier struct{ base }

var _ Verifier = (*exaVerifier)(nil)

// Verify tells whoever shakes hands without credentials where to sign in.
func (v *exaVerifier) Verify(_ context.Context, c *wire.Call) (*mediasock.User, error) {
	if v.o.External == nil || !isHandshake(c) || bears(c) || !asked(c) {
		return nil, nil
	}
	return nil, &mediasock.Error{
		Code: mediasock.CodeAuth, Message: "sign in in your browser",
		Resource: v.o.External.Begin(v.o.now()),
	}
}

// asked reports whether c names auth.exa, or no mechanism.
func asked(c *wire.Call) bool {
	wanted := c.Sock().Family("auth")
	return len(wanted) == 0 || strings.Contains(strings.Join(wanted, ";")+";", "auth.exa;")
}

func (v *exaVerifier) announce(*wire.Call) []string {
	if v.o.External == nil {
		return nil
	}
	return []string{"auth.exa"}
}
