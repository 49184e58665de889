package tus

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"strconv"
	"strings"
)

const algorithms = "sha1,sha256,md5"

// A checksum is what the body of a request must add up to. The zero value takes
// any body.
type checksum struct {
	sum  hash.Hash // nil for none
	want []byte
}

// parseChecksum reads Upload-Checksum: the algorithm and the sum in Base64.
func parseChecksum(s string) (c checksum, err error) {
	if s == "" {
		return c, nil
	}
	name, encoded, _ := strings.Cut(s, " ")
	switch strings.ToLower(name) {
	case "sha1":
		c.sum = sha1.New()
	case "sha256":
		c.sum = sha256.New()
	case "md5":
		c.sum = md5.New()
	default:
		return checksum{}, errAlgorithm
	}
	c.want, err = base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil || len(c.want) != c.sum.Size() {
		return checksum{}, errAlgorithm
	}
	return c, nil
}

// hash returns what the body is to be written to, or nil.
func (c checksum) hash() hash.Hash { return c.sum }

// matches reports whether what was written to the hash was the right body.
func (c checksum) matches() bool {
	return c.sum == nil || bytes.Equal(c.sum.Sum(nil), c.want)
}

// number reads a number of bytes, or returns err.
func number(s string, err error) (int64, error) {
	n, parseErr := strconv.ParseUint(strings.TrimSpace(s), 10, 63)
	if parseErr != nil {
		return 0, err
	}
	return int64(n), nil
}
