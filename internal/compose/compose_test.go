package compose

import (
	"strconv"
	"testing"

	"github.com/mediasock/mediasock/embed"
	"github.com/mediasock/mediasock/services"
)

func TestTableKeepsTheNewestForTheirFinder(t *testing.T) {
	var kept table
	first := kept.put("ada", services.Found{Source: "0"})
	if f, ok := kept.get("ada", first); !ok || f.Source != "0" {
		t.Errorf("get = %q, %v", f.Source, ok)
	}
	if _, ok := kept.get("bob", first); ok {
		t.Error("another has it")
	}
	last := ""
	for i := range maxKept {
		last = kept.put("ada", services.Found{Source: strconv.Itoa(i + 1)})
	}
	if _, ok := kept.get("ada", first); ok || len(kept.found) != maxKept || len(kept.order) != maxKept {
		t.Errorf("%d are kept, the oldest too: %v", len(kept.found), ok)
	}
	if _, ok := kept.get("ada", last); !ok {
		t.Error("the newest is gone")
	}
}

func TestRefusal_NC_ND(t *testing.T) {
	for _, c := range []struct {
		name  string
		form  form
		terms embed.Terms
		own   bool
		want  string
	}{
		{"nothing asked", form{}, embed.Terms{}, false, ""},
		{"NC sold", form{Sell: true}, embed.Terms{Copy: true, Change: true}, false, "Not for commercial use"},
		{"NC changed", form{Change: true}, embed.Terms{Copy: true, Change: true}, false, ""},
		{"ND changed", form{Change: true}, embed.Terms{Copy: true, Sell: true}, false, "Must not be changed"},
		{"no licence sold", form{Sell: true}, embed.Terms{}, false, "No licence that allows it"},
		{"her own", form{Sell: true, Change: true}, embed.Terms{}, true, ""},
	} {
		if got := refusal(c.form, c.terms, c.own); got != c.want {
			t.Errorf("%s: refusal = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFileName(t *testing.T) {
	for title, want := range map[string]string{
		"The pier at dusk": "the-pier-at-dusk.jpg", "../../etc/passwd": "etc-passwd.jpg", "\u202egpj.exe\x00": "gpj-exe.jpg", "": "picture.jpg", "<>": "picture.jpg",
	} {
		if got := fileName(title); got != want {
			t.Errorf("fileName(%q) = %q, want %q", title, got, want)
		}
	}
}
