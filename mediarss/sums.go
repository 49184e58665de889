package mediarss

import (
	"crypto/md5"  // named by Media RSS
	"crypto/sha1" // named by Media RSS
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// ErrSum is wrapped where a file has another hash than its entry tells.
var ErrSum = errors.New("mediarss: not the file that the entry describes")

// Sums hashes a file that is written to it, and tells whether it is the one that
// was described (MR-11).
type Sums struct {
	told []Hash
	sums []hash.Hash // of told, in its order
}

// Sums returns what checks the file at an address: its own hashes, or the item's
// where the item is that file alone. An item of several renditions does not tell
// whose its hashes are.
func (it *Item) Sums(address string) *Sums {
	files := it.Resolve(nil)
	if len(files) == 0 {
		return NewSums(it.Hashes)
	}
	if len(files) == 1 && files[0].URL == address {
		return NewSums(files[0].Hashes)
	}
	for _, c := range it.raw() {
		if c.URL == address {
			return NewSums(c.Hashes)
		}
	}
	return NewSums(nil)
}

// raw returns every file with its own details alone.
func (it *Item) raw() []Content {
	files := it.Contents[:len(it.Contents):len(it.Contents)]
	for _, g := range it.Groups {
		files = append(files, g.Contents...)
	}
	return files
}

// NewSums returns what checks a file against hashes. One of an algorithm that is
// not known says nothing.
func NewSums(hashes []Hash) *Sums {
	s := &Sums{}
	for _, h := range hashes {
		if sum := hashOf(h.Algo); sum != nil && h.Value != "" {
			s.told, s.sums = append(s.told, h), append(s.sums, sum)
		}
	}
	return s
}

func hashOf(algorithm string) hash.Hash {
	switch strings.ToLower(algorithm) {
	case "", "md5":
		return md5.New()
	case "sha-1", "sha1":
		return sha1.New()
	case "sha-256", "sha256":
		return sha256.New()
	}
	return nil
}

// Write hashes p. It never fails.
func (s *Sums) Write(p []byte) (int, error) {
	for _, sum := range s.sums {
		_, _ = sum.Write(p) // never fails
	}
	return len(p), nil
}

// Check returns an error that wraps [ErrSum] unless what was written has every
// hash that was told. Where none was told it is nil.
func (s *Sums) Check() error {
	for i, h := range s.told {
		if got := hex.EncodeToString(s.sums[i].Sum(nil)); !strings.EqualFold(got, strings.TrimSpace(h.Value)) {
			return fmt.Errorf("%w: its %s is %s, not %s", ErrSum, nameOf(h.Algo), got, h.Value)
		}
	}
	return nil
}

func nameOf(algorithm string) string {
	if algorithm == "" {
		return "md5"
	}
	return algorithm
}
