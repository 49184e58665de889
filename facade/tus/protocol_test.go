package tus_test

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/facade/tus"
)

const octets = "application/offset+octet-stream"

func TestOptions(t *testing.T) {
	r := newRig(t, tus.Limits{Size: 1000})
	for _, header := range [][]string{{}, {"X-User", "nobody"}, {"Tus-Resumable", "0.2.2"}} {
		a := r.send("OPTIONS", r.url, nil, header...)
		for name, want := range map[string]string{
			"Tus-Resumable": "1.0.0", "Tus-Version": "1.0.0", "Tus-Max-Size": "1000", "Tus-Checksum-Algorithm": "sha1,sha256,md5",
			"Tus-Extension": "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination",
		} {
			if got := a.header.Get(name); got != want || a.status != http.StatusOK {
				t.Errorf("OPTIONS %v: %d, %s = %q, want 200, %q", header, a.status, name, got, want)
			}
		}
	}
}

func TestCreate(t *testing.T) {
	r := newRig(t, tus.Limits{Size: 1000})
	for name, test := range map[string]struct {
		header []string
		status int
	}{
		"a length":                {[]string{"Upload-Length", "10"}, 201},
		"the largest":             {[]string{"Upload-Length", "1000"}, 201},
		"too large":               {[]string{"Upload-Length", "1001"}, 413},
		"the length later":        {[]string{"Upload-Defer-Length", "1"}, 201},
		"no length":               {nil, 400},
		"both":                    {[]string{"Upload-Length", "1", "Upload-Defer-Length", "1"}, 400},
		"another word than 1":     {[]string{"Upload-Defer-Length", "2"}, 400},
		"a negative length":       {[]string{"Upload-Length", "-1"}, 400},
		"no number":               {[]string{"Upload-Length", "1e3"}, 400},
		"A-36 nothing":            {[]string{"Upload-Length", "0"}, 400},
		"metadata":                {[]string{"Upload-Length", "1", "Upload-Metadata", meta("filename", "a.jpg") + ",is_confidential"}, 201},
		"metadata without Base64": {[]string{"Upload-Length", "1", "Upload-Metadata", "filename a.jpg"}, 400},
		"a key twice":             {[]string{"Upload-Length", "1", "Upload-Metadata", meta("a", "1", "a", "2")}, 400},
		"an empty key":            {[]string{"Upload-Length", "1", "Upload-Metadata", "a,,b"}, 400},
		"metadata that is no text": {[]string{"Upload-Length", "1", "Upload-Metadata",
			meta("filename", "\xff")}, 400},
		"half a hash":         {[]string{"Upload-Length", "1", "Upload-Metadata", meta("sha256", "abcd")}, 400},
		"no version":          {[]string{"Upload-Length", "1", "Tus-Resumable", ""}, 412},
		"another version":     {[]string{"Upload-Length", "1", "Tus-Resumable", "1.0.1"}, 412},
		"a stranger":          {[]string{"Upload-Length", "1", "X-User", ""}, 401},
		"who may only read":   {[]string{"Upload-Length", "1", "X-User", "reader"}, 403},
		"an unknown override": {[]string{"Upload-Length", "1", "X-HTTP-Method-Override", "PUT"}, 405},
	} {
		a := r.send("POST", r.url, nil, test.header...)
		if a.status != test.status || (a.header.Get("Location") != "") != (test.status == 201) {
			t.Errorf("POST with %s: %d, Location %q, want %d: %s", name, a.status, a.header.Get("Location"), test.status, a.text)
		}
		if test.status == 412 && a.header.Get("Tus-Version") != "1.0.0" || test.status == 401 && a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("POST with %s: the answer does not say what would help: %v", name, a.header)
		}
		if test.status == 201 {
			r.send("DELETE", a.header.Get("Location"), nil)
		}
	}
}

