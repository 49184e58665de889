package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
)

// A file that becomes shorter, breaks off or is cut off while it is sent leaves
// nothing behind.
func TestTruncatedUploads(t *testing.T) {
	h := newHouse(t)
	c := h.connect()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for name, d := range map[string]brokenData{
		"shorter than announced": {bytesData{"a.jpg", make([]byte, 1<<20)}, func() error { return io.EOF }},
		"broken while read":      {bytesData{"b.jpg", make([]byte, 1<<20)}, func() error { return errors.New("the disk is on fire") }},
		"cut off":                {bytesData{"c.jpg", make([]byte, 1<<20)}, func() error { cancel(); <-ctx.Done(); return ctx.Err() }},
	} {
		if item, err := c.session.MediaAppend(ctx, &mediasock.Media{}, d); err == nil {
			t.Errorf("%s: MediaAppend = %+v, want an error", name, item)
		}
	}
	h.checkNothingLeft()
}

// brokenData ends after half of its bytes as broken says.
type brokenData struct {
	bytesData
	broken func() error
}

func (d brokenData) Open() (io.ReadCloser, error) {
	whole, err := d.bytesData.Open()
	return io.NopCloser(io.MultiReader(io.LimitReader(whole, d.Size()/2), failing(d.broken))), err
}

// failing is a reader that only fails.
type failing func() error

func (f failing) Read([]byte) (int, error) { return 0, f() }

