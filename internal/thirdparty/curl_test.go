package thirdparty

import (
	"path/filepath"
	"strings"
	"testing"
)

// upload returns curl's arguments for a file.
func upload(path string, more ...string) []string {
	return append(more, "-sS",
		"-F", "media.data=@\""+path+"\";type=image/jpeg", "-F", "media.title=\"Pier; at night\"",
		"-F", "method=mediasock.media.append", "-F", "apikey=curl")
}

func TestCurl_MS16_A33_A34(t *testing.T) {
	need(t, "curl", "curl")
	s := start(t, "")
	want(t, run(t, "curl", "-sS", s.url), `<stat value="1"`, `<apis value="mediasock.*:`)
	want(t, run(t, "curl", "-sSI", s.url), "200 OK", "Www-Authenticate: WSSE", "Www-Authenticate: Digest")
	out := run(t, "curl", "-sS", "-w", " %{http_code}", s.url+"?method=mediasock.taxa.list")
	want(t, out, `<stat value="1"`, " 401")
}

func TestCurlUploads_MS191_MS193_MS200_MS201(t *testing.T) {
	need(t, "curl", "curl")
	jar := filepath.Join(t.TempDir(), "jar")
	for _, tt := range []struct {
		name, mechanism string
		before          []string // the arguments of a call that comes first
		args            []string
	}{
		{"MS-200 digest, whose first request is an empty POST", "hdi", nil, []string{"--digest", "-u", "ann:APP"}},
		{"MS-201 basic", "hba", nil, []string{"-u", "ann:APP"}},
		{"whatever is offered", "", nil, []string{"--anyauth", "-u", "ann:APP"}},
		{"MS-191 parameters after the file", "hpo", nil, []string{"-F", "username=ann", "-F", "password=APP"}},
		{"MS-193 a cookie", "hsc",
			[]string{"-sS", "-c", jar, "-d", "method=mediasock.handshake&apikey=curl&username=ann&password=APP"}, []string{"-b", jar}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.mechanism)
			path := photograph(t, 1000)
			if tt.before != nil {
				want(t, run(t, "curl", s.with(tt.before)...), success)
			}
			args := append(upload(path, s.with(tt.args)[:len(tt.args)]...), s.url)
			want(t, run(t, "curl", args...), success, `<item value="`)
			want(t, run(t, "curl", args...), `<stat value="20"`)
		})
	}
}

// with returns arguments with the password in them and the URL after them.
func (s *site) with(args []string) []string {
	var all []string
	for _, arg := range args {
		all = append(all, strings.ReplaceAll(arg, "APP", s.app))
	}
	return append(all, s.url)
}

// TestCurlExpects_X5: above a megabyte curl asks before it sends. A wrong
// password is refused without the file.
func TestCurlExpects_X5(t *testing.T) {
	need(t, "curl", "curl")
	s := start(t, "hba")
	path := photograph(t, 3<<20)
	for _, tt := range []struct{ password, want string }{{"wrong", wrong}, {s.app, success}} {
		args := append(upload(path, "-u", "ann:"+tt.password, "-H", "Expect: 100-continue"), s.url)
		want(t, run(t, "curl", args...), tt.want)
	}
}
