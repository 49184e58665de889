package client

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// Large files are sent in parts, by tus 1.0 (package facade/tus serves it), where
// the service announces tus.* and the session's mechanism signs in headers
// alone: a connection that breaks costs no more than what was on its way, and
// the same file sent again, by another run of the program too, goes on where the
// first stopped, since the service knows it by its SHA-256. Everything else, and
// what a service refuses at the start, goes by media.append.

const (
	partsAbove = 64 << 20     // bytes from which a file is sent in parts
	methodTus  = "tus.upload" // stands for the wildcard that a service announces
	partType   = "application/offset+octet-stream"
)

// errNoParts is the service's refusal to take a file in parts.
var errNoParts = errors.New("client: the service does not take files in parts")

// inParts reports whether d is to be sent in parts.
func (s *Session) inParts(m *mediasock.Media, d mediasock.Data) bool {
	above := s.site.client.Parts
	if above == 0 {
		above = partsAbove
	}
	if d == nil || above < 0 || d.Size() < above || d.Size() == 0 || m.ID != "" || s.stranger() || !s.outside() {
		return false
	}
	_, offered := s.Offer().APIs.Lookup(methodTus)
	return offered
}

// appendInParts sends d until it is whole. Tries that get further do not count
// against those that are allowed.
func (s *Session) appendInParts(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if err := sendable(m.Parents); err != nil {
		return nil, err
	}
	ctx, cancel := s.site.client.limit(ctx, d)
	defer cancel()
	t := &transfer{session: s, media: m, data: measured{d, ctx}, ctx: ctx}
	r := retrying{session: s, method: mediasock.MethodMediaAppend}
	for {
		turn, before := s.handshakes(), t.offset
		item, err := t.run()
		if err == nil || errors.Is(err, mediasock.ErrExists) || errors.Is(err, errNoParts) {
			return item, err
		}
		if t.offset > before {
			r.interrupted = 0
		}
		again, retryErr := r.worthwhile(ctx, turn, stateOf(nil, err))
		if retryErr != nil {
			return nil, retryErr
		}
		if !again {
			return nil, err
		}
	}
}

// A transfer is a file on its way to a service.
type transfer struct {
	session *Session
	media   *mediasock.Media
	data    measured
	ctx     context.Context
	url     *url.URL // of the upload; nil before it is begun
	offset  int64    // that the service told last
}

// run begins the upload, or asks where it is, and sends what is missing.
func (t *transfer) run() (*mediasock.Item, error) {
	ask := t.ask
	if t.url == nil {
		ask = t.begin
	}
	resp, err := ask()
	if err != nil {
		return nil, err
	}
	if item, err := itemOfParts(resp); item != nil {
		return item, err
	}
	if resp, err = t.rest(); err != nil {
		return nil, err
	}
	item, err := itemOfParts(resp)
	if item == nil && t.offset == t.data.Size() {
		return &mediasock.Item{}, nil // a service that does not name it
	}
	if item == nil {
		return nil, mediasock.ErrInterrupted
	}
	return item, err
}

// begin creates the upload.
func (t *transfer) begin() (*http.Response, error) {
	urls, err := t.session.targets(methodTus)
	if err != nil {
		return nil, errNoParts
	}
	header := http.Header{"Upload-Length": {strconv.FormatInt(t.data.Size(), 10)}, "Upload-Metadata": {t.metadata()}}
	if len(t.media.SHA256) > 0 {
		header.Set("X-Mediasock-Resume", "1")
	}
	resp, err := t.send(http.MethodPost, urls[0], header, false)
	if err != nil {
		return nil, err
	}
	at, err := urls[0].Parse(resp.Header.Get("Location"))
	if resp.StatusCode != http.StatusCreated || err != nil || resp.Header.Get("Location") == "" {
		return nil, refusedParts(resp)
	}
	t.url, t.offset = at, 0
	if resp.Header.Get("Upload-Offset") != "" {
		err = t.learnOffset(resp)
	}
	return resp, err
}

// refusedParts tells a refusal that media.append may not meet from one that it
// would.
func refusedParts(resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusRequestTimeout, http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		return wire.StatOfHTTP(resp.StatusCode).Err()
	}
	return fmt.Errorf("%w: it answers %d", errNoParts, resp.StatusCode)
}

// ask asks how far the upload has come.
func (t *transfer) ask() (*http.Response, error) {
	resp, err := t.send(http.MethodHead, t.url, http.Header{}, false)
	if err != nil {
		return nil, err
	}
	if err := t.judge(resp); err != nil {
		return nil, err
	}
	return resp, t.learnOffset(resp)
}

// rest sends what is missing.
func (t *transfer) rest() (*http.Response, error) {
	header := http.Header{"Upload-Offset": {strconv.FormatInt(t.offset, 10)}, "Content-Type": {partType}, "Expect": {"100-continue"}}
	resp, err := t.send(http.MethodPatch, t.url, header, true)
	if err != nil {
		return nil, err
	}
	if err := t.judge(resp); err != nil {
		return nil, err
	}
	return resp, t.learnOffset(resp)
}

// judge returns what an answer about the upload means.
func (t *transfer) judge(resp *http.Response) error {
	switch status := resp.StatusCode; status {
	case http.StatusOK, http.StatusNoContent:
		return nil
	case http.StatusNotFound, http.StatusGone, http.StatusForbidden:
		t.url, t.offset = nil, 0 // begin anew
		return mediasock.ErrInterrupted
	case http.StatusConflict, http.StatusLocked, http.StatusRequestTimeout:
		return mediasock.ErrInterrupted
	case http.StatusUnauthorized, http.StatusTooManyRequests:
		return wire.StatOfHTTP(status).Err()
	default:
		if status >= 500 {
			return wire.StatOfHTTP(status).Err()
		}
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: fmt.Sprintf("the upload was refused (%d): %s", status, said(resp))}
	}
}

// said returns what a refusal says, for people.
func said(resp *http.Response) string {
	b, _ := io.ReadAll(io.LimitReader(resp.Body, 200))
	return clip(strings.TrimSpace(string(b)))
}

func (t *transfer) learnOffset(resp *http.Response) error {
	n, err := strconv.ParseInt(resp.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || n < 0 || n > t.data.Size() {
		return &mediasock.Error{Code: mediasock.CodePermanent, Message: "the service tells no offset of the upload"}
	}
	t.offset = n
	return nil
}

// itemOfParts returns the item that an answer names, or nil.
func itemOfParts(resp *http.Response) (*mediasock.Item, error) {
	id := resp.Header.Get("X-Mediasock-Item")
	if id == "" {
		return nil, nil
	}
	item := &mediasock.Item{ID: id, Resource: resp.Header.Get("X-Mediasock-Resource")}
	if resp.Header.Get("X-Mediasock-Stat") == strconv.Itoa(int(mediasock.CodeExists)) {
		return item, mediasock.ErrExists
	}
	return item, nil
}

// metadata says of the file what media.append would.
func (t *transfer) metadata() string {
	var pairs []string
	for _, pair := range [][2]string{
		{"filename", t.data.Name()}, {"filetype", t.data.Type()},
		{"title", t.media.Title}, {"caption", t.media.Caption}, {"note", t.media.Note},
		{"parents", t.media.Parents.String()}, {"keywords", t.media.Keywords.String()},
		{"attributes", t.media.Attributes.String()}, {"sha256", hex.EncodeToString(t.media.SHA256)},
	} {
		if pair[1] != "" {
			pairs = append(pairs, pair[0]+" "+base64.StdEncoding.EncodeToString([]byte(pair[1])))
		}
	}
	return strings.Join(pairs, ",")
}
