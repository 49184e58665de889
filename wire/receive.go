package wire

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
)

// ReplyOptions say how a reply is read. The zero value has defaults.
type ReplyOptions struct {
	Page     int64 // bytes of a page in which a block is searched for; 4 MiB
	Document int64 // bytes of an XML or JSON document; 256 MiB
}

// ReadReply reads the answer that resp carries, whatever its status and type.
// It takes over resp.Body, which Close of the reply closes. The taxa of an XML
// document are streamed: results after them are in Results once they have been
// read to the end. The error is ErrNoBlock or ErrAmbiguous where there is
// nothing to go by; then StatOfHTTP says what the status means.
func ReadReply(resp *http.Response, o ReplyOptions) (*Reply, error) {
	endpoint := ""
	if resp.Request != nil && resp.Request.URL != nil {
		endpoint = endpointOf(resp.Request.URL)
	}
	reply, err := ParseReply(resp.Body, endpoint, o)
	if err != nil || !reply.streams() {
		_ = resp.Body.Close() // all that is wanted has been read
		return reply, err
	}
	reply.close = resp.Body
	return reply, nil
}

// endpointOf returns the URL that apis are resolved against: without the
// parameters of the call that was sent to it.
func endpointOf(u *url.URL) string {
	endpoint := *u
	endpoint.User, endpoint.Fragment, endpoint.RawFragment = nil, "", ""
	var kept []string
	for pair := range strings.SplitSeq(endpoint.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		switch CanonicalName(name) {
		case "", ParamMethod, ParamSock, ParamAPIKey, ParamSockKey, ParamUsername, ParamPassword, ParamNonce:
		default:
			kept = append(kept, pair)
		}
	}
	endpoint.RawQuery, endpoint.ForceQuery = strings.Join(kept, "&"), false
	return endpoint.String()
}

// ParseReply reads an answer from r; endpoint is the URL that it came from.
// What r holds is found out by its first bytes.
func ParseReply(r io.Reader, endpoint string, o ReplyOptions) (*Reply, error) {
	o.Page = orDefault(o.Page, 4<<20)
	o.Document = orDefault(o.Document, 256<<20)
	b := &builder{reply: &Reply{Endpoint: endpoint}}
	body := bufio.NewReader(r)
	var err error
	switch kind, size := sniff(body); kind {
	case "json":
		err = b.readJSON(bufio.NewReader(&cappedReader{body, o.Document}))
	case "methodresponse":
		err = b.readXMLRPC(bufio.NewReader(&cappedReader{body, o.Document}))
	case rootName:
		_, _ = body.Discard(size) // peeked
		err = b.readXML(newTagScanner(body, o.Document))
	default:
		err = b.readPage(body, o.Page)
	}
	if err != nil {
		return nil, replyError(err)
	}
	return b.reply, nil
}

// sniff returns what body holds: JSON, or the name of the root of an XML
// document that begins with it, after a declaration; and where the root begins.
func sniff(body *bufio.Reader) (kind string, size int) {
	data, _ := body.Peek(1024)
	rest := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	for bytes.HasPrefix(rest, []byte("<?")) {
		n := bytes.IndexByte(rest, '>')
		if n < 0 {
			return "", 0
		}
		rest = bytes.TrimLeft(rest[n+1:], " \t\r\n")
	}
	switch {
	case bytes.HasPrefix(rest, []byte("{")):
		return "json", len(data) - len(rest)
	case isRoot(rest):
		return rootName, len(data) - len(rest)
	case isTag(rest, "methodresponse"):
		return "methodresponse", 0
	}
	return "", 0
}

// readPage reads a block out of a page.
func (b *builder) readPage(r io.Reader, limit int64) error {
	page, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return err
	}
	block, err := findBlock(page)
	if err != nil {
		return err
	}
	b.whole = true
	return b.readXML(newBlockScanner(block))
}

// replyError returns what an error of reading an answer means.
func replyError(err error) error {
	switch {
	case errors.Is(err, ErrNoBlock), errors.Is(err, ErrAmbiguous):
		return err
	case errors.Is(err, errJSON), errors.Is(err, errXML):
		return &ReplyError{err, mediasock.ErrPermanent}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &ReplyError{errors.New("it was cut off"), mediasock.ErrInterrupted}
	}
	return &ReplyError{err, mediasock.ErrInterrupted}
}

// A ReplyError is an answer that could not be read, and the state that it
// amounts to.
type ReplyError struct {
	Err  error
	Stat *mediasock.Error
}

// Error returns what was wrong.
func (e *ReplyError) Error() string { return "wire: unreadable answer: " + e.Err.Error() }

// Unwrap returns the causes.
func (e *ReplyError) Unwrap() []error { return []error{e.Err, e.Stat} }

// A cappedReader fails where a document is larger than is read of one.
type cappedReader struct {
	r    io.Reader
	left int64
}

// Read reads what is left of the allowance.
func (c *cappedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, answerTooLarge("the answer", 0)
	}
	return n, err
}

// StatOfHTTP returns the stat that an HTTP status without a block stands for
// . It does not tell success: there is nothing in a page without a block.
func StatOfHTTP(status int) mediasock.Stat {
	stat := mediasock.Stat{Code: mediasock.CodePermanent, Message: strings.TrimSpace("no MediaSock answer: " + http.StatusText(status))}
	switch {
	case status == http.StatusUnauthorized:
		stat.Code = mediasock.CodeAuth
	case status == http.StatusForbidden:
	case status == http.StatusNotFound, status < 300:
		stat.Code = mediasock.CodeUnsupported
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		stat.Code = mediasock.CodeInterrupted
	case status == http.StatusTooManyRequests, status >= 500:
		stat.Code = mediasock.CodeTemporary
	}
	return stat
}