func TestUpload(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(1, 700_000)
	said := meta("filename", "Pier at dusk.bin", "filetype", "application/x-pier", "caption", "Swansea\nbay", "keywords", "sea;pier")
	url := r.create(len(data), "Upload-Metadata", said)
	a := r.send("HEAD", url, nil)
	r.want("HEAD of a new one", a, 200, 0)
	if a.header.Get("Upload-Length") != "700000" || a.header.Get("Upload-Metadata") != said || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("HEAD: %v", a.header)
	}
	if expires, err := http.ParseTime(a.header.Get("Upload-Expires")); err != nil || time.Until(expires) < 23*time.Hour {
		t.Errorf("Upload-Expires = %q, want a day ahead", a.header.Get("Upload-Expires"))
	}
	r.want("PATCH", r.patch(url, 0, data[:300_000]), 204, 300_000)
	r.want("PATCH at another offset", r.patch(url, 0, data[:300_000]), 409, 300_000)
	r.want("PATCH of nothing", r.patch(url, 300_000, nil), 204, 300_000)
	a = r.patch(url, 300_000, data[300_000:])
	r.want("the last PATCH", a, 204, 700_000)
	item := a.header.Get("X-Mediasock-Item")
	m := r.stored(item, data)
	if m.Name != "Pier at dusk.bin" || m.Caption != "Swansea\nbay" || m.Keywords.String() != "sea;pier" || m.Title != "Pier at dusk" {
		t.Errorf("the item is %q, %q, %q, %q", m.Name, m.Title, m.Caption, m.Keywords)
	}
	if got := a.header.Get("X-Mediasock-Resource"); !strings.HasSuffix(got, "/i/"+item) || a.header.Get("X-Mediasock-Stat") != "0" {
		t.Errorf("X-Mediasock-Resource, Stat = %q, %q", got, a.header.Get("X-Mediasock-Stat"))
	}
	for what, a := range map[string]answer{
		"HEAD after the end": r.send("HEAD", url, nil), "the last PATCH again": r.patch(url, 300_000, data[300_000:]),
		"an empty PATCH at the end": r.patch(url, 700_000, nil),
	} {
		if a.status/100 != 2 || a.header.Get("X-Mediasock-Item") != item || a.number("Upload-Offset") != 700_000 {
			t.Errorf("%s answers %d, item %q, want %q", what, a.status, a.header.Get("X-Mediasock-Item"), item)
		}
	}
	if a := r.patch(url, 0, data[:10]); a.status != 409 {
		t.Errorf("PATCH at the start after the end answers %d, want 409", a.status)
	}
	r.restart()
	if got := r.send("HEAD", url, nil).header.Get("X-Mediasock-Item"); got != item {
		t.Errorf("HEAD after a restart names item %q, want %q", got, item)
	}
	a = r.patch(r.create(len(data)), 0, data)
	if a.header.Get("X-Mediasock-Item") != item || a.header.Get("X-Mediasock-Stat") != "20" {
		t.Errorf("the same bytes again: item %q, stat %q, want %q, 20 (A-52)", a.header.Get("X-Mediasock-Item"), a.header.Get("X-Mediasock-Stat"), item)
	}
	r.count(1)
}

func TestCreateWithUpload(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(2, 5000)
	a := r.send("POST", r.url, bytes.NewReader(data[:2000]), "Upload-Length", "5000", "Content-Type", octets)
	r.want("POST with a part", a, 201, 2000)
	a = r.patch(a.header.Get("Location"), 2000, data[2000:])
	r.stored(a.header.Get("X-Mediasock-Item"), data)
	whole := noise(3, 4000)
	a = r.send("POST", r.url, bytes.NewReader(whole), "Upload-Length", "4000", "Content-Type", octets)
	r.want("POST with all", a, 201, 4000)
	r.stored(a.header.Get("X-Mediasock-Item"), whole)
	a = r.send("POST", r.url, bytes.NewReader(whole), "Upload-Length", "100", "Content-Type", octets)
	r.want("POST with too much", a, 413, -1)
	a = r.send("POST", r.url, struct{ io.Reader }{bytes.NewReader(whole)}, "Upload-Length", "100", "Content-Type", octets)
	r.want("POST with too much of unknown length", a, 413, -1)
}

