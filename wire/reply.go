package wire

import (
	"io"
	"iter"

	"github.com/mediasock/mediasock"
)

// A Reply is an answer: the root element and one result for each method called.
type Reply struct {
	Service  mediasock.Identity
	Results  []Result
	Elements []mediasock.Element // custom elements, after the results
	Endpoint string              // read: URL that it came from, after redirects; resolves apis

	close io.Closer // what a reply that streams is read from
}

// A Result is what one method answered.
type Result struct {
	Method    string               // qualified name; "" for a bare stat under the root
	Stat      mediasock.Stat       //
	Handshake *mediasock.Handshake // of a handshake: user, apis, sock, akey; its Stat is this Stat
	Item      *mediasock.Item      // of append and update

	// Taxa are those of taxa.list. A written reply streams them; an error that
	// it yields ends the answer with what came before and a stat that says so.
	// Those of a reply that was read can be ranged over once.
	Taxa iter.Seq2[mediasock.Taxon, error]

	streamed bool // Taxa are read from the connection
}

// Result returns the result of a method, or nil. A bare stat answers for any
// method; media.append's answers for media.update.
func (r *Reply) Result(method string) *Result {
	method = mediasock.CanonicalMethod(method)
	var bare *Result
	for i := range r.Results {
		switch result := &r.Results[i]; {
		case result.Method == method:
			return result
		case result.Method == "" && bare == nil,
			method == mediasock.MethodMediaUpdate && result.Method == mediasock.MethodMediaAppend:
			bare = result
		}
	}
	return bare
}

// Close ends the reading of a reply that streams. It may be called twice.
func (r *Reply) Close() error {
	if r.close == nil {
		return nil
	}
	c := r.close
	r.close = nil
	return c.Close()
}
