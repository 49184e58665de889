package matrix

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// TestCombined_MS107_MS110_A54: the methods of a call run in its order, each
// once; one that fails stops no other, but a handshake that fails does.
func TestCombined_MS107_MS110_A54(t *testing.T) {
	v := enter(t, nil)
	params := wire.Params{{Name: "apikey", Value: "matrix"}, {Name: "taxon.title", Value: "Pier"}, {Name: "media.iid", Value: "1"}}
	const (
		handshake, list, album, update = mediasock.MethodHandshake, mediasock.MethodTaxaList, mediasock.MethodTaxaAppend, mediasock.MethodMediaUpdate
	)
	for _, protocol := range []wire.Protocol{wire.REST, wire.XMLRPC, wire.JSONRPC} {
		for _, tt := range []struct {
			name     string
			password string
			methods  []string
			want     []string
		}{
			{"MS-110 in order", v.guest.app, []string{list, handshake, album}, []string{"taxa.list 0", "handshake 0", "taxa.append 0"}},
			{"MS-110 in the other order", v.guest.app, []string{album, list, handshake}, []string{"taxa.append 0", "taxa.list 0", "handshake 0"}},
			{"A-54 one fails", v.guest.app, []string{update, album, list}, []string{"media.update 7", "taxa.append 0", "taxa.list 0"}},
			{"A-54 one in the middle fails", v.guest.app, []string{album, update, list}, []string{"taxa.append 0", "media.update 7", "taxa.list 0"}},
			{"A-54 each once", v.guest.app, []string{album, list, album, list}, []string{"taxa.append 0", "taxa.list 0"}},
			{"A-54 the handshake fails", "wrong", []string{handshake, list, album}, []string{"handshake 2", "taxa.list 1", "taxa.append 1"}},
		} {
			t.Run(tt.name+" "+string(protocol), func(t *testing.T) {
				before := len(v.albums())
				got := v.call(protocol, tt.password, slices.Clone(params), tt.methods...)
				if !slices.Equal(got, tt.want) {
					t.Errorf("%v answers %v, want %v", tt.methods, got, tt.want)
				}
				made := 0
				if slices.Contains(tt.want, "taxa.append 0") {
					made = 1
				}
				if n := len(v.albums()) - before; n != made {
					t.Errorf("%d albums more, want %d", n, made)
				}
			})
		}
	}
}

// call sends a call of several methods in one protocol and returns the answer.
func (v *visit) call(protocol wire.Protocol, password string, params wire.Params, methods ...string) []string {
	v.t.Helper()
	u, err := url.Parse(v.url)
	if err != nil {
		v.t.Fatal(err)
	}
	c := &wire.Call{Methods: methods, HTTPMethod: http.MethodPost, URL: u, Header: http.Header{}, Protocol: protocol, Params: params}
	c.Params.Set("method", strings.Join(methods, ";"))
	req, err := c.NewRequest(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	req.SetBasicAuth(v.guest.name, password)
	resp, err := v.place.tls.Client().Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	reply, err := wire.ReadReply(resp, wire.ReplyOptions{})
	if err != nil {
		v.t.Fatal(err)
	}
	defer reply.Close()
	return read(v.t, reply)
}

// read returns the methods of a reply with their states, in order. What follows
// streamed taxa is there when they have been read.
func read(t *testing.T, reply *wire.Reply) []string {
	t.Helper()
	var states []string
	for i := 0; i < len(reply.Results); i++ {
		r := &reply.Results[i]
		states = append(states, fmt.Sprintf("%s %d", strings.TrimPrefix(r.Method, "mediasock."), r.Stat.Code))
		if r.Taxa != nil {
			for _, err := range r.Taxa {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return states
}
