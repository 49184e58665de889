package server

import (
	"context"
	"fmt"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A Method carries out one method of a call in a user's session and returns what
// it answers. An error is answered by its stat; Method and Stat of the result
// need not be set.
type Method func(ctx context.Context, s mediasock.Session, c *wire.Call) (wire.Result, error)

// Handle adds a method of a foreign namespace. It panics if the name is taken,
// one of MediaSock's own, or none (MS-34).
func (h *Handler) Handle(name string, m Method) {
	_, own := builtin(name)
	_, taken := h.methods[name]
	if name == "" || own || taken || strings.ContainsAny(name, ":;\" ") || mediasock.CanonicalMethod(name) != name {
		panic(fmt.Sprintf("server: method %q cannot be handled", name))
	}
	if h.methods == nil {
		h.methods = map[string]Method{}
	}
	h.methods[name] = m
	h.names = append(h.names, name)
}

// method returns what carries out a method.
func (h *Handler) method(name string) (Method, bool) {
	if m, ok := builtin(name); ok {
		return m, true
	}
	m, ok := h.methods[name]
	return m, ok
}

// builtin returns MediaSock's own methods but the handshake and the signout,
// which are the server's, not the session's.
func builtin(name string) (Method, bool) {
	switch name {
	case mediasock.MethodHandshake, mediasock.MethodSignout:
		return nil, true
	case mediasock.MethodMediaAppend:
		return mediaAppend, true
	case mediasock.MethodMediaUpdate:
		return mediaUpdate, true
	case mediasock.MethodTaxaList:
		return taxaList, true
	case mediasock.MethodTaxaAppend:
		return taxaAppend, true
	}
	return nil, false
}

// changes reports whether a method changes anything, as far as is known.
func changes(name string) bool {
	return name != mediasock.MethodHandshake && name != mediasock.MethodTaxaList
}

func mediaAppend(ctx context.Context, s mediasock.Session, c *wire.Call) (wire.Result, error) {
	m, err := c.Media()
	switch {
	case err != nil:
		return wire.Result{}, err
	case m.ID != "":
		return mediaUpdate(ctx, s, c)
	case c.Data == nil:
		return wire.Result{}, unsupported("media.data is missing")
	}
	item, err := s.MediaAppend(ctx, m, c.Data)
	return wire.Result{Item: item}, err
}

func mediaUpdate(ctx context.Context, s mediasock.Session, c *wire.Call) (wire.Result, error) {
	m, err := c.Media()
	switch {
	case err != nil:
		return wire.Result{}, err
	case m.ID == "":
		return wire.Result{}, unsupported("media.iid is missing")
	}
	item, err := mediasock.UpdateMedia(ctx, s, m, c.Data)
	if mediasock.StatOf(err).Code == mediasock.CodeExists { // not of an update (MS-169)
		err = unsupported("another item has these bytes already")
	}
	return wire.Result{Item: item}, err
}

func taxaAppend(ctx context.Context, s mediasock.Session, c *wire.Call) (wire.Result, error) {
	t, err := c.Taxon()
	switch {
	case err != nil:
		return wire.Result{}, err
	case t.Title == "":
		return wire.Result{}, unsupported("taxon.title is missing")
	}
	item, err := s.TaxaAppend(ctx, t)
	return wire.Result{Item: item}, err
}

func unsupported(message string) error {
	return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: message}
}
