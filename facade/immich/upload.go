package immich

import (
	"context"
	"crypto/sha1"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/server"
)

// How an upload's body is read.
const (
	stall     = time.Minute // without a byte of it arriving
	maxUnread = 1 << 20     // read of a body that is not wanted, so that its sender sees the answer
)

// checksumHeader names the SHA-1 of a file before it comes.
const checksumHeader = "X-Immich-Checksum"

// upload adds a file. One that is announced by its checksum, and known, is
// answered before it is read.
func (x *exchange) upload() (any, error) {
	r := server.Patient(x.w, x.r, stall)
	ctx, announced := r.Context(), []byte(nil)
	if text := r.Header.Get(checksumHeader); text != "" {
		var err error
		if announced, err = immichwire.ParseSum(text); err != nil {
			return nil, &refusal{http.StatusBadRequest, "the checksum is no SHA-1 in hex or base64"}
		}
		if item, err := x.find(ctx, announced); err == nil {
			_, _ = io.CopyN(io.Discard, r.Body, maxUnread)
			return x.uploaded(item, immichwire.Duplicate), nil
		} else if !errors.Is(err, mediasock.ErrUnknownItem) {
			return nil, err
		}
	}
	f, err := x.receive(r)
	if err != nil {
		return nil, err
	}
	defer x.drop(f)
	if announced != nil && string(announced) != string(f.sum[:]) {
		return nil, &mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the file is not the one that its checksum is of"}
	}
	return x.add(ctx, f)
}

// add makes an item of a file that has come whole.
func (x *exchange) add(ctx context.Context, f *form) (any, error) {
	m, err := f.media()
	if err != nil {
		return nil, err
	}
	item, err := x.session.MediaAppend(ctx, m, f.staged)
	if err != nil && !errors.Is(err, mediasock.ErrExists) {
		return nil, err
	}
	x.remember(ctx, item, f.sum)
	if err != nil {
		return x.uploaded(item, immichwire.Duplicate), nil
	}
	x.status = http.StatusCreated
	return x.uploaded(item, immichwire.Created), nil
}

func (x *exchange) uploaded(item *mediasock.Item, status string) immichwire.Uploaded {
	return immichwire.Uploaded{ID: toUUID(assetID, item.ID), Status: status}
}

// drop gives up what is staged, unless it was adopted.
func (x *exchange) drop(f *form) {
	if f.staged == nil {
		return
	}
	if err := f.staged.Abort(); err != nil {
		x.Logger().LogAttrs(x.r.Context(), slog.LevelWarn, "immich: a staged file is not dropped", slog.Any("error", err))
	}
}

// remember notes the sums of a file whose SHA-1 the session does not know yet:
// of a large one it is computed later.
func (x *exchange) remember(ctx context.Context, item *mediasock.Item, sum [sha1.Size]byte) {
	m, err := mediasock.GetMedia(ctx, x.session, item.ID)
	if err == nil && len(m.File.SHA1) == 0 && len(m.File.SHA256) == len([32]byte{}) {
		x.sums.put(sum, [32]byte(m.File.SHA256))
	}
}

// find returns the user's item whose bytes have a SHA-1.
func (x *exchange) find(ctx context.Context, sum []byte) (*mediasock.Item, error) {
	item, err := mediasock.FindMedia(ctx, x.session, "sha1", sum)
	if errors.Is(err, mediasock.ErrUnknownItem) {
		if strong, ok := x.sums.get([sha1.Size]byte(sum)); ok {
			return mediasock.FindMedia(ctx, x.session, "sha256", strong[:])
		}
	}
	return item, err
}

// check tells which files are wanted.
func (x *exchange) check() (any, error) {
	var asked immichwire.Check
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	if err := few(len(asked.Assets)); err != nil {
		return nil, err
	}
	answer := immichwire.Checked{Results: []immichwire.CheckResult{}}
	for _, a := range asked.Assets {
		sum, err := immichwire.ParseSum(a.Checksum)
		if err != nil {
			return nil, &refusal{http.StatusBadRequest, "a checksum is no SHA-1 in hex or base64"}
		}
		result := immichwire.CheckResult{ID: a.ID, Action: immichwire.Accept}
		item, err := x.find(x.r.Context(), sum)
		switch {
		case err == nil:
			result = immichwire.CheckResult{
				ID: a.ID, Action: immichwire.Reject, Reason: immichwire.Duplicate,
				AssetID: toUUID(assetID, item.ID), IsTrashed: new(bool),
			}
		case !errors.Is(err, mediasock.ErrUnknownItem):
			return nil, err
		}
		answer.Results = append(answer.Results, result)
	}
	return answer, nil
}
