package client

import (
	"errors"

	"github.com/mediasock/mediasock/auth"
)

// choose takes the best mechanism that the site offers and has not refused, and
// makes what signs the session's calls by it.
func (s *Session) choose() error {
	offer := s.Offer()
	choice, err := auth.Choose(offer, s.site.client.Mechanisms, auth.Policy{
		ClearText: s.site.client.Policy.ClearText,
		Endpoint:  s.door(),
		Except:    s.refused,
	})
	if err != nil {
		return explained(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.signer = choice.Mechanism.Sock, choice.Signer(s.creds)
	return nil
}

// door returns the URL that the handshake goes to, or "".
func (s *Session) door() string {
	urls, err := s.targets("mediasock.handshake")
	if err != nil {
		return ""
	}
	return urls[0].String()
}

// explained adds to a mechanism's refusal what would allow it.
func explained(err error) error {
	var refusal *auth.RefusalError
	if !errors.As(err, &refusal) {
		return err
	}
	e := &RefusalError{Reason: refusal.Reason}
	if refusal.Secure != "" {
		e.Hint = "use " + refusal.Secure + " if the service has it, or allow clear text"
	}
	return e
}