// checkNothingLeft stops the service and looks for what was left behind.
func (h *house) checkNothingLeft() {
	t := h.t
	t.Helper()
	if out := h.must("", "search", "", "--in", h.address); out != "" {
		t.Errorf("there is something in the library: %s", out)
	}
	h.stop()
	for _, dir := range []string{"staging", "blobs"} {
		err := filepath.WalkDir(filepath.Join(h.data, dir), func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				t.Errorf("%s is left", name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// rawAnswer sends bytes to the service, as no client library would, and returns
// the status line of the answer and its body, or "" where the connection is
// closed without one.
func (h *house) rawAnswer(request string) (status, body string) {
	h.t.Helper()
	conn, err := net.Dial("tcp", strings.Replace(h.address, "localhost", "127.0.0.1", 1))
	if err != nil {
		h.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second)) // a bound for a service that hangs, not a measure
	if _, err := io.WriteString(conn, request); err != nil {
		return "", ""
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		return "", ""
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			h.t.Errorf("no answer to %.80q", request)
		}
		return "", ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.Status, string(text)
}

// post is a raw request to the endpoint; length < 0 is that of the body.
func post(kind, body, header string, length int64) string {
	if length < 0 {
		length = int64(len(body))
	}
	return fmt.Sprintf("POST /mediasock/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		header, kind, length, body)
}

// part is a part of a multipart body with the boundary "b".
func part(name, body string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + body + "\r\n"
}

// filePart is the start of a part that holds a file.
const filePart = "--b\r\nContent-Disposition: form-data; name=\"media.data\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"

// Requests that are cut, malformed or boundless are answered in words or the
// connection is closed; they leave nothing behind and hurt nobody else.
func TestMalformedRequests(t *testing.T) {
	h := newHouse(t)
	basic := "Authorization: Basic " + basicAuth("ada", strings.TrimSpace(h.must("", "user", "app-password", "ada", "--data", h.data))) + "\r\n"
	multi, form := "multipart/form-data; boundary=b", "application/x-www-form-urlencoded"
	call := part("method", "mediasock.media.append") + part("sock", "auth.hba")
	photo := string(mediatest.Photo(mediatest.PhotoOptions{}))
	tests := []struct{ name, request string }{
		{"cut in the file", post(multi, call+filePart+photo[:1000], basic, 100_000)},
		{"the file without an end", post(multi, call+filePart+photo, basic, -1)},
		{"the last line without its dashes", post(multi, call+filePart+photo+"\r\n--b\r\n", basic, -1)},
		{"cut in the head of a part", post(multi, call+filePart[:40], basic, -1)},
		{"another boundary", post("multipart/form-data; boundary=c", call+filePart+photo+"\r\n--b--\r\n", basic, -1)},
		{"no boundary", post("multipart/form-data", call+filePart+photo+"\r\n--b--\r\n", basic, -1)},
		{"an empty body", post(multi, "", basic, -1)},
		{"a part without a name", post(multi, call+"--b\r\n\r\nx\r\n--b--\r\n", basic, -1)},
		{"a head without an end", post(multi, call+"--b\r\nX: "+strings.Repeat("x", 1<<20), basic, -1)},
		{"ten thousand parts", post(multi, call+strings.Repeat(part("x", "y"), 10_000)+"--b--\r\n", basic, -1)},
		{"a field of 20 MB", post(multi, call+part("media.title", strings.Repeat("x", 20<<20))+"--b--\r\n", basic, -1)},
		{"two files", post(multi, call+filePart+photo[:2000]+"\r\n"+filePart+photo[:2000]+"\r\n--b--\r\n", basic, -1)},
		{"a file where none belongs", post(multi, part("method", "mediasock.taxa.list")+filePart+photo+"\r\n--b--\r\n", basic, -1)},
		{"no file", post(multi, call+"--b--\r\n", basic, -1)},
		{"more than there is room for", post(multi, call+filePart+photo, basic, 1<<50)},
		{"more than there can be", post(multi, call+filePart+photo, basic, 1<<62)},
		{"a negative length", strings.Replace(post(multi, call, basic, 5), "Content-Length: 5", "Content-Length: -5", 1)},
		{"two lengths", post(multi, call, basic+"Content-Length: 7\r\n", -1)},
		{"a length and chunks", post(multi, call, basic+"Transfer-Encoding: chunked\r\n", -1)},
		{"a chunk that lies", strings.Replace(post(multi, "ffffffffffffffff\r\nx", basic, 0), "Content-Length: 0", "Transfer-Encoding: chunked", 1)},
		{"a form of broken escapes", post(form, "method=%zz&sock=%", basic, -1)},
		{"a form of 20 MB", post(form, "method="+strings.Repeat("x", 20<<20), basic, -1)},
		{"XML with an entity bomb", post("text/xml", `<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><methodCall><methodName>&d;</methodName></methodCall>`, basic, -1)},
		{"deep JSON", post("application/json", strings.Repeat("[", 100_000), basic, -1)},
		{"a stranger's file", post(multi, call+filePart+photo+"\r\n--b--\r\n", "", -1)},
		{"a wrong app password", post(multi, call+filePart+photo+"\r\n--b--\r\n", "Authorization: Basic "+basicAuth("ada", "wrong")+"\r\n", -1)},
		{"no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"},
		{"a path out of the site", "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
		{"a host that is none", "GET / HTTP/1.1\r\nHost: a\"><script>\r\nConnection: close\r\n\r\n"},
		{"a header of 2 MB", "GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 2<<20) + "\r\n\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, body := h.rawAnswer(test.request)
			if strings.HasPrefix(status, "500") || strings.Contains(body, "<media.append>\n<stat value=\"0\"") || strings.Contains(body, h.data) {
				t.Errorf("answer %s %q", status, body)
			}
			if strings.HasPrefix(status, "200") && !strings.Contains(body, "stat value=") {
				t.Errorf("answer 200 without a state: %q", body)
			}
		})
	}
	if strings.Contains(h.log.String(), "panic") {
		t.Errorf("there was a panic: %s", h.log.String())
	}
	h.checkNothingLeft()
}

// Methods that there are not are told so (state 7), by every protocol.
func TestUnknownMethods_MS60(t *testing.T) {
	h := newHouse(t)
	for _, method := range []string{"mediasock.media.explode", "flickr.photos.upload", "", "\x00", strings.Repeat("m", 10_000)} {
		_, body := h.rawAnswer(post("application/x-www-form-urlencoded", url.Values{"method": {method}, "sock": {"auth.hpo"}}.Encode(), "", -1))
		if method != "" && !strings.Contains(body, `stat value="7"`) || strings.Contains(body, `stat value="0"`) {
			t.Errorf("method %.40q: %q, want state 7", method, body)
		}
	}
}

// Passwords cannot be guessed: after some that were wrong the service asks for
// patience, says so, and lets nobody in who guesses right meanwhile.
func TestWrongPasswordsAreThrottled(t *testing.T) {
	h := newHouse(t)
	c := h.connect()
	guess := func(password string) error {
		_, err := c.site.SignIn(t.Context(), mediasock.Credentials{Username: "ada", Password: password})
		return err
	}
	for i := range 200 {
		err := guess(fmt.Sprint("guess", i))
		if errors.Is(err, mediasock.ErrTemporary) {
			if stat := mediasock.StatOf(err); stat.Message == "" {
				t.Errorf("after %d guesses: %v, want words", i, err)
			}
			if err := guess(password); err == nil {
				t.Error("the right password is taken while guesses are throttled")
			}
			for _, err := range c.session.TaxaList(t.Context()) {
				t.Errorf("who is signed in already: %v, want the albums", err)
			}
			return
		}
		if !errors.Is(err, mediasock.ErrCredentials) {
			t.Fatalf("guess %d: %v, want a wrong password", i, err)
		}
	}
	t.Error("200 guesses were taken")
}
