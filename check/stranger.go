package check

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// nobody returns a name that no account has.
func nobody() string { return "nobody-" + strings.ToLower(rand.Text()[:12]) }

func params(pairs ...string) wire.Params {
	var p wire.Params
	for i := 0; i < len(pairs); i += 2 {
		p.Set(pairs[i], pairs[i+1])
	}
	return p
}

// query tests that credentials in a query are not looked at (MS-119, A-49). Those
// of an account are never put there: a name that nobody has does as well.
func (e *exam) query() {
	a := e.ask(&wire.Call{HTTPMethod: http.MethodGet, Params: params(
		wire.ParamMethod, mediasock.MethodHandshake, wire.ParamUsername, nobody(), wire.ParamPassword, rand.Text())})
	if a == nil {
		return
	}
	a.call = "GET " + e.endpoint.Path + " with a name and a password in the query"
	if code, _ := a.doc.stat("handshake"); code == "2" || code == "0" && !e.sock.Has("auth.pub") && !e.page() {
		e.about("MS-119", a, "", "", "credentials in the query are judged: state "+code)
	}
}

// takesPassword reports whether the service signs in by parameters.
func (e *exam) takesPassword() bool {
	mechanisms := e.sock.Family("auth")
	return len(mechanisms) == 0 || slices.ContainsFunc(mechanisms, func(m string) bool {
		return slices.Contains([]string{"auth.hpo", "auth.hsc", "auth.hst", "auth.hsk"}, m)
	})
}

// badLogin tests what a wrong password is answered (MS-65, MS-135, A-70). It is
// for a name that nobody has, so no account is locked.
func (e *exam) badLogin() {
	if !e.takesPassword() || e.sock.Has("auth.pub") {
		return
	}
	var a *answer
	code := ""
	for _, form := range []bool{false, true} {
		a = e.ask(&wire.Call{HTTPMethod: http.MethodPost, Form: form, Params: params(
			wire.ParamMethod, mediasock.MethodHandshake, wire.ParamUsername, nobody(), wire.ParamPassword, rand.Text())})
		if a == nil {
			return
		}
		a.call = "POST " + e.endpoint.Path + " with a name that nobody has"
		if code, _ = a.doc.stat("handshake"); code != "" && code != "1" {
			break
		}
	}
	stat := a.doc.result("handshake").child("stat")
	switch code {
	case "":
		e.about("MS-65", a, "", "", "a wrong password is not answered with a state")
		return
	case "0", "1":
		e.on("MS-65", a, stat, "a wrong password is answered with state "+code)
	}
	e.whole(a)
}

// whole tests that a handshake that failed says all of apis and sock (MS-135).
func (e *exam) whole(a *answer) {
	before, after := e.first.doc.result("handshake"), a.doc.result("handshake")
	for _, name := range []string{"apis", "sock"} {
		was, is := before.child(name), after.child(name)
		switch {
		case was == nil || was.val("value") == "":
		case is == nil:
			e.on("MS-135", a, after, "a handshake that failed has no "+name)
		case is.val("value") != was.val("value"):
			e.on("MS-135", a, is, "a handshake that failed has another "+name)
		}
	}
}

// unknownMethod tests what a method that does not exist is answered.
func (e *exam) unknownMethod() {
	a := e.ask(&wire.Call{HTTPMethod: http.MethodGet, Params: params(wire.ParamMethod, "x.check.nothing")})
	if a == nil {
		return
	}
	switch code, _ := a.doc.stat("x.check.nothing"); code {
	case "7":
	case "":
		e.about("A-38", a, "", "", "an unknown method is not answered with a state")
	default:
		e.about("A-38", a, "", "", "an unknown method is answered with state "+code)
	}
}

// mechanism tests what a mechanism that is not offered is answered (MS-77).
func (e *exam) mechanism() {
	if e.sock.Has("auth.pub") {
		return
	}
	a := e.ask(&wire.Call{HTTPMethod: http.MethodPost, Params: params(
		wire.ParamMethod, mediasock.MethodHandshake, wire.ParamSock, "auth.none")})
	if a == nil {
		return
	}
	if code, _ := a.doc.stat("handshake"); code != "3" {
		e.on("MS-77", a, a.doc.result("handshake").child("stat"), "a mechanism that is not offered is answered with state "+quoted(code))
		return
	}
	e.whole(a)
}

// methods tests that what apis lists is known (MS-36, A-21). A stranger is asked
// to sign in by a method that is there; nothing is sent that could be kept.
func (e *exam) methods() {
	for _, method := range mediasock.Methods() {
		if method == mediasock.MethodHandshake || !e.listed(method) {
			continue
		}
		verb := http.MethodPost
		if method == mediasock.MethodTaxaList {
			verb = http.MethodGet
		}
		a := e.ask(&wire.Call{HTTPMethod: verb, Params: params(wire.ParamMethod, method)})
		if a == nil {
			continue
		}
		short := strings.TrimPrefix(method, "mediasock.")
		code, bare := a.doc.stat(short)
		if a.doc != nil && !(bare && code == "7") {
			continue
		}
		if e.named(method) {
			e.about("MS-36", a, "", "", "apis lists "+method+", which is not known")
		} else {
			e.about("A-21", a, "", "", "apis lists mediasock.*, and "+method+" is not known")
		}
	}
}

// named reports whether apis lists a method by its own name.
func (e *exam) named(method string) bool {
	return slices.ContainsFunc(e.apis, func(a mediasock.API) bool { return a.Name == method })
}
