package campaign

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/internal/mediatest"
)

// parts is the size from which an upload is sent in parts, by tus.
const parts = 40_000

// An account is one user of the service and the client that works for it, one
// operation at a time. No two clients share an account, so that each operation
// has one known outcome.
type account struct {
	name     string
	password string // of an app
	ledger   *Ledger
	rand     *rand.Rand
	serial   int // makes titles and bytes new
	session  *client.Session
	origin   string
}

// connect signs in to the service at origin. The sign-in holds over restarts,
// since every call is signed by itself.
func (a *account) connect(ctx context.Context, origin string, web *http.Client) error {
	c := &client.Client{
		HTTP: web, Mechanisms: []auth.Mechanism{basic()}, APIKey: "campaign", Parts: parts, Timeout: 20 * time.Second,
		Sleep: func(context.Context, time.Duration) error { return errGone },
	}
	site, err := c.Discover(ctx, origin)
	if err != nil {
		return err
	}
	a.origin = origin
	a.session, err = site.SignIn(ctx, mediasock.Credentials{Username: a.name, Password: a.password})
	return err
}

func basic() auth.Mechanism {
	for _, m := range auth.All() {
		if m.Sock == "auth.hba" {
			return m
		}
	}
	return auth.Mechanism{}
}

// errGone ends a client that would wait for a service that was killed.
var errGone = errors.New("campaign: the service is gone")

// unknown reports whether after err nobody knows whether the operation was done.
// Only a refusal with a state is known, and of those not the ones that say that
// something broke in between.
func unknown(err error) bool {
	var told *mediasock.Error
	return !errors.As(err, &told) || told.Code == mediasock.CodeInterrupted || told.Code == mediasock.CodeTemporary
}

// bytes returns new content: mostly anything, sometimes a photograph, sometimes
// large enough to go in parts.
func (a *account) bytes() []byte {
	a.serial++
	if a.rand.IntN(8) == 0 {
		return mediatest.Photo(mediatest.PhotoOptions{Width: 64, Height: 48, Title: fmt.Sprint(a.name, " ", a.serial)})
	}
	size := 100 + a.rand.IntN(20_000)
	if a.rand.IntN(6) == 0 {
		size = parts + a.rand.IntN(40_000)
	}
	b := make([]byte, size)
	var seed [32]byte
	copy(seed[:], fmt.Sprint(a.name, a.serial))
	rand.NewChaCha8(seed).Read(b)
	return b
}

// title returns a word that no other item has, so that a search finds one.
func (a *account) title() string {
	a.serial++
	return fmt.Sprintf("%s%06d", a.name, a.serial)
}

// A file is bytes to be uploaded.
type file []byte

var _ mediasock.Data = file(nil)

// Open implements mediasock.Data.
func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f)), nil }

// Size implements mediasock.Data.
func (f file) Size() int64 { return int64(len(f)) }

// Name implements mediasock.Data.
func (f file) Name() string { return "campaign.bin" }

// Type implements mediasock.Data.
func (f file) Type() string { return "application/octet-stream" }

// post sends a form as the pages do.
func (a *account) post(ctx context.Context, path string, form url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.origin+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := a.session.HTTPClient().Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20)); err != nil {
		return err
	}
	switch {
	case response.StatusCode >= 500:
		return fmt.Errorf("campaign: POST %s answers %s", path, response.Status)
	case response.StatusCode >= 400:
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "POST " + path + " answers " + response.Status}
	}
	return nil
}

// digest reads an original and returns its hash.
func (a *account) digest(ctx context.Context, id string) (d [sha256.Size]byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.origin+"/media/"+id, nil)
	if err != nil {
		return d, err
	}
	response, err := a.session.HTTPClient().Do(r)
	if err != nil {
		return d, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return d, fmt.Errorf("campaign: GET /media/%s answers %s", id, response.Status)
	}
	h := sha256.New()
	if _, err := io.Copy(h, response.Body); err != nil {
		return d, err
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}
