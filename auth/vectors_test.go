package auth

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/wire"
)

// The vectors of requirements section 8.

func TestDigestVectors(t *testing.T) {
	const rfc7616 = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
	for _, tt := range []struct {
		name, algorithm, user, realm, password, nonce, cnonce, want string
	}{
		{"RFC 7616 MD5", "MD5", "Mufasa", "http-auth@example.org", "Circle of Life", rfc7616,
			"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "8ca523f5e9506fed4657c9700eebdbec"},
		{"RFC 7616 SHA-256", "SHA-256", "Mufasa", "http-auth@example.org", "Circle of Life", rfc7616,
			"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
		{"RFC 2617", "", "Mufasa", "testrealm@host.com", "Circle Of Life", "dcd98b7102dd2f0e8b11d0f600bfb0c093",
			"0a4f113b", "6629fae49393a05397450978507c4ef1"},
	} {
		f := digestFields{
			username: tt.user, realm: tt.realm, nonce: tt.nonce, uri: "/dir/index.html",
			algorithm: tt.algorithm, cnonce: tt.cnonce, qop: "auth", nc: "00000001",
		}
		if got, ok := f.compute(tt.user, tt.password, "GET"); !ok || got != tt.want {
			t.Errorf("%s: compute = %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
}

func TestUserHash_D7(t *testing.T) {
	const want = "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
	if got := UserHash("SHA-512-256", "Jäsøn Doe", "api@example.org"); got != want {
		t.Errorf("UserHash = %q, want %q", got, want)
	}
}

func TestWSSEVectors_W3(t *testing.T) {
	for _, tt := range []struct{ name, nonce, created, password, want string }{
		{"literal, XML.com", "d36e316282959a9ed4c89851497a717f", "2003-12-15T14:43:07Z", "taadtaadpstcsm", "quR/EWLAV4xLf9Zqyw4pDmfV9OY="},
		{"literal, Movable Type", "7c19aeed85b93d35ba42e357f10ca19bf314d622", "2004-01-20T01:09:39Z", "Nelson", "VfJavTaTy3BhKkeY/WVu9L6cdVA="},
		{"decoded", "AAECAwQFBgcICQoLDA0ODw==", "2006-07-07T12:00:00Z", "s3cret", "4SIc1K72TgCJu0wD0c0iHNFZfwk="},
		{"literal, same input", "AAECAwQFBgcICQoLDA0ODw==", "2006-07-07T12:00:00Z", "s3cret", "Lxm5/89wbEc1jX5KzaGXEpClIUA="},
	} {
		token := wsseToken{nonce: tt.nonce, created: tt.created, digest: tt.want}
		if _, ok := token.matches(tt.password); !ok {
			t.Errorf("%s: matches(%q) = false, want true", tt.name, tt.password)
		}
		if _, ok := token.matches(tt.password + "x"); ok {
			t.Errorf("%s: matches(%q) = true, want false", tt.name, tt.password+"x")
		}
	}
}

func TestSignatureVectors_MS198_A61(t *testing.T) {
	const key = "T63YV3Y3JOJ9JB663VVSTE33G"
	params := wire.Params{
		{Name: "method", Value: "mediasock.media.append"}, {Name: "apikey", Value: "demo"}, {Name: "username", Value: "alice"},
		{Name: "media.title", Value: "Pier at dusk"},
		{Name: "media.keywords", Value: "sea;night"}, {Name: "media.parents", Value: "12;15"},
	}
	data := memData("\xff\xd8\xff\xd9")
	for _, tt := range []struct {
		name   string
		params wire.Params
		data   bool
		want   string
	}{
		{"H1", params, false, "3a86a76f3ced292dfb2b922eadba6d3e"},
		{"H2 values only", params, false, "6e35291be3b10a5b02014f67c5d5aaa7"},
		{"H3 with the file", params, true, "f5cd75a127118423a51ec6ecc9e98371"},
		{"H5 all parameters", params, false, "c7cdd6741bf8fd309f8f6a5dfcf9ae0b"},
		{"no parameters", nil, false, "c1f4178234ae09a53a1ade02dc4caf97"},
	} {
		c := &wire.Call{Params: tt.params}
		if tt.data {
			c.Data = data
		}
		keys := []Secret{{ID: "1", Password: "another"}, {ID: "2", Password: key}}
		found, err := findKey(keys, c, tt.want)
		if err != nil || found == nil || found.ID != "2" {
			t.Errorf("%s: findKey = %v, %v, want key 2", tt.name, found, err)
		}
		if found, _ = findKey(keys, c, strings.Repeat("0", 32)); found != nil {
			t.Errorf("%s: findKey of a wrong signature = %v, want none", tt.name, found)
		}
	}
	if got, want := SignKey(key, params), "3a86a76f3ced292dfb2b922eadba6d3e"; got != want {
		t.Errorf("SignKey = %q, want %q: what is sent is H1", got, want)
	}
}

func TestSignatureReceivedOrder_A61(t *testing.T) {
	params := wire.Params{{Name: "b", Value: "1\r\n2"}, {Name: "a", Value: "3"}}
	for text, want := range map[string]bool{
		"kb1\n2a3": true, "k1\n23": true, "ka3b1\n2": true, "k31\n2": true,
		"kb1\r\n2a3": false, "ka3": false,
	} {
		found, err := findKey([]Secret{{Password: "k"}}, &wire.Call{Params: params}, digestOf("", text))
		if err != nil || (found != nil) != want {
			t.Errorf("findKey for md5(%q) = %v, %v, want found %v", text, found, err, want)
		}
	}
}

func TestCipherVectors_MS209_MS210_MS211_MS212_A66_A67(t *testing.T) {
	for _, tt := range []struct {
		cipher         Cipher
		name, password string
	}{
		{MD5(), "6384e2b2184bcbf58eccf10ca7a6563c", "33e1b232a4e6fa0028a6670753749a17"},
		{CRY(), "alfu/zwrG7eZw", "al/Pai9bi5nNw"},
		{TXT(), "alice", "s3cret"},
		{SSL(), "alice", "s3cret"},
	} {
		name, password, err := tt.cipher.Write("alice", "s3cret")
		if err != nil || name != tt.name || password != tt.password {
			t.Errorf("%s: Write = %q, %q, %v, want %q, %q", tt.cipher.Sock, name, password, err, tt.name, tt.password)
		}
	}
}

func TestCryptMatches(t *testing.T) {
	for _, tt := range []struct {
		name, sent, password string
		want                 bool
	}{
		{"DES", "abJnggxhB/yWI", "password", true},
		{"DES stops at 8", "abJnggxhB/yWI", "password12345", true},
		{"DES wrong", "abJnggxhB/yWI", "passwore", false},
		{"$1$", "$1$abcdefgh$7.vq19w/w3Vm.hk1FOA7Q/", "s3cret", true},
		{"$1$ wrong", "$1$abcdefgh$7.vq19w/w3Vm.hk1FOA7Q/", "s3creu", false},
		{"$5$", "$5$abcdefghijklmnop$wuoYLqS.hfEWkzCK57IUNAuyXRch2j9X1lRl3KzmeNB", "s3cret", true},
		{"$6$", "$6$abcdefghijklmnop$MX/U/9p1vJFl3WHuV0LxXU6VyeXNhxK34.H5GaCGFz3VpOLhXvzju3d5SbC6VFmLrYkfJPFXjzdpZoq3w/Yul0", "s3cret", true},
		{"$5$ rounds", "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA", "Hello world!", true},
		{"C-6 too many rounds", "$5$rounds=100001$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA", "Hello world!", false},
		{"bcrypt is no wire cipher", "$2a$05$abcdefghijklmnopqrstuuxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxy", "s3cret", false},
		{"empty", "", "", false},
		{"clear text", "s3cret", "s3cret", false},
		{"13 characters", "s3cret s3cret", "s3cret", false},
	} {
		if got := matchCrypt(tt.sent, tt.password); got != tt.want {
			t.Errorf("%s: matchCrypt(%q, %q) = %v, want %v", tt.name, tt.sent, tt.password, got, tt.want)
		}
	}
}

func TestCryptSalt_A67(t *testing.T) {
	for _, tt := range []struct{ username, salt string }{
		{"alice", "al"}, {"a", "a."}, {"", ".."}, {"Öl", ".."}, {"x y", "x."}, {"9/z", "9/"},
	} {
		got, err := Crypt(tt.username, "value")
		if err != nil || len(got) != 13 || got[:2] != tt.salt {
			t.Errorf("Crypt(%q) = %q, %v, want 13 characters with salt %q", tt.username, got, err, tt.salt)
		}
	}
}

// memData is a file in memory.
type memData string

func (d memData) Open() (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader([]byte(d))), nil
}
func (d memData) Size() int64  { return int64(len(d)) }
func (d memData) Name() string { return "x.jpg" }
func (d memData) Type() string { return "image/jpeg" }

// A name that nobody has costs as much as one with an app password.
func TestPickTriesWhereThereIsNone(t *testing.T) {
	for _, tt := range []struct {
		secrets []Secret
		tries   int
		found   bool
	}{
		{nil, 1, false}, {[]Secret{{Password: "a"}}, 1, true}, {[]Secret{{Password: "a"}, {Password: "b"}}, 2, true},
	} {
		tries := 0
		found := pick(tt.secrets, func(password string) bool { tries++; return true })
		if tries != tt.tries || (found != nil) != tt.found {
			t.Errorf("pick(%v) = %v after %d tries, want found %v after %d", tt.secrets, found, tries, tt.found, tt.tries)
		}
	}
}

func TestDigestNonceQuota(t *testing.T) {
	o := &Options{}
	n := newDigestNonces(o)
	for i := range maxOwned + 1 {
		err := n.use(&digestFields{nonce: n.make()}, "alice")
		if (err == nil) != (i < maxOwned) {
			t.Fatalf("nonce %d of one account: %v", i, err)
		}
	}
	if err := n.use(&digestFields{nonce: n.make()}, "bob"); err != nil {
		t.Errorf("another account: %v, want nil", err)
	}
	o.Now = func() time.Time { return time.Now().Add(time.Hour) }
	if err := n.use(&digestFields{nonce: n.make()}, "alice"); err != nil {
		t.Errorf("an hour later: %v, want nil", err)
	}
	if len(n.seen) != 1 || len(n.order) != 1 || len(n.owned) != 1 {
		t.Errorf("an hour later %d, %d, %d are kept, want 1", len(n.seen), len(n.order), len(n.owned))
	}
}
