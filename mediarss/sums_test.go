package mediarss_test

import (
	"errors"
	"io"
	"testing"

	"github.com/mediasock/mediasock/mediarss"
)

func TestItem_Sums_MR11(t *testing.T) {
	// Of "abc": RFC 1321, FIPS 180.
	const md5, sha1 = "900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d"
	const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	one := func(h ...mediarss.Hash) mediarss.Item {
		return mediarss.Item{Details: mediarss.Details{Hashes: h}, Contents: []mediarss.Content{{URL: "a"}}}
	}
	two := one(mediarss.Hash{Value: sha1[:32]})
	two.Contents[0].Hashes = []mediarss.Hash{{Algo: "sha-1", Value: sha1}}
	two.Groups = []mediarss.Group{{Contents: []mediarss.Content{{URL: "b"}, {URL: "c", Details: mediarss.Details{Hashes: []mediarss.Hash{{Value: sha1[:32]}}}}}}}
	for name, c := range map[string]struct {
		item mediarss.Item
		url  string
		good bool
	}{
		"md5 by default":                       {one(mediarss.Hash{Value: md5}), "a", true},
		"upper case":                           {one(mediarss.Hash{Algo: "SHA-1", Value: "A9993E364706816ABA3E25717850C26C9CD0D89D"}), "a", true},
		"all of several":                       {one(mediarss.Hash{Algo: "md5", Value: md5}, mediarss.Hash{Algo: "sha-256", Value: sha256}), "a", true},
		"one of several is another":            {one(mediarss.Hash{Algo: "md5", Value: md5}, mediarss.Hash{Algo: "sha-1", Value: sha256}), "a", false},
		"another":                              {one(mediarss.Hash{Value: sha1[:32]}), "a", false},
		"an algorithm that nobody knows":       {one(mediarss.Hash{Algo: "crc", Value: "0"}), "a", true},
		"none":                                 {one(), "a", true},
		"a file of its own hash":               {two, "a", true},
		"a rendition does not have the item's": {two, "b", true},
		"a rendition of its own hash":          {two, "c", false},
		"a file that is not the item's":        {one(mediarss.Hash{Value: sha1[:32]}), "z", true},
		"an item without files":                {mediarss.Item{Details: mediarss.Details{Hashes: []mediarss.Hash{{Value: sha1[:32]}}}}, "a", false},
	} {
		sums := c.item.Sums(c.url)
		_, _ = io.WriteString(sums, "a")
		_, _ = io.WriteString(sums, "bc")
		if err := sums.Check(); (err == nil) != c.good || err != nil && !errors.Is(err, mediarss.ErrSum) {
			t.Errorf("%s: Check = %v, want good %v", name, err, c.good)
		}
	}
}
