//go:build !nodynamic

package heif

// Codecs returns those that this program has.
func Codecs() []Codec { return nil }
