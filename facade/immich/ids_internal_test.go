package immich

import (
	"strings"
	"testing"
)

func TestUUID(t *testing.T) {
	for id, want := range map[string]string{
		"1": "6d656469-6161-8000-8000-000000000001", "9007199254740991": "6d656469-6161-8000-801f-ffffffffffff",
		"439735282846999": "6d656469-6161-8000-8001-8fefd9544d17",
		"0":               "", "-1": "", "9007199254740992": "", "x": "", "": "", "01": "6d656469-6161-8000-8000-000000000001",
		"7d3b9a10-51f0-4dfc-9a4b-7a1de0a4c001": "7d3b9a10-51f0-4dfc-9a4b-7a1de0a4c001",
	} {
		got := toUUID(assetID, id)
		if got != want {
			t.Errorf("toUUID(%q) = %q, want %q", id, got, want)
		}
		if back, ok := fromUUID(assetID, strings.ToUpper(got)); got != "" && (!ok || back != strings.TrimLeft(id, "0")) {
			t.Errorf("fromUUID(%q) = %q, %v, want %q", got, back, ok, id)
		}
	}
	album := toUUID(albumID, "5")
	if id, ok := fromUUID(assetID, album); !ok || id != album {
		t.Errorf("the UUID of an album is the asset %q, %v", id, ok)
	}
	for _, s := range []string{"", "5", "6d656469-6161-8000-8000-00000000000", "6d656469-6161-8000-8000-00000000000g", strings.Repeat("-", 36), "6d656469x6161x8000x8000x000000000001"} {
		if id, ok := fromUUID(assetID, s); ok {
			t.Errorf("fromUUID(%q) = %q", s, id)
		}
	}
	for _, s := range []string{"6d656469-6161-8000-8000-000000000000", "6d656469-6161-8000-8020-000000000000", "6d656469-6161-8000-0000-000000000005", "6d656469-6161-8001-8000-000000000005"} {
		if id, ok := fromUUID(assetID, s); !ok || id != s {
			t.Errorf("fromUUID(%q) = %q, %v, want itself: nothing of ours", s, id, ok)
		}
	}
	if tagID("1", "sea") == tagID("2", "sea") {
		t.Error("the tags of two users have one id")
	}
}

func TestMemory(t *testing.T) {
	m := newMemory[int, int](3)
	for i := range 5 {
		m.put(i, i)
		m.put(i, i*10)
	}
	for i := range 5 {
		if v, ok := m.get(i); ok != (i >= 2) || ok && v != i*10 {
			t.Errorf("get(%d) = %d, %v", i, v, ok)
		}
	}
}
