package metadata

import (
	"math"
	"testing"
	"time"
)

func TestParseDate_A42(t *testing.T) {
	tests := []struct {
		in, want string
		zone     Zone
	}{
		{"2024:07:14 21:30:15", "2024-07-14T21:30:15Z", ZoneUnknown},
		{"2024:07:14 21:30:15.25", "2024-07-14T21:30:15.25Z", ZoneUnknown},
		{"2024:07:14 21:30:15+02:00", "2024-07-14T21:30:15+02:00", ZoneOffset},
		{"2024-07-14T21:30:15Z", "2024-07-14T21:30:15Z", ZoneOffset},
		{"2024-07-14T21:30:15+0200", "2024-07-14T21:30:15+02:00", ZoneOffset},
		{"2024-07-14T21:30", "2024-07-14T21:30:00Z", ZoneUnknown},
		{"20240714 213015-0330", "2024-07-14T21:30:15-03:30", ZoneOffset},
		{"2024-07", "2024-07-01T00:00:00Z", ZoneUnknown},
		{"1839\x00", "1839-01-01T00:00:00Z", ZoneUnknown},
		{"0000:00:00 00:00:00", "", ZoneUnknown},
		{"    :  :     :  :  ", "", ZoneUnknown},
		{"2024:13:45 99:99:99", "", ZoneUnknown},
		{"yesterday", "", ZoneUnknown},
		{"", "", ZoneUnknown},
	}
	for _, test := range tests {
		m, got := parseDate(test.in), ""
		if !m.time.IsZero() {
			got = m.time.Format(time.RFC3339Nano)
		}
		if got != test.want || m.zone != test.zone {
			t.Errorf("parseDate(%q) = %q, %q, want %q, %q", test.in, got, m.zone, test.want, test.zone)
		}
	}
}

func TestISO6709_A43(t *testing.T) {
	tests := []struct {
		in   string
		want *Place
	}{
		{"+60.3971+005.3245/", &Place{60.3971, 5.3245}},
		{"-33.8568+151.2153+012.5/", &Place{-33.8568, 151.2153}},
		{"+27.5916-086.5640+8850CRSWGS_84/", &Place{27.5916, -86.564}},
		{"+6023.82+00519.47/", &Place{60.397, 5.3245}},
		{"+602349.2+0051928.2/", &Place{60.397, 5.3245}},
		{"+00.0000+000.0000/", nil},
		{"+91.0+005.0/", nil},
		{"+60.3971", nil},
		{"60 N", nil},
		{"+..+..", nil},
		{"", nil},
	}
	for _, test := range tests {
		got := iso6709(test.in)
		if (got == nil) != (test.want == nil) || got != nil && *got != *test.want {
			t.Errorf("iso6709(%q) = %v, want %v", test.in, got, test.want)
		}
	}
}

func TestMatrixTurn(t *testing.T) {
	const one = 0x10000
	tests := []struct {
		a, b, c, d int32
		want       int
	}{
		{one, 0, 0, one, 1}, {-one, 0, 0, one, 2}, {-one, 0, 0, -one, 3}, {one, 0, 0, -one, 4},
		{0, one, one, 0, 5}, {0, one, -one, 0, 6}, {0, -one, -one, 0, 7}, {0, -one, one, 0, 8},
		{one / 2, one / 2, 0, one, 1}, {0, 0, 0, 0, 1}, {-3, one, -one, -3, 6},
	}
	for _, test := range tests {
		if got := matrixTurn(test.a, test.b, test.c, test.d); got != test.want {
			t.Errorf("matrixTurn(%d, %d, %d, %d) = %d, want %d", test.a, test.b, test.c, test.d, got, test.want)
		}
	}
}

// FuzzPlaceAndDate holds that what is read is a place on Earth and a date in
// the years of photography.
func FuzzPlaceAndDate(f *testing.F) {
	for _, s := range []string{"+60.3971+005.3245/", "60,23.82N", "2024-07-14T21:30:15+02:00", "2024:07:14 21:30:15"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p := iso6709(s); p != nil && !(math.Abs(p.Lat) <= 90 && math.Abs(p.Long) <= 180) {
			t.Errorf("iso6709(%q) = %v", s, *p)
		}
		if v, ok := xmpCoordinate(s); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
			t.Errorf("xmpCoordinate(%q) = %v", s, v)
		}
		if m := parseDate(s); !m.time.IsZero() && !plausible(m.time) {
			t.Errorf("parseDate(%q) = %v", s, m.time)
		}
	})
}
