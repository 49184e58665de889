package fakeservice

import (
	"bytes"
	"context"
	"io"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// An upload is a file of a call, kept in memory.
type upload struct {
	name, mediaType string
	begun           bool
	buffer          bytes.Buffer
}

var _ mediasock.Staged = (*upload)(nil)

func (u *upload) stage(_ context.Context, _ *wire.Call, name, mediaType string, _ int64) (mediasock.Staged, error) {
	u.name, u.mediaType, u.begun = name, mediaType, true
	u.buffer.Reset()
	return u, nil
}

// bytes returns the file, nil if there was none.
func (u *upload) bytes() []byte {
	if !u.begun {
		return nil
	}
	return append([]byte{}, u.buffer.Bytes()...)
}

// Write implements mediasock.Staged.
func (u *upload) Write(p []byte) (int, error) { return u.buffer.Write(p) }

// Offset implements mediasock.Staged.
func (u *upload) Offset() int64 { return int64(u.buffer.Len()) }

// Abort implements mediasock.Staged; what was kept stays.
func (u *upload) Abort() error { return nil }

// Open implements mediasock.Data.
func (u *upload) Open() (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(u.buffer.Bytes())), nil
}

// Size implements mediasock.Data.
func (u *upload) Size() int64 { return int64(u.buffer.Len()) }

// Name implements mediasock.Data.
func (u *upload) Name() string { return u.name }

// Type implements mediasock.Data.
func (u *upload) Type() string { return u.mediaType }