func TestLengthLater(t *testing.T) {
	r := newRig(t, tus.Limits{Size: 10_000})
	data := noise(4, 5000)
	url := r.send("POST", r.url, nil, "Upload-Defer-Length", "1").header.Get("Location")
	r.want("PATCH", r.patch(url, 0, data[:3000]), 204, 3000)
	r.restart()
	if a := r.send("HEAD", url, nil); a.header.Get("Upload-Defer-Length") != "1" || a.header.Get("Upload-Length") != "" {
		t.Errorf("HEAD: %v", a.header)
	}
	for _, wrong := range []string{"2999", "-1", "x", "0"} {
		r.want("PATCH with the length "+wrong, r.patch(url, 3000, nil, "Upload-Length", wrong), 400, -1)
	}
	r.want("PATCH with too large a length", r.patch(url, 3000, nil, "Upload-Length", "10001"), 413, -1)
	r.want("PATCH beyond the limit", r.patch(url, 3000, make([]byte, 7001)), 413, -1)
	r.want("PATCH with the length", r.patch(url, 3000, data[3000:4000], "Upload-Length", "5000"), 204, 4000)
	r.want("PATCH with another", r.patch(url, 4000, data[4000:], "Upload-Length", "5001"), 400, -1)
	a := r.patch(url, 4000, data[4000:], "Upload-Length", "5000")
	r.want("the last PATCH", a, 204, 5000)
	r.stored(a.header.Get("X-Mediasock-Item"), data)
}

func TestPatch_Refused(t *testing.T) {
	r := newRig(t, tus.Limits{})
	url := r.create(1000)
	part := noise(5, 100)
	for name, test := range map[string]struct {
		body   []byte
		header []string
		status int
	}{
		"another type":    {part, []string{"Content-Type", "application/octet-stream"}, 415},
		"no type":         {part, []string{"Content-Type", ""}, 415},
		"no offset":       {part, []string{"Upload-Offset", ""}, 400},
		"a bad offset":    {part, []string{"Upload-Offset", "-5"}, 400},
		"too far":         {part, []string{"Upload-Offset", "100"}, 409},
		"too much":        {noise(5, 1001), nil, 413},
		"no version":      {part, []string{"Tus-Resumable", ""}, 412},
		"a stranger":      {part, []string{"X-User", ""}, 401},
		"another user":    {part, []string{"X-User", "bob"}, 404},
		"a reader":        {part, []string{"X-User", "reader"}, 403},
		"no algorithm":    {part, []string{"Upload-Checksum", "crc32 AAAA"}, 400},
		"no sum":          {part, []string{"Upload-Checksum", "sha1"}, 400},
		"a sum too short": {part, []string{"Upload-Checksum", "sha1 AAAA"}, 400},
	} {
		if a := r.patch(url, 0, test.body, test.header...); a.status != test.status {
			t.Errorf("PATCH with %s: %d, want %d: %s", name, a.status, test.status, a.text)
		}
		r.want("HEAD after "+name, r.send("HEAD", url, nil), 200, 0)
	}
	for _, method := range []string{"HEAD", "PATCH", "DELETE"} {
		for _, path := range []string{"nothing", "..%2f..%2fversion", "a/b"} {
			if a := r.send(method, r.url+path, nil, "Content-Type", octets, "Upload-Offset", "0"); a.status != 404 {
				t.Errorf("%s of %q: %d, want 404", method, path, a.status)
			}
		}
		if a := r.send(method, url, nil, "X-User", "bob", "Content-Type", octets, "Upload-Offset", "0"); a.status != 404 {
			t.Errorf("%s of another's upload: %d, want 404", method, a.status)
		}
	}
	if a := r.send("GET", url, nil); a.status != 405 || a.header.Get("Allow") == "" {
		t.Errorf("GET: %d, want 405", a.status)
	}
	if a := r.send("GET", url, nil, "X-HTTP-Method-Override", "DELETE"); a.status != 405 {
		t.Errorf("GET that means DELETE: %d, want 405", a.status)
	}
}

