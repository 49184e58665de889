package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A request is how a server wants a file of so many bytes: head and tail are
// what surrounds it on the connection.
type request func(serial, size int64) (head, tail []byte)

// A sender sends files over one connection.
type sender struct {
	conn    net.Conn
	answers *bufio.Reader
	ask     request
	body    []byte // a block of bytes, of which the begin differs each time
}

func dial(address string, ask request) (*sender, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	s := &sender{conn: conn, answers: bufio.NewReader(conn), ask: ask, body: make([]byte, 256<<10)}
	rand.NewChaCha8([32]byte{1}).Read(s.body)
	return s, nil
}

// send sends one file and waits for the answer.
func (s *sender) send(serial, size int64) error {
	head, tail := s.ask(serial, size)
	stamp := serial << 24
	for sent := int64(0); sent < size; {
		binary.BigEndian.PutUint64(s.body, uint64(stamp))
		stamp++
		n := min(size-sent, int64(len(s.body)))
		parts := net.Buffers{head, s.body[:n]}
		if sent += n; sent == size {
			parts = append(parts, tail)
		}
		if _, err := parts.WriteTo(s.conn); err != nil {
			return err
		}
		head = nil
	}
	return s.answer()
}

func (s *sender) answer() error {
	resp, err := http.ReadResponse(s.answers, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return err
	}
	refused := bytes.Contains(body, []byte("<mediasock ")) && !bytes.Contains(body, []byte(`<stat value="0"`))
	if resp.StatusCode/100 != 2 || refused {
		return want(resp.StatusCode, body)
	}
	return nil
}

// serials makes all files of a run different.
var serials atomic.Int64

// upload sends files over several connections at once and returns how long that
// took.
func upload(address string, ask request, connections, files int, size int64) (time.Duration, error) {
	senders := make([]*sender, connections)
	for i := range senders {
		s, err := dial(address, ask)
		if err != nil {
			return 0, err
		}
		defer s.conn.Close()
		senders[i] = s
	}
	var left atomic.Int64
	left.Store(int64(files))
	failed := make(chan error, connections)
	var all sync.WaitGroup
	start := time.Now()
	for _, s := range senders {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := s.send(serials.Add(1), size); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(start)
	select {
	case err := <-failed:
		return 0, err
	default:
		return took, nil
	}
}

// head returns a request line with header lines.
func head(method, path, host string, size int64, lines ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %s\r\n", method, path, host, strconv.FormatInt(size, 10))
	for _, line := range lines {
		b.WriteString(line + "\r\n")
	}
	b.WriteString("\r\n")
	return []byte(b.String())
}
