package tus_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock/facade/tus"
)

// dial opens a connection of its own and sends the head of a PATCH.
func (r *rig) dial(at string, offset int64, length int) net.Conn {
	r.Helper()
	u, err := url.Parse(at)
	r.ok(err)
	conn, err := net.Dial("tcp", u.Host)
	r.ok(err)
	_, err = io.WriteString(conn, patchHead(u, offset, length))
	r.ok(err)
	return conn
}

// patchHead writes header names in lower case, as tuspy does.
func patchHead(u *url.URL, offset int64, length int) string {
	return fmt.Sprintf("PATCH %s HTTP/1.1\r\nhost: %s\r\ntus-resumable: 1.0.0\r\nx-user: ann\r\n"+
		"content-type: application/offset+octet-stream\r\nupload-offset: %d\r\ncontent-length: %d\r\n\r\n", u.Path, u.Host, offset, length)
}

// eventually waits until the store has an upload in use.
func (r *rig) inUse(at string) {
	r.Helper()
	id := at[strings.LastIndexByte(at, '/')+1:]
	for {
		g, err := r.library.Resume(r.Context(), id)
		if err != nil {
			return
		}
		g.Abort()
		time.Sleep(time.Millisecond)
	}
}

// One of several PATCHes at the same offset is taken; the others are told to ask
// where the upload is.
func TestConcurrentPatches_OneWins(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(20, 2_000_000)
	at := r.create(len(data))
	answers := make([]answer, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = r.patch(at, 0, data) })
	}
	all.Wait()
	won, item := 0, ""
	for _, a := range answers {
		switch a.status {
		case http.StatusNoContent: // a late one learns that the same PATCH is done
			won, item = won+1, a.header.Get("X-Mediasock-Item")
		case http.StatusConflict, http.StatusLocked:
		default:
			t.Errorf("a PATCH answers %d: %s", a.status, a.text)
		}
	}
	if won == 0 {
		t.Fatal("no PATCH was taken")
	}
	r.stored(item, data)
	r.count(1)
}

// A PATCH that hangs does not keep its client, who comes back, waiting.
func TestHangingPatch(t *testing.T) {
	for _, method := range []string{"HEAD", "DELETE"} {
		t.Run(method, func(t *testing.T) {
			r := newRig(t, tus.Limits{})
			data := noise(21, 100_000)
			at := r.create(len(data))
			conn := r.dial(at, 0, len(data))
			defer conn.Close()
			_, err := conn.Write(data[:60_000])
			r.ok(err)
			r.inUse(at)
			if a := r.patch(at, 0, data); a.status != http.StatusLocked {
				t.Errorf("a second PATCH answers %d, want 423", a.status)
			}
			a := r.send(method, at, nil)
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			r.ok(err)
			if resp.StatusCode != http.StatusLocked {
				t.Errorf("the PATCH that hung answers %d, want 423", resp.StatusCode)
			}
			if method == "DELETE" {
				if a.status != http.StatusNoContent {
					t.Errorf("DELETE answers %d, want 204", a.status)
				}
				return
			}
			offset := a.number("Upload-Offset")
			if a.status != http.StatusOK || offset < 0 || offset > 60_000 {
				t.Fatalf("HEAD answers %d, offset %d, want at most what was sent", a.status, offset)
			}
			a = r.patch(at, int(offset), data[offset:])
			r.stored(a.header.Get("X-Mediasock-Item"), data)
		})
	}
}

// A body of which nothing arrives is given up; what has arrived of it stays.
func TestStall(t *testing.T) {
	r := newRig(t, tus.Limits{Stall: 50 * time.Millisecond})
	data := noise(22, 5000)
	at := r.create(len(data))
	conn := r.dial(at, 0, len(data))
	defer conn.Close()
	_, err := conn.Write(data[:2000])
	r.ok(err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	r.ok(err)
	if resp.StatusCode != http.StatusRequestTimeout {
		t.Errorf("a PATCH that stalls answers %d, want 408", resp.StatusCode)
	}
	r.want("HEAD", r.send("HEAD", at, nil), 200, 2000)
}

// A client that says no more than that it will send is answered in time, and a
// connection is good for many requests.
func TestConnectionIsKept(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(23, 30_000)
	at := r.create(len(data))
	u, err := url.Parse(at)
	r.ok(err)
	conn, err := net.Dial("tcp", u.Host)
	r.ok(err)
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for offset := 0; offset < len(data); offset += 10_000 {
		_, err := io.Copy(conn, io.MultiReader(strings.NewReader(patchHead(u, int64(offset), 10_000)), bytes.NewReader(data[offset:offset+10_000])))
		r.ok(err)
		resp, err := http.ReadResponse(answers, nil)
		if err != nil || resp.StatusCode != http.StatusNoContent {
			t.Fatalf("PATCH at %d on the same connection: %v, %v", offset, resp, err)
		}
	}
}
