package services

import (
	"encoding/hex"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
)

// duplicates knows what was shown.
type duplicates map[string]bool

func newDuplicates() duplicates { return duplicates{} }

// has reports whether the entry, or one of the same file, was shown, and notes
// it. An entry without id and hash is always new.
func (d duplicates) has(e *atom.Entry) bool {
	known := false
	for _, k := range keys(e) {
		known = known || d[k]
	}
	if known {
		return true // its other keys are not noted: they may be another's
	}
	for _, k := range keys(e) {
		d[k] = true
	}
	return false
}

// keys returns the names by which an entry is known.
func keys(e *atom.Entry) []string {
	var all []string
	if e.ID != "" {
		all = append(all, "id "+e.ID)
	}
	hashes := e.Media.Hashes
	if c, ok := e.Media.Default(); ok {
		hashes = append(hashes[:len(hashes):len(hashes)], c.Hashes...)
	}
	for _, h := range hashes {
		if k := hashKey(h); k != "" {
			all = append(all, k)
		}
	}
	return all
}

// hashSize returns how many bytes a hash has, by its name without hyphens.
func hashSize(algo string) int {
	return map[string]int{"": 16, "md5": 16, "sha1": 20, "sha256": 32}[algo]
}

// hashKey returns "" for what is no hash, such as one that stands for nothing:
// it must not make different files one.
func hashKey(h mediarss.Hash) string {
	algo := strings.ReplaceAll(strings.ToLower(h.Algo), "-", "")
	value := strings.ToLower(strings.TrimSpace(h.Value))
	b, err := hex.DecodeString(value)
	if err != nil || len(b) == 0 || len(b) != hashSize(algo) || strings.Trim(value, value[:1]) == "" {
		return ""
	}
	if algo == "" {
		algo = "md5"
	}
	return algo + " " + value
}
