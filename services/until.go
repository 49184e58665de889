package services

import (
	"context"
	"io"
)

// Until returns a reader of r that breaks off when the context has ended, before
// it gives what it read last: a service must not have all of a file then, or an
// upload that was called off would be done.
func Until(ctx context.Context, r io.ReadCloser) io.ReadCloser { return &until{r, ctx} }

type until struct {
	io.ReadCloser
	ctx context.Context
}

// Read reads unless the context has ended meanwhile.
func (u *until) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	if ended := u.ctx.Err(); ended != nil {
		return 0, ended
	}
	return n, err
}
