package site_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

// benchConnections call at once.
const benchConnections = 16

// BenchmarkHandshake answers handshakes of strangers beside a handler of net/http
// that writes as many bytes and does nothing else.
func BenchmarkHandshake(b *testing.B) {
	handler := benchSite(b)
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://localhost/mediasock/", nil))
	body := answer.Body.Bytes()
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Write(body)
	})
	b.Run("site", func(b *testing.B) { benchGet(b, handler, "/mediasock/") })
	b.Run("net-http", func(b *testing.B) { benchGet(b, bare, "/mediasock/") })
}

func benchSite(b *testing.B) http.Handler {
	index, store := mem.NewIndex(), mem.NewStore()
	l, err := library.Open(b.Context(), index, store, library.Options{Title: "Test house", Account: "/account"})
	if err != nil {
		b.Fatal(err)
	}
	accounts, err := library.NewAccounts(index, make([]byte, 32), library.AccountOptions{})
	if err != nil {
		b.Fatal(err)
	}
	mechanisms, err := auth.Parse("", auth.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return site.New(site.Options{Library: l, Accounts: accounts, Mechanisms: mechanisms})
}

// benchGet calls a path over connections that write a request as bytes and look
// for no more in an answer than its size: what is measured is the server.
func benchGet(b *testing.B, h http.Handler, path string) {
	s := httptest.NewServer(h)
	defer s.Close()
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n")
	var callers sync.WaitGroup
	b.ResetTimer()
	for i := range benchConnections {
		n := (b.N + i) / benchConnections
		callers.Go(func() {
			if err := callRaw(s.Listener.Addr().String(), request, n); err != nil {
				b.Error(err)
			}
		})
	}
	callers.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

// callRaw makes n requests on one connection. All answers have the size of the
// first.
func callRaw(address string, request []byte, n int) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	size, err := firstAnswer(c, request)
	if err != nil {
		return err
	}
	answer := make([]byte, size)
	for range n {
		if _, err := c.Write(request); err != nil {
			return err
		}
		if _, err := io.ReadFull(c, answer); err != nil {
			return err
		}
	}
	return nil
}

// firstAnswer makes a request and returns the size of the answer, head included.
func firstAnswer(c net.Conn, request []byte) (int, error) {
	if _, err := c.Write(request); err != nil {
		return 0, err
	}
	var counted counter
	r, err := http.ReadResponse(bufio.NewReader(io.TeeReader(c, &counted)), nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, r.Body)
	return int(counted), errors.Join(err, r.Body.Close())
}

// A counter counts what is written to it.
type counter int

func (n *counter) Write(p []byte) (int, error) { *n += counter(len(p)); return len(p), nil }
