package check

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock/wire"
)

// steady tests that a second discovery says the same, or has another serial
// (MS-123).
func (e *exam) steady() {
	a, err := e.get(e.first.url, nil)
	if err != nil || a.doc == nil {
		e.about("MS-19", e.first, "status", "", "a second GET is not answered with the handshake")
		return
	}
	if !bytes.Equal(a.body, e.first.body) {
		e.read(a)
	}
	before, after := e.first.doc.result("handshake"), a.doc.result("handshake")
	same := told(before) == told(after)
	was, is := before.child("stat").val("serial"), after.child("stat").val("serial")
	switch {
	case same && was != is:
		e.on("MS-123", a, after.child("stat"), "the serial has moved, and neither apis nor sock has")
	case !same && was == is && is != "":
		e.on("MS-123", a, after.child("stat"), "apis or sock has changed, and the serial has not")
	}
}

// told is what a serial stands for.
func told(handshake *node) string {
	return handshake.child("apis").val("value") + "\n" + handshake.child("sock").val("value")
}

// reached tests how the endpoint was found (MS-12, MS-19).
func (e *exam) reached() {
	if e.first.moved {
		e.about("MS-12", e.first, "", "", "the endpoint is reached by a redirect")
	}
	if e.first.status != http.StatusOK {
		e.about("MS-19", e.first, "status", http.StatusText(e.first.status), fmt.Sprintf("GET is answered with %d", e.first.status))
	}
}

// standing tests the state that a stranger is told (MS-122, A-34). A page may
// say 0 (MS-136).
func (e *exam) standing() {
	stat := e.first.doc.result("handshake").child("stat")
	switch code := stat.val("value"); {
	case code == "2" || code == "20":
		e.on("MS-122", e.first, stat, "a stranger, who has tried nothing, is told "+code)
	case code == "0" && !e.page() && len(e.sock.Family("auth")) > 0 && !e.sock.Has("auth.pub"):
		e.on("MS-122", e.first, stat, "a stranger is told 0, and sock lists mechanisms to sign in")
	}
}

// heads tests that HEAD answers as GET does (MS-18).
func (e *exam) heads() {
	request, err := http.NewRequestWithContext(e.ctx, http.MethodHead, e.first.url, nil)
	if err != nil {
		return
	}
	a, err := e.do(request, "HEAD "+e.first.url)
	if err != nil {
		e.about("MS-18", e.first, "", "", "HEAD is not answered")
		return
	}
	if a.status != e.first.status {
		e.about("MS-18", a, "status", http.StatusText(a.status), fmt.Sprintf("HEAD is answered with %d, GET with %d", a.status, e.first.status))
		return
	}
	for _, name := range []string{"Content-Type", "Content-Length"} {
		head, get := a.header.Get(name), e.first.header.Get(name)
		if name == "Content-Length" && (head == "" || get == "") {
			continue // neither need be sent, and a body that was compressed had another
		}
		if head != get {
			e.about("MS-18", a, "header "+name, head, name+" is "+quoted(head)+" for HEAD, and "+quoted(get)+" for GET")
		}
	}
}

// missing tests that an address that nobody has is answered with 404 (MS-20,
//
func (e *exam) missing() {
	u := url.URL{Scheme: e.endpoint.Scheme, Host: e.endpoint.Host, Path: "/mediasock-" + strings.ToLower(rand.Text()) + "/"}
	a, err := e.get(u.String(), wire.Params{})
	if err != nil {
		return
	}
	a.call = "GET " + u.Scheme + "://" + u.Host + "/mediasock-… (an address that does not exist)"
	if a.status == http.StatusOK {
		e.about("MS-20", a, "status", http.StatusText(a.status), "an address that does not exist is answered with 200")
	}
}
