package tus_test

import (
	"flag"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock/facade/tus"
)

var cuts = flag.Int("tus.cuts", 200, "connections that TestCuts cuts")

// TestCuts cuts connections at random bytes, and now and then the service, until
// every upload is whole. make tus-cuts cuts 1,000.
func TestCuts(t *testing.T) {
	r := newRig(t, tus.Limits{Step: 100_000})
	left := atomic.Int64{}
	left.Store(int64(*cuts))
	queue := make(chan uint64)
	var workers sync.WaitGroup
	var files, sentTwice atomic.Int64
	for range 6 {
		workers.Go(func() {
			for seed := range queue {
				sentTwice.Add(r.cutUpload(seed, &left))
				files.Add(1)
			}
		})
	}
	for seed := uint64(1); left.Load() > 0; seed++ {
		queue <- seed
	}
	close(queue)
	workers.Wait()
	r.count(int(files.Load()))
	t.Logf("%d connections cut, %d files whole, %d bytes sent twice", *cuts, files.Load(), sentTwice.Load())
}

// cutUpload uploads a file over connections that are cut, up to ten times, and
// returns how many bytes were sent more than once. What a connection that was
// cut has brought may arrive after the next question.
func (r *rig) cutUpload(seed uint64, left *atomic.Int64) (twice int64) {
	random := rand.New(rand.NewPCG(seed, 7))
	data := noise(seed, 1+random.IntN(600_000))
	at := r.create(len(data), "Upload-Metadata", meta("filename", "film.bin"))
	offset, total, furthest := int64(0), int64(0), int64(0)
	for cut := 0; cut < 10 && offset < int64(len(data)) && left.Add(-1) >= 0; cut++ {
		sent := r.cutPatch(at, offset, data, random)
		total, furthest = total+sent, max(furthest, offset+sent)
		next := r.offset(at)
		if next < offset || next > furthest {
			r.Errorf("HEAD says offset %d, want one from %d to %d", next, offset, furthest)
			return 0
		}
		offset = next
	}
	for {
		total += int64(len(data)) - offset
		a := r.patch(at, int(offset), data[offset:])
		switch a.status {
		case http.StatusNoContent:
			r.stored(a.header.Get("X-Mediasock-Item"), data)
			return total - int64(len(data))
		case http.StatusConflict, http.StatusLocked: // an old connection came first
			offset = r.offset(at)
		default:
			r.Errorf("the last PATCH answers %d: %s", a.status, a.text)
			return 0
		}
	}
}

// offset asks where an upload is.
func (r *rig) offset(at string) int64 {
	r.Helper()
	for {
		a := r.send("HEAD", at, nil)
		switch a.status {
		case http.StatusOK:
			return a.number("Upload-Offset")
		case http.StatusLocked: // it is being finished
		default:
			r.Errorf("HEAD answers %d", a.status)
			return -1
		}
	}
}

// cutPatch sends a PATCH up to a random byte of its head or body and cuts the
// connection, with or without a reset. It returns how much of the body it sent.
func (r *rig) cutPatch(at string, offset int64, data []byte, random *rand.Rand) (sent int64) {
	u, err := url.Parse(at)
	r.ok(err)
	head := patchHead(u, offset, len(data)-int(offset))
	request := io.MultiReader(strings.NewReader(head), strings.NewReader(string(data[offset:])))
	end := int64(random.IntN(len(head) + len(data) - int(offset)))
	if random.IntN(4) > 0 {
		end = max(end, int64(len(head))) // the head is small, and of less interest
	}
	conn, err := net.Dial("tcp", u.Host)
	r.ok(err)
	n, err := io.CopyN(conn, request, end)
	r.ok(err)
	if random.IntN(2) == 0 {
		conn.(*net.TCPConn).SetLinger(0)
	}
	conn.Close()
	return max(0, n-int64(len(head)))
}

// The store is opened anew between any two parts.
func TestRestartBetweenParts(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(30, 1_000_000)
	at := r.create(len(data), "Upload-Metadata", meta("filename", "film.bin", "title", "Pier"))
	for offset := 0; ; {
		part := min(len(data)-offset, 90_000)
		a := r.patch(at, offset, data[offset:offset+part])
		r.want("PATCH at "+strconv.Itoa(offset), a, 204, int64(offset+part))
		r.restart()
		if offset += part; offset == len(data) {
			if m := r.stored(a.header.Get("X-Mediasock-Item"), data); m.Title != "Pier" {
				t.Errorf("Title = %q, want Pier", m.Title)
			}
			return
		}
		r.want("HEAD after a restart", r.send("HEAD", at, nil), 200, int64(offset))
	}
}
