package thirdparty

import "testing"

// TestWget: of several challenges wget takes the last that it knows, gives up if
// the last is WSSE, and quotes the algorithm of Digest (D-4).
func TestWget_MS200_MS201_A34(t *testing.T) {
	need(t, "wget", "wget")
	for _, tt := range []struct {
		name, mechanisms string
		args             []string
	}{
		{"D-4 all challenges", "", nil},
		{"MS-200 digest", "hdi", nil},
		{"D-4 digest and WSSE", "hdi,hws", nil},
		{"MS-201 basic", "hba", nil},
		{"MS-201 basic at once", "", []string{"--auth-no-challenge"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.mechanisms)
			args := append(tt.args, "-q", "-O", "-", "--user", "ann", "--password", s.app)
			out := run(t, "wget", append(args, "--post-data", "method=mediasock.taxa.append&apikey=wget&taxon.title=Pier", s.url)...)
			want(t, out, success, `title="Pier"`)
			want(t, run(t, "wget", append(args, s.url+"?method=mediasock.taxa.list&apikey=wget")...), success, `title="Pier"`)
		})
	}
	s := start(t, "")
	if out, err := try(t, "wget", "-q", "-O", "-", "--user", "ann", "--password", "wrong", s.url+"?method=mediasock.taxa.list"); err == nil {
		t.Errorf("wget with a wrong password succeeds:\n%s", out)
	}
}
