//go:build nodynamic

package heif

import (
	"github.com/gen2brain/avif"
	"github.com/gen2brain/heic"
)

// Codecs returns those that this program has.
func Codecs() []Codec {
	return []Codec{
		{"HEIC", []string{"heic", "heix", "heim", "heis", "mif1"}, heic.DecodeConfig, heic.Decode},
		{"AVIF", []string{"avif", "avis"}, avif.DecodeConfig, avif.Decode},
	}
}
