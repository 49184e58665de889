// Package replay lets tests of drivers talk to recorded services.
//
// A conversation is a file in testdata: a note, and then for each request what
// was asked and what was answered,
//
//	Unverified until seen live: written by hand from the documentation.
//	-- GET https://api.example/search?q=pier 200 application/json --
//	{"results": []}
//
// Requests may come in any order and again and again; one that is not in the
// file fails the test, and so does an answer that no request asked for. With
// -record the real service is asked instead, and the file is written anew.
package replay

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

var record = flag.Bool("record", false, "ask the real services and write the conversations anew")

// Recording reports whether the real service is asked: a test then holds what
// is true of any answer, and not the very words of the file.
func Recording() bool { return *record }

// maxBody bounds an answer that is recorded.
const maxBody = 4 << 20

// A Recorder is a round tripper that plays a conversation.
type Recorder struct {
	t    testing.TB
	file string

	mu       sync.Mutex
	archive  *txtar.Archive
	used     map[int]bool
	requests []*http.Request
}

// Open returns an HTTP client to which the conversation in file is played, and
// the recorder of what it asked.
func Open(t testing.TB, file string) (*http.Client, *Recorder) {
	t.Helper()
	r := &Recorder{t: t, file: file, used: map[int]bool{}}
	if *record {
		r.archive = &txtar.Archive{Comment: fmt.Appendf(nil, "Seen live on %s.\n", time.Now().UTC().Format(time.DateOnly))}
		t.Cleanup(r.write)
	} else {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r.archive = a
		t.Cleanup(r.unused)
	}
	return &http.Client{Transport: r}, r
}

// Requests returns what was asked.
func (r *Recorder) Requests() []*http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

// RoundTrip answers from the file, or from the service where it records.
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, req)
	if *record {
		return r.live(req)
	}
	asked := req.Method + " " + req.URL.String() + " "
	i := slices.IndexFunc(r.archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, asked) })
	if i < 0 {
		r.t.Errorf("%s: no answer recorded to %s", r.file, asked)
		return nil, fmt.Errorf("replay: %s: nothing recorded", asked)
	}
	r.used[i] = true
	status, mediaType, _ := strings.Cut(strings.TrimPrefix(r.archive.Files[i].Name, asked), " ")
	code, err := strconv.Atoi(status)
	if err != nil {
		return nil, fmt.Errorf("replay: %s: %w", r.file, err)
	}
	return answer(req, code, mediaType, r.archive.Files[i].Data), nil
}

func (r *Recorder) live(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return nil, err
	}
	mediaType := resp.Header.Get("Content-Type")
	if !bytes.HasSuffix(body, []byte("\n")) {
		body = append(body, '\n') // as the file will have it
	}
	name := fmt.Sprintf("%s %s %d %s", req.Method, req.URL, resp.StatusCode, mediaType)
	r.archive.Files = append(r.archive.Files, txtar.File{Name: name, Data: body})
	return answer(req, resp.StatusCode, mediaType, body), nil
}

func answer(req *http.Request, status int, mediaType string, body []byte) *http.Response {
	return &http.Response{
		Status: fmt.Sprint(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {mediaType}}, Body: io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Request: req,
	}
}

// write writes the file, unless the test failed.
func (r *Recorder) write() {
	if r.t.Failed() {
		return
	}
	if err := os.WriteFile(r.file, txtar.Format(r.archive), 0o666); err != nil {
		r.t.Error(err)
	}
}

func (r *Recorder) unused() {
	for i, f := range r.archive.Files {
		if !r.used[i] && !r.t.Failed() {
			r.t.Errorf("%s: nothing asked for %s", r.file, f.Name)
		}
	}
}