func TestChecksum(t *testing.T) {
	r := newRig(t, tus.Limits{Step: 1000})
	data := noise(6, 9000)
	url := r.create(len(data))
	one, two, three := sha1.Sum(data[:3000]), sha256.Sum256(data[3000:6000]), md5.Sum(data[6000:])
	for i, sum := range []string{"sha1 " + encode(one[:]), "SHA256 " + encode(two[:]), "md5 " + encode(three[:])} {
		at := i * 3000
		spoiled := bytes.Clone(data[at : at+3000])
		spoiled[2999]++
		r.want("PATCH with a wrong byte", r.patch(url, at, spoiled, "Upload-Checksum", sum), 460, -1)
		r.want("HEAD", r.send("HEAD", url, nil), 200, int64(at))
		a := r.patch(url, at, data[at:at+3000], "Upload-Checksum", sum)
		r.want("PATCH with "+sum, a, 204, int64(at)+3000)
		if i == 2 {
			r.stored(a.header.Get("X-Mediasock-Item"), data)
		}
	}
	whole := sha256.Sum256(data)
	url = r.create(500, "Upload-Metadata", meta("sha256", hex.EncodeToString(whole[:])))
	r.want("the end of a file that is another", r.patch(url, 0, noise(7, 500)), 460, -1)
	if a := r.send("HEAD", url, nil); a.status != 404 {
		t.Errorf("HEAD of an upload that was refused for good: %d, want 404", a.status)
	}
}

func encode(sum []byte) string { return base64.StdEncoding.EncodeToString(sum) }

func TestOverride(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(8, 3000)
	url := r.create(len(data))
	a := r.send("POST", url, bytes.NewReader(data[:1000]), "X-HTTP-Method-Override", "PATCH", "Content-Type", octets, "Upload-Offset", "0")
	r.want("POST that means PATCH", a, 204, 1000)
	r.want("POST that means HEAD", r.send("POST", url, nil, "X-HTTP-Method-Override", "head"), 200, 1000)
	if a := r.send("POST", url, nil, "X-HTTP-Method-Override", "DELETE"); a.status != 204 {
		t.Errorf("POST that means DELETE: %d, want 204", a.status)
	}
	if a := r.send("HEAD", url, nil); a.status != 404 {
		t.Errorf("HEAD after DELETE: %d, want 404", a.status)
	}
	if a := r.send("POST", url, nil); a.status != 405 {
		t.Errorf("POST to an upload: %d, want 405", a.status)
	}
}

func TestTerminate_KeepsTheItem(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(9, 3000)
	url := r.create(len(data))
	item := r.patch(url, 0, data).header.Get("X-Mediasock-Item")
	if a := r.send("DELETE", url, nil); a.status != 204 {
		t.Errorf("DELETE: %d, want 204", a.status)
	}
	r.stored(item, data)
}

func TestExpiration(t *testing.T) {
	r := newRig(t, tus.Limits{Life: time.Hour, Count: 2})
	url := r.create(3000)
	r.clock.Add(3000)
	r.want("PATCH", r.patch(url, 0, noise(1, 1000)), 204, 1000)
	r.clock.Add(3000)
	r.want("HEAD within an hour of the last byte", r.send("HEAD", url, nil), 200, 1000)
	r.create(10)
	if a := r.send("POST", r.url, nil, "Upload-Length", "10"); a.status != 429 {
		t.Errorf("POST of one too many: %d, want 429", a.status)
	}
	if a := r.send("POST", r.url, nil, "Upload-Length", "10", "X-User", "bob"); a.status != 201 {
		t.Errorf("POST of another user: %d, want 201", a.status)
	}
	r.clock.Add(3601)
	if a := r.send("HEAD", url, nil); a.status != 410 {
		t.Errorf("HEAD of one that has expired: %d, want 410", a.status)
	}
	if a := r.send("HEAD", url, nil); a.status != 404 {
		t.Errorf("HEAD of one that is gone: %d, want 404", a.status)
	}
	r.create(10)
	if n, err := r.library.DropUploads(t.Context()); err != nil || n != 1 {
		t.Errorf("DropUploads = %d, %v, want bob's", n, err)
	}
}

