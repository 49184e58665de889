package wire

import (
	"errors"
	"io"
	"net/http"

	"github.com/mediasock/mediasock"
)

// ErrNoBlock is returned where a document holds no MediaSock answer: it is no
// MediaSock service, or a page that says nothing.
var ErrNoBlock = errors.New("wire: no mediasock block")

// ErrAmbiguous is returned for a page that holds several blocks outside its
// head, of which users may have planted one (doc/design.md, planted blocks).
var ErrAmbiguous = errors.New("wire: several mediasock blocks")

// ReplyOptions say how a reply is read. The zero value has defaults.
type ReplyOptions struct {
	Page     int64 // bytes of a page in which a block is searched for; 4 MiB
	Document int64 // bytes of a streamed XML or JSON document; 256 MiB
}

// ReadReply reads the answer that resp carries, whatever its status and type.
// It takes over resp.Body, which Close of the reply closes. The taxa of a bare
// XML document are streamed: results after them are in Results once they have
// been read to the end. The error is ErrNoBlock or ErrAmbiguous where there is
// nothing to go by; then StatOfHTTP says what the status means.
func ReadReply(resp *http.Response, o ReplyOptions) (*Reply, error) { panic("unwritten") }

// ParseReply reads an answer from r; endpoint is the URL that it came from.
func ParseReply(r io.Reader, endpoint string, o ReplyOptions) (*Reply, error) {
	panic("unwritten")
}

// StatOfHTTP returns the stat that an HTTP status without a block stands for.
func StatOfHTTP(status int) mediasock.Stat { panic("unwritten") }
