package immichwire

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
)

// errSum is that of a text that is no SHA-1.
var errSum = errors.New("immichwire: that is no SHA-1")

// ParseSum reads a SHA-1, which is written in hex or in base64: the length tells
// which.
func ParseSum(s string) ([]byte, error) {
	var sum []byte
	var err error
	switch len(s) {
	case hex.EncodedLen(sha1.Size):
		sum, err = hex.DecodeString(s)
	case base64.StdEncoding.EncodedLen(sha1.Size):
		sum, err = base64.StdEncoding.DecodeString(s)
	}
	if err != nil || len(sum) != sha1.Size {
		return nil, errSum
	}
	return sum, nil
}

// Sum writes a SHA-1 as an asset tells it; "" where it is not known.
func Sum(sum []byte) string { return base64.StdEncoding.EncodeToString(sum) }
