package campaign

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// An upload is one that a peer acknowledged: the answer to the PATCH of all its
// bytes was 204 with the whole offset.
type upload struct {
	digest [sha256.Size]byte
	at     string // where its bytes are read
	told   time.Time
}

// A sender uploads by tus, each file in one PATCH.
type sender struct {
	web    *http.Client
	header http.Header
	at     string
	rand   *rand.Rand
}

// send uploads a file; nil if it was not acknowledged.
func (s *sender) send(ctx context.Context) *upload {
	data := make([]byte, 100+s.rand.IntN(60_000))
	for n := range data {
		data[n] = byte(s.rand.Uint32())
	}
	created := s.ask(ctx, http.MethodPost, s.at, nil, "Upload-Length", strconv.Itoa(len(data)))
	if created == nil || created.StatusCode != http.StatusCreated {
		return nil
	}
	at, err := created.Location()
	if err != nil {
		return nil
	}
	whole := s.ask(ctx, http.MethodPatch, at.String(), data, "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream")
	if whole == nil || whole.StatusCode != http.StatusNoContent || whole.Header.Get("Upload-Offset") != strconv.Itoa(len(data)) {
		return nil
	}
	if id := whole.Header.Get("X-Mediasock-Item"); id != "" {
		at.Path = "/media/" + id
	}
	return &upload{digest: sha256.Sum256(data), at: at.String(), told: time.Now()}
}

// ask sends a request and returns the answer's head; nil if there was none.
func (s *sender) ask(ctx context.Context, method, at string, body []byte, header ...string) *http.Response {
	r, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return nil
	}
	r.Header = s.header.Clone()
	r.Header.Set("Tus-Resumable", "1.0.0")
	for n := 0; n < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	response, err := s.web.Do(r)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return nil
	}
	return response
}

// count looks for an upload that was acknowledged.
func (r *peerRun) count(ctx context.Context, u *upload) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.at, nil)
	if err != nil {
		return err
	}
	request.Header = r.header.Clone()
	response, err := r.web.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	h := sha256.New()
	_, err = io.Copy(h, response.Body)
	switch {
	case response.StatusCode == http.StatusNotFound:
		r.tally.Lost++
	case err != nil || response.StatusCode != http.StatusOK || [sha256.Size]byte(h.Sum(nil)) != u.digest:
		r.tally.Damaged++
	default:
		return nil
	}
	r.tally.Oldest = max(r.tally.Oldest, r.last.Sub(u.told))
	return nil
}
