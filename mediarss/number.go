package mediarss

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// integer reads a count that may not be negative; anything else is unstated.
func integer(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		n = int64(float(s))
	}
	return max(0, n)
}

func pixels(start xml.StartElement, name string) int {
	return int(min(integer(xmlio.Attr(start, name)), math.MaxInt32))
}

func float(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(f > 0) || f > math.MaxInt32 {
		return 0
	}
	return f
}

// seconds reads a duration in seconds, or as 1:02:03 as some sites have it.
func seconds(s string) float64 {
	total := 0.0
	for field := range strings.SplitSeq(s, ":") {
		total = total*60 + float(field)
	}
	return min(total, math.MaxInt32)
}
