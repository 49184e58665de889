package facadetest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// A tap is a round tripper that notes what crosses it and can be told to cut
// what is sent.
type tap struct {
	under *http.Transport
	here  string // the only host that is asked

	mu      sync.Mutex
	sent    []*sent
	told    []*bytes.Buffer
	before  func(*http.Request) // changes each request; may be nil
	carried int                 // requests with a body above heavy so far
	cutAt   int                 // which of them is cut, and all after it; -1 none
	after   func(length int64) int64
	heavy   int64
	armed   bool
}

// A sent is a request that was sent.
type sent struct {
	method string
	url    *url.URL
	header http.Header
	body   *bytes.Buffer
}

// RoundTrip implements http.RoundTripper.
func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != p.here {
		return nil, fmt.Errorf("facadetest: %s is not the façade", r.URL.Host)
	}
	out := r.Clone(r.Context())
	p.note(r, out)
	resp, err := p.under.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	told := bytes.NewBufferString(fmt.Sprintln(resp.Status, resp.Header))
	p.told = append(p.told, told)
	resp.Body = copied{resp.Body, &bounded{b: told, mu: &p.mu}}
	return resp, nil
}

// note notes a request, and cuts its body if it is told to.
func (p *tap) note(r, out *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.before != nil {
		p.before(out)
	}
	n := &sent{r.Method, r.URL, out.Header.Clone(), new(bytes.Buffer)}
	p.sent = append(p.sent, n)
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	body := r.Body
	if p.armed && (r.ContentLength < 0 || r.ContentLength >= p.heavy) {
		if p.carried >= p.cutAt && p.cutAt >= 0 {
			body = &cutBody{body, p.after(r.ContentLength)}
		}
		p.carried++
	}
	out.Body = copied{body, &bounded{b: n.body, mu: &p.mu}}
}

// arm begins to count the requests that carry at least heavy bytes, and cuts
// those from the one numbered at on; after says how many bytes of one go out.
func (p *tap) arm(heavy int64, at int, after func(length int64) int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed, p.heavy, p.carried, p.cutAt, p.after = true, heavy, 0, at, after
}

// disarm ends that and returns how many there were.
func (p *tap) disarm() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = false
	return p.carried
}

// each changes every request from now on.
func (p *tap) each(change func(*http.Request)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = change
}

// since returns the requests after the first n.
func (p *tap) since(n int) []*sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.sent[n:])
}

// answers returns what was answered, each as one text.
func (p *tap) answers() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]string, len(p.told))
	for i, b := range p.told {
		all[i] = b.String()
	}
	return all
}

// copied is a body that is copied while it is read.
type copied struct {
	io.ReadCloser
	to *bounded
}

// Read implements io.Reader.
func (c copied) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.to.write(p[:n])
	return n, err
}

// bounded keeps the first bytes of what is written, enough to send a request
// again.
type bounded struct {
	b  *bytes.Buffer
	mu *sync.Mutex
}

const maxNoted = 1 << 20

func (b *bounded) write(p []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.b.Write(p[:min(len(p), max(0, maxNoted-b.b.Len()))])
}

var errCut = errors.New("facadetest: the connection broke")

// A cutBody breaks off after so many bytes.
type cutBody struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (c *cutBody) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errCut
	}
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}
