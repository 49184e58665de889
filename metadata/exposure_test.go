package metadata_test

import (
	"testing"
	"time"

	"github.com/mediasock/mediasock/metadata"
)

func TestExposure_String(t *testing.T) {
	for _, x := range []struct {
		e    metadata.Exposure
		text string
	}{
		{metadata.Exposure{Time: 4 * time.Millisecond, FNumber: 4, ISO: 100, FocalLength: 24}, "1/250 s, f/4, ISO 100, 24 mm"},
		{metadata.Exposure{Time: 500 * time.Millisecond, FNumber: 2.8}, "0.5 s, f/2.8"},
		{metadata.Exposure{Time: 30 * time.Second, FocalLength: 4.2}, "30 s, 4.2 mm"},
		{metadata.Exposure{ISO: 51200}, "ISO 51200"},
		{metadata.Exposure{}, ""},
	} {
		if got := x.e.String(); got != x.text {
			t.Errorf("String of %#v = %q, want %q", x.e, got, x.text)
		}
		if got := metadata.ParseExposure(x.text); got != x.e {
			t.Errorf("ParseExposure(%q) = %#v, want %#v", x.text, got, x.e)
		}
	}
	for text, want := range map[string]metadata.Exposure{
		"24mm,ISO100 , F/1.8,1/60s":                  {Time: time.Second / 60, FNumber: 1.8, ISO: 100, FocalLength: 24},
		"1/0 s, f/-2, ISO NaN, 1e300 mm, -1/60 s":    {},
		"Inf s, by hand, f/, mm, s, ISO, 0/0 s, a b": {},
	} {
		got := metadata.ParseExposure(text)
		if d := got.Time - want.Time; d > 1 || d < -1 || got.FNumber != want.FNumber || got.ISO != want.ISO || got.FocalLength != want.FocalLength {
			t.Errorf("ParseExposure(%q) = %#v, want %#v", text, got, want)
		}
	}
}
