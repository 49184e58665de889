package tus

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/mediasock/mediasock"
)

const (
	maxMetadata = 64 << 10 // bytes of the header
	maxKeys     = 100
)

// metadata is what Upload-Metadata says, its keys in lower case.
type metadata map[string]string

// parseMetadata reads pairs of a key and a value in Base64, separated by commas.
// A value may be left out, and its padding.
func parseMetadata(s string) (metadata, error) {
	if len(s) > maxMetadata || strings.Count(s, ",") >= maxKeys {
		return nil, errMetadata
	}
	meta := metadata{}
	if strings.TrimSpace(s) == "" {
		return meta, nil
	}
	for pair := range strings.SplitSeq(s, ",") {
		key, encoded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		key = strings.ToLower(key)
		value, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(encoded), "="))
		if _, twice := meta[key]; err != nil || key == "" || twice || !utf8.Valid(value) {
			return nil, errMetadata
		}
		meta[key] = string(value)
	}
	return meta, nil
}

// name returns the file's name, as the clients of tus call it.
func (m metadata) name() string { return cmp.Or(m["filename"], m["name"]) }

// mediaType returns the type that the client calls the file.
func (m metadata) mediaType() string {
	return cmp.Or(m["filetype"], m["type"], m["mimetype"], m["content-type"])
}

// media returns what is said of the item, by the names of media.append.
func (m metadata) media() (*mediasock.Media, error) {
	media := &mediasock.Media{
		Title: m["title"], Caption: m["caption"], Note: m["note"],
		Parents: mediasock.ParseList(m["parents"]), Keywords: mediasock.ParseList(m["keywords"]),
		Attributes: mediasock.ParseAttributeList(m["attributes"]),
	}
	if said := m["sha256"]; said != "" {
		sum, err := hex.DecodeString(said)
		if err != nil || len(sum) != 32 {
			return nil, errMetadata
		}
		media.SHA256 = sum
	}
	return media, nil
}
