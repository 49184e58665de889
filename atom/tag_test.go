package atom

import (
	"fmt"
	"testing"
)

func TestMinter_TG1_TG3(t *testing.T) {
	m := Minter{Authority: "example.org", Date: "2006-07"}
	for _, c := range []struct{ got, want string }{
		{m.Media("123"), "tag:example.org,2006-07:media-123"},
		{m.Taxon("7"), "tag:example.org,2006-07:taxon-7"},
		{m.Search("0ab"), "tag:example.org,2006-07:search:0ab"},
	} {
		if c.got != c.want {
			t.Errorf("minted %q, want %q", c.got, c.want)
		}
	}
	if id, ok := m.MediaID(m.Media("123")); id != "123" || !ok {
		t.Errorf("MediaID = %q, %v, want 123", id, ok)
	}
	for _, other := range []string{m.Taxon("1"), "tag:example.org,2007:media-123", "TAG:example.org,2006-07:media-123", ""} {
		if id, ok := m.MediaID(other); ok {
			t.Errorf("MediaID(%q) = %q, want none (TG-2: octet by octet)", other, id)
		}
	}
}

func TestMinter_Check_TG1(t *testing.T) {
	for _, m := range []Minter{{"example.org", "2006"}, {"example.org", "2006-07"}, {"ada@example.org", "2006-07-31"}} {
		if err := m.Check(); err != nil {
			t.Errorf("Check of %+v = %v", m, err)
		}
	}
	for _, m := range []Minter{{}, {"Example.org", "2006"}, {"example.org", "06"}, {"example.org", "2006-02-30"}, {"a b", "2006"}, {"a,b", "2006"}, {"a/b", "2006"}} {
		if m.Check() == nil {
			t.Errorf("Check of %+v = nil", m)
		}
	}
}

func ExampleMinter() {
	ids := Minter{Authority: "example.org", Date: "2006"}
	fmt.Println(ids.Media("123"))
	// Output: tag:example.org,2006:media-123
}
