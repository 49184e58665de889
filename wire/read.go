package wire

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/mediasock/mediasock"
)

// Limits bound what is read of a call. A field of zero has its default.
type Limits struct {
	Params  int   // parameters in a call; 256
	Name    int   // bytes of a parameter's name or a part's header; 4 KiB
	Value   int64 // bytes of one value; 1 MiB
	Text    int64 // bytes of all values together; 4 MiB
	Data    int64 // bytes of media.data; no limit
	Methods int   // methods in a combined call; 32
	Batch   int   // calls in a batch; 32
	Depth   int   // nesting of XML and JSON; 16
}

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
// is a [*RequestError], or what Stage returned. The caller must abort Data (a
// [mediasock.Staged]) if it is not adopted.
func ReadCall(ctx context.Context, r *http.Request, o ReadOptions) (*Call, error) {
	panic("unwritten")
}

// A RequestError is a call that could not be read. It wraps a
// [*mediasock.Error], so that mediasock.StatOf gives its stat.
type RequestError struct {
	Status int // HTTP status: 400, 405, 413, 415
	Fault  int // XML-RPC and JSON-RPC code: -32700, -32600, -32602
	Err    error
}

// Error returns what was wrong.
func (e *RequestError) Error() string { panic("unwritten") }

// Unwrap returns e.Err.
func (e *RequestError) Unwrap() error { return e.Err }

// HTTPStatus returns the HTTP status that err is answered with: a
// RequestError's own, else 200, because application states are answered with
// 200.
func HTTPStatus(err error) int { panic("unwritten") }
