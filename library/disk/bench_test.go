package disk

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sync/atomic"
	"testing"
)

// Each file is durable when Put returns: synced, with its directory.
func BenchmarkPut(b *testing.B) {
	const size = 100 << 10
	for _, writers := range []int{1, 4, 16} {
		b.Run(fmt.Sprintf("100KB/%d", writers), func(b *testing.B) {
			s := openTest(b, Options{})
			var serial atomic.Int64
			b.SetBytes(size)
			b.SetParallelism(writers) // times GOMAXPROCS, see -cpu
			b.RunParallel(func(p *testing.PB) {
				data := make([]byte, size)
				for p.Next() {
					binary.BigEndian.PutUint64(data, uint64(serial.Add(1)))
					if _, err := s.Put(b.Context(), bytes.NewReader(data)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

func BenchmarkPutLarge(b *testing.B) {
	const size = 256 << 20
	s := openTest(b, Options{})
	data := make([]byte, 1<<20)
	b.SetBytes(size)
	for i := 0; b.Loop(); i++ {
		binary.BigEndian.PutUint64(data, uint64(i))
		g, err := s.Stage(b.Context(), "", "", size)
		if err != nil {
			b.Fatal(err)
		}
		for range size / len(data) {
			if _, err := g.Write(data); err != nil {
				b.Fatal(err)
			}
		}
		kept, err := g.Keep(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Delete(b.Context(), kept.Digest); err != nil {
			b.Fatal(err)
		}
	}
}
