package auth

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
)

// A Policy is what a user allows when she signs in.
type Policy struct {
	// ClearText lets the password itself travel over http.
	ClearText bool
	// Endpoint is where the handshake will be sent; where h offers it, if empty.
	Endpoint string
	// Except names mechanisms that are not to be used, for they have failed.
	Except []string
}

// A RefusalError is why a client does not sign in. Nothing was sent.
type RefusalError struct {
	Reason string
	Secure string // the https URL at which it may be tried, if there may be one
}

// Error returns the reason.
func (e *RefusalError) Error() string {
	if e.Secure == "" {
		return "auth: " + e.Reason
	}
	return fmt.Sprintf("auth: %s; try %s", e.Reason, e.Secure)
}

// A Choice is how a client signs in to a service.
type Choice struct {
	Mechanism Mechanism // of every call
	Login     Mechanism // of the handshake, where Mechanism needs a key first; else zero
	Cipher    Cipher    // of parameters

	clear  bool // secrets may travel in clear text
	hidden bool // it was chosen for a connection that the network does not see
}

// Choose returns the best way to sign in to the service that offered h: over
// https, and to this machine, the first that h has of
//
//	hst hsc hsk hdi hws hba hpo
//
// and over http hdi, hws, a key that one of these two fetches, then the ciphers
// md5 and cry, and clear text only if the policy says so. auth.pub and
// auth.exa come last. The error is a [*RefusalError] that says why there is
// none.
func Choose(h *mediasock.Handshake, known []Mechanism, p Policy) (*Choice, error) {
	choices, err := Rank(h, known, p)
	if err != nil {
		return nil, err
	}
	return choices[0], nil
}

// Rank returns every way to sign in that [Choose] chooses from, best first; at
// least one if the error is nil.
func Rank(h *mediasock.Handshake, known []Mechanism, p Policy) ([]*Choice, error) {
	r := ranking{h: h, known: known, policy: p, hidden: isHidden(endpointOf(h, p))}
	r.cipher = chooseCipher(h.Sock.Family("ciph"), r.hidden)
	if slices.Contains(h.Sock.Family("ciph"), "ciph.ssl") && !r.hidden {
		return nil, &RefusalError{Reason: "the service asks for https", Secure: SecureEndpoint(h)}
	}
	var choices []*Choice
	var reasons []error
	for _, token := range preference(r.hidden) {
		choice, err := r.choice(token)
		if err != nil {
			reasons = append(reasons, err)
		}
		if choice != nil {
			choices = append(choices, choice)
		}
	}
	if len(choices) == 0 {
		return nil, r.refusal(reasons)
	}
	return choices, nil
}

// preference returns the mechanisms in the client's order. Those that send the
// password once come first; a permanent key is not made for every sign-in.
func preference(hidden bool) []string {
	if hidden {
		return []string{"auth.hst", "auth.hsc", "auth.hsk", "auth.hdi", "auth.hws", "auth.hba", "auth.hpo", "auth.pub", "auth.exa"}
	}
	return []string{"auth.hdi", "auth.hws", "auth.hsk", "auth.hst", "auth.hsc", "auth.hpo", "auth.hba", "auth.pub", "auth.exa"}
}

// A ranking judges the mechanisms of one offer.
type ranking struct {
	h      *mediasock.Handshake
	known  []Mechanism
	policy Policy
	hidden bool // the network does not see what is sent
	cipher *Cipher
}

// choice returns how to sign in by a mechanism; nil, nil if it is not offered or
// not known, an error if it must not be used.
func (r *ranking) choice(token string) (*Choice, error) {
	m, ok := r.offered(token)
	if !ok {
		return nil, nil
	}
	choice := &Choice{Mechanism: m, Cipher: TXT(), clear: r.policy.ClearText, hidden: r.hidden}
	switch token {
	case "auth.hdi", "auth.hws", "auth.pub", "auth.exa":
		return choice, nil
	case "auth.hba":
		if err := r.clearText("Basic sends the password in clear text"); err != nil {
			return nil, err
		}
		return choice, nil
	case "auth.hst", "auth.hsk":
		return r.keyed(choice)
	}
	return r.byParameters(choice)
}

// offered returns the mechanism if the service lists it and the client knows it.
// A service that lists none takes hpo (MS-190).
func (r *ranking) offered(token string) (Mechanism, bool) {
	listed := r.h.Sock.Family("auth")
	if len(listed) == 0 {
		listed = []string{"auth.hpo"}
	}
	if !slices.Contains(listed, token) || slices.Contains(r.policy.Except, token) {
		return Mechanism{}, false
	}
	i := slices.IndexFunc(r.known, func(m Mechanism) bool { return m.Sock == token && m.Signer != nil })
	if i < 0 {
		return Mechanism{}, false
	}
	return r.known[i], true
}

// keyed adds the mechanism that fetches the key: the first that is listed of
// hpo, hdi, hba and hws and may be used here, or hpo's parameters.
func (r *ranking) keyed(choice *Choice) (*Choice, error) {
	if choice.Mechanism.Sock == "auth.hsk" && !r.hidden && !r.h.Sock.Has("x-nonce") {
		return nil, errors.New("signed calls could be repeated by who listens (no x-nonce)")
	}
	for _, token := range r.h.Sock.Family("auth") {
		switch token {
		case "auth.hpo", "auth.hdi", "auth.hba", "auth.hws":
		default:
			continue
		}
		if login, err := r.choice(token); err == nil && login != nil {
			choice.Login, choice.Cipher = login.Mechanism, login.Cipher
			return choice, nil
		}
	}
	choice.Login = HPO(Options{})
	return r.byParameters(choice)
}

// byParameters adds the cipher for a password that travels as a parameter.
func (r *ranking) byParameters(choice *Choice) (*Choice, error) {
	if r.cipher == nil {
		return nil, errors.New("it asks for a cipher that is not known")
	}
	choice.Cipher = *r.cipher
	if choice.Cipher.Match != nil {
		return choice, nil
	}
	if err := r.clearText("the password would travel in clear text"); err != nil {
		return nil, err
	}
	return choice, nil
}

func (r *ranking) clearText(reason string) error {
	if r.hidden || r.policy.ClearText {
		return nil
	}
	return errors.New(reason)
}

// refusal says why there is no way to sign in.
func (r *ranking) refusal(reasons []error) error {
	if len(reasons) == 0 {
		return &RefusalError{Reason: fmt.Sprintf("the service offers no way to sign in that is known here (%s)",
			strings.Join(r.h.Sock.Family("auth"), ", "))}
	}
	refused := &RefusalError{Reason: reasons[0].Error()}
	if !r.hidden {
		refused.Reason = "not signed in over http: " + refused.Reason
		refused.Secure = SecureEndpoint(r.h)
	}
	return refused
}

// chooseCipher returns the cipher to write credentials in: plain text where
// nobody listens, else the one that hides most. crypt is for services that want
// nothing else. It is nil if none of those that are listed is known.
func chooseCipher(listed []string, hidden bool) *Cipher {
	listed = slices.DeleteFunc(slices.Clone(listed), func(t string) bool { return t == "ciph.ssl" })
	order := []Cipher{TXT(), MD5()}
	if !hidden {
		order = []Cipher{MD5(), TXT()}
	}
	if len(listed) == 0 {
		listed = []string{"ciph.txt"}
	}
	for _, c := range append(order, CRY()) {
		if slices.Contains(listed, c.Sock) {
			return &c
		}
	}
	return nil
}
