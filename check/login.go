package check

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
)

// A visit is one sign-in by one mechanism.
type visit struct {
	*exam
	client   *client.Client
	recorder *recorder
	site     *client.Site
	session  *client.Session
	by       string // the mechanism, for people
}

// login tests the half that is seen signed in: by the mechanism that a client
// chooses, and by those that keep a session, where they are offered.
func (e *exam) login() error {
	mechanisms := e.sock.Family("auth")
	if !e.offered(mediasock.MethodHandshake) || len(mechanisms) == 1 && mechanisms[0] == "auth.exa" {
		return nil // nobody can sign in, or not without a browser
	}
	known := e.Mechanisms
	if known == nil {
		known = auth.All()
	}
	first, err := e.visit("a sign-in", known)
	if err != nil || first == nil {
		return err
	}
	tried := first.session.Mechanism()
	e.part(partLogin, first.cookie, first.list)
	if e.opts.Write {
		e.part(partWrite, first.write)
	}
	e.part(partLogin, first.leave)
	for _, m := range known {
		if slices.Contains([]string{"auth.hsc", "auth.hst"}, m.Sock) && m.Sock != tried && e.sock.Has(m.Sock) {
			e.again(m, known)
		}
	}
	return nil
}

func (e *exam) offered(method string) bool {
	_, ok := e.apis.Lookup(method)
	return ok
}

// again tests one more mechanism. What it needs to sign in first stays known
// and is not chosen for the session.
func (e *exam) again(m auth.Mechanism, known []auth.Mechanism) {
	own := []auth.Mechanism{m}
	if m.Sock == "auth.hst" {
		for _, other := range known {
			if other.Sock == "auth.hpo" {
				own = append(own, other)
			}
		}
	}
	v, err := e.visit(m.Sock, own)
	if err != nil || v == nil || v.session.Mechanism() != m.Sock {
		return
	}
	e.part(partLogin, v.cookie, v.list, v.leave)
}

// visit signs in. A refusal of the client's own, such as to send a password in
// clear text, is an error; one of the service is a finding, and no visit.
func (e *exam) visit(by string, known []auth.Mechanism) (*visit, error) {
	v := &visit{exam: e, by: by, recorder: &recorder{base: http.DefaultTransport}}
	if e.http.Transport != nil {
		v.recorder.base = e.http.Transport
	}
	v.client = &client.Client{
		HTTP: &http.Client{Transport: v.recorder, Timeout: e.http.Timeout}, Mechanisms: known,
		APIKey: e.apikey(), Policy: e.Policy, Timeout: e.http.Timeout,
	}
	var err error
	if v.site, err = v.client.Discover(e.ctx, e.report.URL); err != nil {
		if e.report.Count(Error)+e.report.Count(Warning) > 0 {
			return nil, nil // what was found keeps clients from reading it
		}
		return nil, fmt.Errorf("check: %w", err)
	}
	v.recorder.take() // has been read
	v.recorder.do(by)
	if v.session, err = v.site.SignIn(e.ctx, *e.opts.Login); err == nil {
		return v, nil
	}
	v.read()
	var refusal *client.RefusalError
	var other *auth.RefusalError
	if e.ctx.Err() != nil || errors.As(err, &refusal) || errors.As(err, &other) {
		return nil, fmt.Errorf("check: %w", err)
	}
	e.about("MS-117", e.first, "", "", by+" fails: "+err.Error())
	return nil, nil
}

// read tests by all rules what the client was answered, and returns it.
func (v *visit) read() []*answer {
	answers := v.recorder.take()
	v.report.Calls += len(answers)
	for _, a := range answers {
		if a.doc != nil {
			v.exam.read(a)
		}
	}
	return answers
}

// cookie tests what the sign-in answered, and that auth.hsc has set its cookie
// with it (MS-195).
func (v *visit) cookie() {
	answers := v.read()
	if v.session.Mechanism() != "auth.hsc" || len(answers) == 0 {
		return
	}
	if !slices.ContainsFunc(answers, func(a *answer) bool { return len(a.header["Set-Cookie"]) > 0 }) {
		v.about("MS-195", answers[len(answers)-1], "header Set-Cookie", "", "a sign-in by auth.hsc sets no cookie")
	}
}

// list tests taxa.list, where it is offered (MS-171).
func (v *visit) list() {
	if v.exam.offered(mediasock.MethodTaxaList) {
		v.taxa("taxa.list by " + v.session.Mechanism())
	}
}

// taxa lists the taxa; what fails is a finding.
func (v *visit) taxa(doing string) (taxa []mediasock.Taxon) {
	v.recorder.do(doing)
	for t, err := range v.session.TaxaList(v.ctx) {
		if err != nil {
			v.failed("MS-171", doing, err)
			break
		}
		if len(taxa) < maxTags {
			taxa = append(taxa, t)
		}
	}
	v.read()
	return taxa
}

// failed reports a call of the client that failed, at the answer that it got.
func (v *visit) failed(rule, doing string, err error) {
	a := v.first
	if answers := v.read(); len(answers) > 0 {
		a = answers[len(answers)-1]
	}
	v.about(rule, a, "", "", doing+" fails: "+strings.TrimPrefix(err.Error(), "mediasock: "))
}

// leave signs out and tries what was granted once more (MS-151). Where the
// password signs every call there is nothing to end; a signing key is left
// alone, for it is meant to last (MS-153).
func (v *visit) leave() {
	saved, err := v.session.Save()
	by := v.session.Mechanism()
	v.recorder.do("signout by " + by)
	end := v.session.Signout
	if by == "auth.hsk" {
		end = v.session.Unlink // it was made for this check
	}
	if ended := end(context.WithoutCancel(v.ctx)); ended != nil {
		v.failed("MS-151", "auth.signout by "+by, ended)
		return
	}
	v.read()
	if err != nil || !v.exam.offered(mediasock.MethodSignout) || !v.exam.offered(mediasock.MethodTaxaList) {
		return
	}
	ghost, err := v.site.Restore(v.ctx, mediasock.Credentials{Username: v.opts.Login.Username}, saved)
	if err != nil {
		return
	}
	v.recorder.do("taxa.list after signout by " + by)
	for _, err := range ghost.TaxaList(v.ctx) {
		if err != nil {
			v.read()
			return
		}
		break
	}
	a := v.first
	if answers := v.read(); len(answers) > 0 {
		a = answers[len(answers)-1]
	}
	v.about("MS-151", a, "", "", "what "+by+" granted still signs in after auth.signout")
}
