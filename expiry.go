package mediasock

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// MinIdle is how long cookies and tokens live after their last use at least
// (MS-205).
const MinIdle = 15 * time.Minute

// The numbers of an expiry: one below firstSeconds can only be idle minutes,
// for as seconds it would break the minimum of 15 minutes.
const (
	firstSeconds = 900
	maxSeconds   = 100 * 365 * 24 * 3600
)

// An Expiry is how long a [Key] lives (MS-133). The zero value is permanent.
type Expiry struct {
	Idle  time.Duration // valid until so long after its last use; 0 if not limited so
	After time.Duration // valid until so long from now; 0 if not limited so
}

// ParseExpiry reads an expiry: 0 is permanent, 1 to 899 are idle minutes, 900
// and more seconds from now. With an error it returns MinIdle, which
// every key has.
func ParseExpiry(s string) (Expiry, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	switch {
	case err != nil || n < 0:
		return Expiry{Idle: MinIdle}, fmt.Errorf("mediasock: malformed expiry %.40q", s)
	case n == 0:
		return Expiry{}, nil
	case n < firstSeconds:
		return Expiry{Idle: time.Duration(n) * time.Minute}, nil
	}
	return Expiry{After: time.Duration(min(n, maxSeconds)) * time.Second}, nil
}

// String writes the expiry as it is sent: "0", or idle minutes between 15 and
// 899; one that only has an absolute limit in seconds, 900 at least.
func (e Expiry) String() string {
	switch {
	case e.Permanent():
		return "0"
	case e.Idle > 0:
		return strconv.FormatInt(min(max(int64(e.Idle/time.Minute), 15), firstSeconds-1), 10)
	}
	return strconv.FormatInt(max(int64(e.After/time.Second), firstSeconds), 10)
}

// Permanent reports whether the key never expires.
func (e Expiry) Permanent() bool { return e.Idle <= 0 && e.After <= 0 }
