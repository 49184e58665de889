package tus

import (
	"encoding/hex"
	"net/http"

	"github.com/mediasock/mediasock"
)

// The names under which an Upload remembers what tus said of it.
const (
	saidMetadata = "metadata" // the header Upload-Metadata
	saidStat     = "stat"     // 0, or 20 where the item was there already
)

// create begins an upload, with its first bytes if they come along.
func (x *exchange) create() error {
	u, meta, err := x.announced()
	if err != nil {
		return err
	}
	if done, err := x.known(u, meta); done || err != nil {
		return err
	}
	if err := x.room(); err != nil {
		return err
	}
	if err := x.quota(u, meta); err != nil {
		return err
	}
	g, err := x.Uploads.Begin(x.r.Context(), u)
	if err != nil {
		return err
	}
	x.id = g.Upload().ID
	b := newBody(x.w, x.r, x.limits.Stall)
	release, err := x.locks.take(x.r.Context(), x.user.ID+" "+x.id, b.stop, false)
	if err != nil {
		g.Abort()
		return err
	}
	defer release()
	defer g.Abort()
	x.locate()
	if x.r.Header.Get("Content-Type") == partType {
		if err := x.receive(g, b); err != nil {
			return err
		}
	}
	return x.created(g)
}

// created answers that an upload is there.
func (x *exchange) created(g mediasock.Resumable) error {
	u, err := x.finish(g)
	if err != nil {
		return err
	}
	x.locate()
	x.tell(g, u)
	x.w.WriteHeader(http.StatusCreated)
	return nil
}

// locate tells the upload's URL.
func (x *exchange) locate() {
	x.w.Header().Set("Location", mediasock.Base(x.r.Context())+x.path()+x.id)
}

// announced reads what a new upload is to be.
func (x *exchange) announced() (u mediasock.Upload, meta metadata, err error) {
	header := x.r.Header
	if u.Size, err = length(header); err != nil {
		return u, nil, err
	}
	said := header.Get("Upload-Metadata")
	if meta, err = parseMetadata(said); err != nil {
		return u, nil, err
	}
	switch {
	case u.Size == 0:
		return u, nil, errEmpty
	case x.limits.Size > 0 && u.Size > x.limits.Size:
		return u, nil, errTooLarge
	}
	if _, err = meta.media(); err != nil {
		return u, nil, err
	}
	u.Owner, u.Life = x.user.ID, x.limits.Life
	u.Name, u.Type = meta.name(), meta.mediaType()
	u.Said = map[string]string{saidMetadata: said}
	return u, meta, nil
}

// length returns the announced length, -1 where it is to be told later.
func length(header http.Header) (int64, error) {
	announced, later := header.Get("Upload-Length"), header.Get("Upload-Defer-Length")
	switch {
	case announced == "" && later == "1":
		return -1, nil
	case later != "":
		return 0, errLength
	}
	return number(announced, errLength)
}

// room refuses one upload more than a user may leave unfinished. Those of hers
// that have expired go.
func (x *exchange) room() error {
	count := 0
	for u, err := range x.Uploads.Uploads(x.r.Context()) {
		switch {
		case err != nil:
			return err
		case u.Owner != x.user.ID:
		case !x.now().Before(u.Expires()):
			x.expire(u.ID)
		case u.Item == nil:
			count++
		}
	}
	if count >= x.limits.Count {
		return errTooMany
	}
	return nil
}

// quota refuses a file that the user has no room for, before its first byte.
func (x *exchange) quota(u mediasock.Upload, meta metadata) error {
	s, err := x.Backend.Session(x.r.Context(), x.user)
	if err != nil {
		return err
	}
	sum, err := hex.DecodeString(meta["sha256"])
	if err != nil {
		sum = nil // of no use here; the method refuses it
	}
	return mediasock.CheckRoom(x.r.Context(), s, u.Size, sum)
}

// expire forgets an upload unless somebody is at it.
func (x *exchange) expire(id string) {
	g, err := x.Uploads.Resume(x.r.Context(), id)
	if err == nil {
		err = g.Drop()
	}
	if err != nil {
		x.log().Warn("an upload that has expired is not dropped", "error", err)
	}
}

// known answers a client of ours that sends the hash of a file: with its own
// unfinished upload of it, or with the item. An item to which albums may be new
// is sent again.
func (x *exchange) known(u mediasock.Upload, meta metadata) (answered bool, err error) {
	sum, _ := hex.DecodeString(meta["sha256"])
	if x.r.Header.Get("X-Mediasock-Resume") == "" || len(sum) != 32 {
		return false, nil
	}
	id, err := x.unfinished(u)
	if err != nil {
		return false, err
	}
	if id != "" {
		return true, x.goOn(id)
	}
	if meta["parents"] != "" || u.Size < 0 {
		return false, nil
	}
	s, err := x.Backend.Session(x.r.Context(), x.user)
	if err != nil {
		return false, err
	}
	item, err := mediasock.FindMedia(x.r.Context(), s, "sha256", sum)
	if err != nil || item == nil {
		return false, nil // it is sent then
	}
	return true, x.exists(u, item)
}

// unfinished returns the id of the user's upload that is the same as u.
func (x *exchange) unfinished(u mediasock.Upload) (string, error) {
	for have, err := range x.Uploads.Uploads(x.r.Context()) {
		if err != nil {
			return "", err
		}
		if have.Owner == u.Owner && have.Item == nil && have.Size == u.Size &&
			have.Said[saidMetadata] == u.Said[saidMetadata] && x.now().Before(have.Expires()) {
			return have.ID, nil
		}
	}
	return "", nil
}

// goOn answers with an upload that was begun earlier.
func (x *exchange) goOn(id string) error {
	x.id = id
	g, done, err := x.open(func() {}, true)
	if err != nil {
		return err
	}
	defer done()
	return x.created(g)
}

// exists answers with an upload that is done.
func (x *exchange) exists(u mediasock.Upload, item *mediasock.Item) error {
	g, err := x.Uploads.Begin(x.r.Context(), u)
	if err != nil {
		return err
	}
	defer g.Abort()
	x.id = g.Upload().ID
	u.Item, u.Said[saidStat] = item, "20"
	if err := g.Record(u); err != nil {
		return err
	}
	return x.created(g)
}