func TestResumeWithoutAddress_X5(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(10, 9000)
	sum := sha256.Sum256(data)
	said := []string{"Upload-Length", "9000", "X-Mediasock-Resume", "1", "Upload-Metadata", meta("sha256", hex.EncodeToString(sum[:]))}
	url := r.send("POST", r.url, nil, said...).header.Get("Location")
	r.want("PATCH", r.patch(url, 0, data[:4000]), 204, 4000)
	r.restart()
	a := r.send("POST", r.url, nil, said...)
	r.want("POST of the same file", a, 201, 4000)
	if a.header.Get("Location") != url {
		t.Errorf("Location = %q, want %q", a.header.Get("Location"), url)
	}
	if a := r.send("POST", r.url, nil, append(said, "X-User", "bob")...); a.header.Get("Location") == url || a.number("Upload-Offset") != 0 {
		t.Errorf("another user's POST of the same file answers %v", a.header)
	}
	if a := r.create(9000, said[4:]...); a == url {
		t.Error("POST without the wish to resume answers with the old upload")
	}
	item := r.patch(url, 4000, data[4000:]).header.Get("X-Mediasock-Item")
	r.send("DELETE", url, nil)
	for _, u := range []string{"1", "2"} {
		a = r.send("POST", r.url, nil, said...)
		if a.header.Get("Location") != "" && a.number("Upload-Offset") != 9000 {
			r.send("DELETE", a.header.Get("Location"), nil) // the one that was begun without the wish
			continue
		}
		r.want("POST of a file that is there, "+u, a, 201, 9000)
		if a.header.Get("X-Mediasock-Item") != item || a.header.Get("X-Mediasock-Stat") != "20" {
			t.Errorf("POST of a file that is there names %q, want %q", a.header.Get("X-Mediasock-Item"), item)
		}
	}
	r.want("its HEAD", r.send("HEAD", a.header.Get("Location"), nil), 200, 9000)
	r.count(1)
}

// What the album refuses is refused at the end, for good.
func TestFinish_Refused(t *testing.T) {
	r := newRig(t, tus.Limits{})
	url := r.create(100, "Upload-Metadata", meta("parents", "12345"))
	if a := r.patch(url, 0, noise(11, 100)); a.status != 400 || !strings.Contains(a.text, "no such album") {
		t.Errorf("the last PATCH into an album that is none: %d %s, want 400", a.status, a.text)
	}
	if a := r.send("HEAD", url, nil); a.status != 404 {
		t.Errorf("HEAD afterwards: %d, want 404", a.status)
	}
}

// A quota that is full is no reason to send the bytes again.
func TestFinish_LaterWhenThereIsRoom(t *testing.T) {
	r := newRig(t, tus.Limits{})
	data := noise(12, 100)
	url := r.create(100)
	r.quota(50)
	a := r.patch(url, 0, data)
	if a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Fatalf("the last PATCH into a full account: %d %s, want 503", a.status, a.text)
	}
	if a := r.send("HEAD", url, nil); a.status != 503 {
		t.Errorf("HEAD while it is full: %d, want 503", a.status)
	}
	r.quota(0)
	r.restart()
	a = r.send("HEAD", url, nil)
	r.want("HEAD when there is room", a, 200, 100)
	r.stored(a.header.Get("X-Mediasock-Item"), data)
}
