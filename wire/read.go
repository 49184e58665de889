package wire

import (
	"bufio"
	"context"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
)

// ReadOptions say how a call is read.
type ReadOptions struct {
	Limits Limits

	// Stage is called when media.data begins, with the call as read so far (a
	// method, a password or a signature may still follow), and opens the place
	// where the bytes go; size is -1 if unknown. An error of it ends the
	// reading and is returned. Without it files are refused with state 7.
	Stage func(ctx context.Context, c *Call, name, mediaType string, size int64) (mediasock.Staged, error)

	// What is known of the connection, for the Call's fields of that name.
	Peer             netip.Addr
	Secure, Loopback bool
}

// ReadCall reads a call from r, whatever protocol it is in. The file is
// streamed once to what Stage opened, which is then the call's Data; on every
// error it is aborted. With an error the call as far as it was read is returned
// too, never nil, so that the answer can be written in its protocol; the error
// is a [*RequestError], or what Stage or the staged file returned. The caller
// must abort Data (a [mediasock.Staged]) if it is not adopted.
func ReadCall(ctx context.Context, r *http.Request, o ReadOptions) (*Call, error) {
	c := &Call{
		HTTPMethod: r.Method, URL: r.URL, Header: r.Header, Protocol: REST, Response: XML,
		Peer: o.Peer, Secure: o.Secure, Loopback: o.Loopback,
	}
	reader := &callReader{ctx: ctx, limits: o.Limits.withDefaults(), stage: o.Stage}
	err := reader.read(c, r)
	if err != nil {
		c.abort()
		if c.RPC != nil {
			c.RPC.Cut = true
		}
	}
	return c, err
}

// abort drops what c has staged.
func (c *Call) abort() {
	if staged, ok := c.Data.(mediasock.Staged); ok {
		_ = staged.Abort() // the reason for it is what the caller is told
		c.Data = nil
	}
	for _, part := range c.Batch {
		part.abort()
	}
}

// A callReader reads one request. Its budgets are shared by the calls of a batch.
type callReader struct {
	ctx    context.Context
	limits Limits
	stage  func(context.Context, *Call, string, string, int64) (mediasock.Staged, error)
	params int   // read so far
	text   int64 // read so far
}

func (r *callReader) read(c *Call, req *http.Request) error {
	if err := r.readQuery(c, req.URL.RawQuery); err != nil {
		return err
	}
	switch req.Method {
	case http.MethodGet, http.MethodHead:
		c.Params = append(c.Params, withoutPassword(c.InQuery)...)
		return r.finish(c)
	case http.MethodPost:
		return r.readBody(c, req)
	}
	return badRequest(http.StatusMethodNotAllowed, faultRequest, "HTTP method %.20q", req.Method)
}

// withoutPassword leaves out what must not come in a URL (MS-119, A-49).
func withoutPassword(query Params) Params {
	query = slices.Clone(query)
	query.Del(ParamPassword)
	return query
}

// readBody finds out the protocol by Content-Type, then by the first byte
// (MS-144, A-80).
func (r *callReader) readBody(c *Call, req *http.Request) error {
	if encoding := req.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return badRequest(http.StatusUnsupportedMediaType, faultRequest, "content encoding %.40q", encoding)
	}
	mediaType, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil {
		mediaType, _, _ = strings.Cut(strings.ToLower(req.Header.Get("Content-Type")), ";")
	}
	if mediaType == "multipart/form-data" {
		if err := r.readMultipart(c, req, params["boundary"]); err != nil {
			return err
		}
		return r.finishForm(c)
	}
	body := bodies.Get().(*bufio.Reader)
	body.Reset(bodyReader{req.Body})
	defer func() { body.Reset(nil); bodies.Put(body) }()
	switch first, err := firstByte(body); {
	case err == io.EOF:
		return r.finishForm(c)
	case err != nil:
		return readError(err)
	case first == '<':
		c.Protocol = XMLRPC
		return r.readXMLRPC(c, body)
	case first == '{', first == '[':
		c.Protocol, c.Response = JSONRPC, JSON
		return r.readJSONRPC(c, body)
	}
	switch mediaType {
	case "", "application/x-www-form-urlencoded", "text/plain", "application/octet-stream":
		return r.readForm(c, body)
	}
	return badRequest(http.StatusUnsupportedMediaType, faultRequest, "content type %.80q", mediaType)
}

var bodies = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 64<<10) }}

// firstByte returns the first byte of body that is no white space or byte order
// mark, and leaves it there.
func firstByte(body *bufio.Reader) (byte, error) {
	if mark, _ := body.Peek(3); string(mark) == "\ufeff" {
		_, _ = body.Discard(3)
	}
	for range 64 << 10 {
		c, err := body.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, body.UnreadByte()
		}
	}
	return 0, io.ErrUnexpectedEOF
}

// finishForm adds the parameters of the query that the body does not have.
func (r *callReader) finishForm(c *Call) error {
	for _, p := range withoutPassword(c.InQuery) {
		if _, ok := c.Params.Lookup(p.Name); !ok {
			c.Params = append(c.Params, p)
		}
	}
	return r.finish(c)
}

// finish reads the methods: qualified, each once.
func (r *callReader) finish(c *Call) error {
	c.Response = c.responseFormat()
	c.Methods = nil
	for _, name := range mediasock.ParseList(strings.Join(c.Params.All(ParamMethod), ";")) {
		name = mediasock.CanonicalMethod(name)
		if slices.Contains(c.Methods, name) {
			continue
		}
		if len(c.Methods) == r.limits.Methods {
			return tooLarge("more than %d methods in a call", r.limits.Methods)
		}
		c.Methods = append(c.Methods, name)
	}
	return nil
}

// add appends a parameter within the limits; one without a name is nothing.
func (r *callReader) add(p *Params, name, value string) error {
	if name == "" {
		return nil
	}
	r.params++
	r.text += int64(len(value))
	switch {
	case r.params > r.limits.Params:
		return tooLarge("more than %d parameters", r.limits.Params)
	case len(name) > r.limits.Name:
		return tooLarge("a parameter's name is longer than %d bytes", r.limits.Name)
	case int64(len(value)) > r.limits.Value:
		return tooLarge("%.80q is longer than %d bytes", name, r.limits.Value)
	case r.text > r.limits.Text:
		return tooLarge("the parameters are longer than %d bytes", r.limits.Text)
	}
	p.Add(toUTF8(name), normalizeLines(toUTF8(value)))
	return nil
}
