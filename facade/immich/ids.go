package immich

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// The kinds of things that have ids.
const (
	assetID = 'a'
	albumID = 'c' // collection
	userID  = 'u'
	keyID   = 'k'
)

// maxID is the greatest id that the service gives (doc/design.md, "Identity").
const maxID = 1<<53 - 1

// toUUID returns the UUID that stands for an id of a kind: one of version 8 (RFC
// 9562), "media", the kind, and the number. Ids that are UUIDs already, of a
// service behind another protocol, stand for themselves; others have none.
func toUUID(kind byte, id string) string {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || n == 0 || n > maxID {
		if _, ok := parseUUID(id); ok {
			return id
		}
		return ""
	}
	var b [16]byte
	copy(b[:], "media")
	b[5], b[6] = kind, 0x80
	binary.BigEndian.PutUint64(b[8:], 1<<63|n)
	return formatUUID(b)
}

// fromUUID returns the id that a UUID stands for.
func fromUUID(kind byte, s string) (id string, ok bool) {
	b, ok := parseUUID(s)
	if !ok {
		return "", false
	}
	n := binary.BigEndian.Uint64(b[8:]) &^ (1 << 63)
	if id = strconv.FormatUint(n, 10); toUUID(kind, id) == formatUUID(b) {
		return id, true
	}
	return strings.ToLower(s), true
}

// idsOf returns the ids that UUIDs of a kind stand for; unknown is the error
// where one is no UUID.
func idsOf(kind byte, uuids []string, unknown error) (mediasock.List, error) {
	ids := make(mediasock.List, len(uuids))
	for i, s := range uuids {
		var ok bool
		if ids[i], ok = fromUUID(kind, s); !ok {
			return nil, unknown
		}
	}
	return ids, few(len(uuids))
}

// tagID returns the id of the tag that a keyword of a user's is: one of version 8
// as well, of a hash. The way back is remembered, or looked for.
func tagID(user, keyword string) string {
	sum := sha256.Sum256([]byte(user + "\x00" + keyword))
	b := [16]byte(sum[:16])
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return formatUUID(b)
}

func formatUUID(b [16]byte) string {
	s := hex.EncodeToString(b[:])
	return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

func parseUUID(s string) (b [16]byte, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return b, false
	}
	n, err := hex.Decode(b[:], []byte(s[:8]+s[9:13]+s[14:18]+s[19:23]+s[24:]))
	return b, err == nil && n == len(b)
}
