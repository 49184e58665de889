package tus

import (
	"context"
	"net/http"
	"strconv"

	"github.com/mediasock/mediasock"
)

// An exchange is a request of a user and its answer.
type exchange struct {
	*Handler
	limits Limits
	w      http.ResponseWriter
	r      *http.Request
	user   *mediasock.User
	id     string // of the upload, "" for none
}

func (x *exchange) do(method string) error {
	switch {
	case x.id == "" && method == http.MethodPost:
		return x.create()
	case x.id == "":
	case method == http.MethodHead:
		return x.head()
	case method == http.MethodPatch:
		return x.patch()
	case method == http.MethodDelete:
		return x.terminate()
	}
	x.w.Header().Set("Allow", "OPTIONS, POST, HEAD, PATCH, DELETE")
	return errMethod
}

// open opens the user's upload for this request alone; stop ends what the
// request reads. done lets go of it. With preempt an earlier request is ended.
func (x *exchange) open(stop func(), preempt bool) (g mediasock.Resumable, done func(), err error) {
	ctx, cancel := context.WithTimeout(x.r.Context(), x.limits.Wait)
	defer cancel()
	release, err := x.locks.take(ctx, x.user.ID+" "+x.id, stop, preempt)
	if err != nil {
		return nil, nil, err
	}
	if g, err = x.Uploads.Resume(x.r.Context(), x.id); err != nil {
		release()
		return nil, nil, err
	}
	done = func() {
		if err := g.Abort(); err != nil {
			x.log().Warn("an upload is not closed well", "error", err)
		}
		release()
	}
	if err := x.owned(g); err != nil {
		done()
		return nil, nil, err
	}
	return g, done, nil
}

// owned returns an error unless the upload is the user's and alive.
func (x *exchange) owned(g mediasock.Resumable) error {
	u := g.Upload()
	switch {
	case u.Owner != x.user.ID:
		return mediasock.ErrUnknownItem
	case u.Item == nil && !x.now().Before(u.Expires()):
		if err := g.Drop(); err != nil {
			return err
		}
		return errGone
	}
	return nil
}

// head tells how far an upload has come.
func (x *exchange) head() error {
	g, done, err := x.open(func() {}, true)
	if err != nil {
		return err
	}
	defer done()
	u, err := x.finish(g)
	if err != nil {
		return err
	}
	header := x.w.Header()
	if u.Size < 0 {
		header.Set("Upload-Defer-Length", "1")
	} else {
		header.Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	}
	if said := u.Said[saidMetadata]; said != "" {
		header.Set("Upload-Metadata", said)
	}
	x.tell(g, u)
	x.w.WriteHeader(http.StatusOK)
	return nil
}

// terminate forgets an upload. What it has become stays.
func (x *exchange) terminate() error {
	g, done, err := x.open(func() {}, true)
	if err != nil {
		return err
	}
	defer done()
	if err := g.Drop(); err != nil {
		return err
	}
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

// tell writes the state of an upload into the answer's header.
func (x *exchange) tell(g mediasock.Resumable, u mediasock.Upload) {
	header, offset := x.w.Header(), g.Offset()
	if u.Item != nil {
		offset = u.Size
		header.Set("X-Mediasock-Item", u.Item.ID)
		header.Set("X-Mediasock-Stat", u.Said[saidStat])
		if u.Item.Resource != "" {
			header.Set("X-Mediasock-Resource", u.Item.Resource)
		}
	} else {
		header.Set("Upload-Expires", g.Upload().Expires().UTC().Format(http.TimeFormat))
	}
	header.Set("Upload-Offset", strconv.FormatInt(offset, 10))
}
