package auth

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// What a signature may cost: bytes hashed over the parameters, over the file,
// and the size of a file that is hashed at all (H3).
const (
	maxSigned     = 64 << 20
	maxSignedFile = 256 << 20
	maxFile       = 32 << 20
)

// signed is a reading of "the key combined with every method-specific
// parameter" (A-61). The zero value is the one that is sent, H1.
type signed struct {
	values   bool // without names (H2)
	received bool // in the order received
	all      bool // with method, sock, apikey, username (H5)
}

// readings are those that are accepted without the file.
func readings() []signed {
	return []signed{
		{}, {values: true}, {received: true}, {values: true, received: true},
		{all: true}, {all: true, values: true}, {all: true, received: true}, {all: true, values: true, received: true},
	}
}

// fileReadings are those that are accepted with the file (H3). Where it stood
// among the parameters is not known, so it is in its sorted place.
func fileReadings() []signed {
	return []signed{{}, {values: true}, {all: true}, {all: true, values: true}}
}

// of returns the text that is signed. With file it has a mark in the place of
// the file's bytes.
func (s signed) of(params wire.Params, file bool) string {
	list := make(wire.Params, 0, len(params)+1)
	for _, p := range params {
		if s.covers(wire.CanonicalName(p.Name)) {
			list = append(list, p)
		}
	}
	if file {
		list = append(list, wire.Param{Name: wire.ParamMediaData, Value: fileMark})
	}
	if !s.received {
		slices.SortStableFunc(list, func(a, b wire.Param) int { return strings.Compare(a.Name, b.Name) })
	}
	var b strings.Builder
	for _, p := range list {
		if !s.values {
			b.WriteString(p.Name)
		}
		b.WriteString(lineBreaks(p.Value))
	}
	return b.String()
}

// fileMark stands for the file; no parameter holds it, for it is no UTF-8.
const fileMark = "\xff\xfefile\xff"

func lineBreaks(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// covers reports whether the reading signs the parameter of a canonical name.
func (s signed) covers(name string) bool {
	switch name {
	case wire.ParamSockKey, wire.ParamPassword,
		wire.ParamMediaData, wire.ParamMediaFilename, wire.ParamMediaType:
		return false
	case wire.ParamMethod, wire.ParamSock, wire.ParamAPIKey, wire.ParamUsername:
		return s.all
	}
	return true
}

// findKey returns the key that c is signed with under any reading, or nil. It
// tries one key where there is none.
func findKey(keys []Secret, c *wire.Call, signature string) (*Secret, error) {
	budget := maxSigned
	for _, reading := range readings() {
		text := reading.of(c.Params, false)
		if budget -= len(text) * max(1, len(keys)); budget < 0 {
			break
		}
		found := pick(keys, func(key string) bool { return equal(digestOf(key, text), signature) })
		if found != nil {
			return found, nil
		}
	}
	return findFileKey(keys, c, signature)
}

// findFileKey is findKey for readings that include the file.
func findFileKey(keys []Secret, c *wire.Call, signature string) (*Secret, error) {
	if c.Data == nil || c.Data.Size() < 0 || c.Data.Size() > maxFile {
		return nil, nil
	}
	cost := c.Data.Size() * int64(len(fileReadings()))
	var found *Secret
	for i := range keys {
		if cost*int64(i+1) > maxSignedFile {
			break
		}
		digests, err := fileDigests(keys[i].Password, c)
		if err != nil {
			return nil, err
		}
		for _, digest := range digests {
			if equal(digest, signature) {
				found = &keys[i]
			}
		}
	}
	return found, nil
}

// fileDigests reads the file once and returns its call's digest under each of
// fileReadings.
func fileDigests(key string, c *wire.Call) ([]string, error) {
	var hashes []hash.Hash
	var tails []string
	var sinks []io.Writer
	for _, reading := range fileReadings() {
		before, after, _ := strings.Cut(reading.of(c.Params, true), fileMark)
		h := md5.New()
		io.WriteString(h, key+before)
		hashes, tails, sinks = append(hashes, h), append(tails, after), append(sinks, h)
	}
	if err := copyFile(io.MultiWriter(sinks...), c.Data); err != nil {
		return nil, err
	}
	var digests []string
	for i, h := range hashes {
		io.WriteString(h, tails[i])
		digests = append(digests, hex.EncodeToString(h.Sum(nil)))
	}
	return digests, nil
}

func copyFile(w io.Writer, d mediasock.Data) error {
	r, err := d.Open()
	if err != nil {
		return fmt.Errorf("auth: signed file: %w", err)
	}
	defer r.Close()
	if _, err := io.Copy(w, io.LimitReader(r, maxFile)); err != nil {
		return fmt.Errorf("auth: signed file: %w", err)
	}
	return nil
}
