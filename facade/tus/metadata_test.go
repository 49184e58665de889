package tus

import (
	"strings"
	"testing"
)

func TestParseMetadata(t *testing.T) {
	for said, want := range map[string]string{
		"":                                  "",
		"filename YS5qcGc=":                 "a.jpg",
		"filename YS5qcGc":                  "a.jpg",
		"  filename   YS5qcGc=  , x":        "a.jpg",
		"Name YS5qcGc=":                     "a.jpg",
		"filename YS5qcGc=,name Yi5qcGc=":   "a.jpg",
		"filename w6Qua" + "nBn":            "ä.jpg",
		"relativePath bnVsbA==,filename eA": "x",
	} {
		meta, err := parseMetadata(said)
		if err != nil || meta.name() != want {
			t.Errorf("parseMetadata(%q) names %q, %v, want %q", said, meta.name(), err, want)
		}
	}
	for _, said := range []string{",", "a !", "a YQ==,a YQ==", "a YQ==,", "a /w==", strings.Repeat("a,", 200), "a " + strings.Repeat("Y", maxMetadata)} {
		if meta, err := parseMetadata(said); err == nil {
			t.Errorf("parseMetadata(%.40q) = %v, want an error", said, meta)
		}
	}
}

func FuzzParseMetadata(f *testing.F) {
	f.Add("filename YS5qcGc=,title UGllcg==,is_confidential")
	f.Add("sha256 " + strings.Repeat("YWE=", 3))
	f.Add("parents MTsy,keywords c2VhO3BpZXI=,attributes Z2VvOmxvY2F0aW9u")
	f.Fuzz(func(t *testing.T, said string) {
		meta, err := parseMetadata(said)
		if err != nil {
			return
		}
		if len(meta) > maxKeys {
			t.Errorf("parseMetadata(%q) has %d keys", said, len(meta))
		}
		if m, err := meta.media(); err == nil && len(m.SHA256) != 0 && len(m.SHA256) != 32 {
			t.Errorf("media of %q has the hash %x", said, m.SHA256)
		}
	})
}

func FuzzParseChecksum(f *testing.F) {
	f.Add("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
	f.Add("md5 1B2M2Y8AsgTpgAmY7PhCfg==")
	f.Add("sha256")
	f.Fuzz(func(t *testing.T, said string) {
		c, err := parseChecksum(said)
		if err == nil && said != "" && (c.sum == nil || len(c.want) != c.sum.Size()) {
			t.Errorf("parseChecksum(%q) = %+v", said, c)
		}
	})
}
