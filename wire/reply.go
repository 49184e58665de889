package wire

import (
	"iter"

	"github.com/mediasock/mediasock"
)

// A Reply is an answer: the root element and one result for each method called.
type Reply struct {
	Service  mediasock.Identity
	Results  []Result
	Elements []mediasock.Element // custom elements, after the results
	Endpoint string              // read: URL that it came from, after redirects; resolves apis
}

// A Result is what one method answered.
type Result struct {
	Method    string               // qualified name; "" for a bare stat under the root
	Stat      mediasock.Stat       //
	Handshake *mediasock.Handshake // of a handshake: user, apis, sock, akey; its Stat is this Stat
	Item      *mediasock.Item      // of append and update

	// Taxa are those of taxa.list. A written reply streams them; an error that
	// it yields ends the answer with what came before and a stat that says so.
	Taxa iter.Seq2[mediasock.Taxon, error]
}
