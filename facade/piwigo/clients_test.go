package piwigo_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/piwigo"
)

// A step is a request as a client sends it. {NAME} stands for what is known by
// that name: app, file, sum and base64 from the start, the groups of want later.
type step struct {
	get    bool
	query  string
	header string // "Name: value"
	body   string // a form; with --B in it, multipart with that boundary
	want   string // matches the answer
}

// clients are conversations of real programs, as their sources have them.
var clients = []struct {
	name  string
	steps []step
	count int // of items in the end
}{
	// plugins/shotwell-publishing/PiwigoPublishing.vala: XML; the cookie is taken out
	// of Set-Cookie and sent by hand; ids are kept in 32 bits.
	{"Shotwell", []step{
		{body: "method=pwg.session.login&username=ada&password={app}", want: `(?s)<rsp stat="ok">.*\npwg_id=(?P<id>[^;]+);`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `<username>ada</username>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Shotwell%20Connect&comment=of%20Wales", want: `<id>(?P<cat>[0-9]{1,9})</id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getList&recursive=true", want: `<categories><category id="{cat}"[^>]*><name>Shotwell Connect</name><comment>of Wales</comment><uppercats>{cat}</uppercats>`},
		{header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\npier\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.addSimple\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"level\"\r\n\r\n0\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nsea,pier\r\n" +
			"--B\r\nContent-Disposition: form-data; filename=\"pier%20at%20dusk.jpg\"; name=\"image\"\r\nContent-Type: image/jpeg\r\n\r\n{file}\r\n--B--\r\n",
			want: `<image_id>(?P<image>[0-9]+)</image_id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.getInfo&image_id={image}", want: `<category id="{cat}"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.session.logout", want: `stat="ok"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `<username>guest</username>`},
	}, 1},
	// src/imageio/storage/piwigo.c: JSON; text is not escaped, ids have nine digits at
	// most, and a field has the name of the file's.
	{"darktable", []step{
		{query: "format=json", body: "method=pwg.session.login&username=ada&password={app}", want: `"stat":"ok","result":true(?s).*\npwg_id=(?P<id>[^;]+);`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `"pwg_token":"[0-9a-f]{32}"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Ada's 100% & more&status=private", want: `"id":(?P<cat>[0-9]{1,9})\}`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getList&cat_id=0&recursive=true",
			want: `"id":{cat},"name":"Ada's 100%".*"uppercats":"{cat}".*"id_uppercat":null,"nb_images":0`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getImages&cat_id={cat}&per_page=100&page=0", want: `"paging":\{"page":0,"per_page":100,"count":0`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.addSimple\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n/tmp/pier.jpg\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"level\"\r\n\r\n8\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"author\"\r\n\r\nAda\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nsea,night\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"pier.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n{file}\r\n--B--\r\n",
			want: `"image_id":[0-9]+`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getImages&cat_id={cat}&per_page=100&page=0", want: `"file":"pier.jpg"`},
	}, 1},
	// core/dplugins/generic/webservices/piwigo/piwigotalker.cpp: XML, an Authorization
	// that is none, a sum under a mistyped name, chunks in base64 from 1 on.
	{"digiKam", []step{
		{header: "Authorization: ezk3ZmQyYmIwLTU3YjQtNGE0YS05ZjY4fQ==", body: "password={app}&method=pwg.session.login&username=ada", want: `(?s)<rsp stat="ok">.*\npwg_id=(?P<id>[^;]+);`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.getVersion", want: `<rsp stat="ok">\n1[0-9]\.[0-9]`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Wales", want: `<id>(?P<cat>[0-9]{1,9})</id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getList&recursive=true", want: `<category id="{cat}"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.exist&md5sud->list={sum}", want: `<rsp stat="ok">`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.addChunk&original_sum={sum}&position=1&type=file&data={base64}", want: `<rsp stat="ok">`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.add&original_sum={sum}&original_filename=pier.jpg&name=Pier&author=Ada&comment=at%20dusk&categories={cat}&file_sum={sum}&date_creation=2005-10-05%2009%3A45%3A03",
			want: `<image_id>(?P<image>[0-9]+)</image_id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.exist&md5sum_list={sum}", want: `<rsp stat="ok">\n<_?{sum}>{image}</`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.getInfo&image_id={image}", want: `date_creation="2005-10-05 09:45:03".* author="Ada"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.setInfo&image_id={image}&categories={cat}", want: `<rsp stat="ok">`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.add&original_sum={sum}&categories={cat}", want: `code="500" msg="file already exists"`},
	}, 1},
	// piwigoPublish.lrplugin/PiwigoAPI.lua: the cookies that begin with pwg, parameters
	// in the query of a GET, and no upload but by a webmaster.
	{"Lightroom, PiwigoPublish", []step{
		{query: "format=json", body: "method=pwg.session.login&username=ada&password={app}", want: `"stat":"ok"(?s).*\npwg_id=(?P<id>[^;]+);`},
		{get: true, query: "format=json&method=pwg.session.getStatus", header: "Cookie: pwg_id={id}", want: `"status":"webmaster".*"pwg_token":"(?P<token>[0-9a-f]+)".*"version":"[0-9.]+"`},
		{get: true, query: "format=json&method=pwg.getVersion", header: "Cookie: pwg_id={id}", want: `"result":"[0-9]+\.[0-9]+`},
		{get: true, query: "format=json&method=pwg.categories.getList&recursive=true&fullname=false", header: "Cookie: pwg_id={id}", want: `"categories":\[\]`},
	}, 0},
}

// Conversations of real programs end as these programs expect.
func TestClients_P1_P5_P8_P10_P12(t *testing.T) {
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			h := facadetest.Open(t, facadetest.Options{Kind: piwigo.Kind()})
			file := "\xff\xd8\xff\xe0 a file of " + c.name
			sum := md5.Sum([]byte(file))
			known := map[string]string{
				"app": h.App("ada", mediasock.ScopeManage), "file": file, "sum": hex.EncodeToString(sum[:]),
				"base64": url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(file))),
			}
			for i, s := range c.steps {
				answer := s.send(t, h, known)
				match := regexp.MustCompile(filled(s.want, known, regexp.QuoteMeta))
				groups := match.FindStringSubmatch(answer)
				if groups == nil {
					t.Fatalf("step %d, %.60s: the answer\n%s\ndoes not match %s", i+1, s.body+s.query, answer, match)
				}
				for n, name := range match.SubexpNames() {
					if name != "" {
						known[name] = groups[n]
					}
				}
			}
			if n := len(h.Items()); n != c.count {
				t.Errorf("%d items in the end, want %d", n, c.count)
			}
		})
	}
}

// filled returns s with what is known in the place of names.
func filled(s string, known map[string]string, quote func(string) string) string {
	for name, value := range known {
		s = strings.ReplaceAll(s, "{"+name+"}", quote(value))
	}
	return s
}

// send sends a step and returns the answer, its cookies in lines after it.
func (s step) send(t *testing.T, h *facadetest.House, known map[string]string) string {
	t.Helper()
	plain := func(v string) string { return v }
	method, mediaType := http.MethodPost, "application/x-www-form-urlencoded"
	if s.get {
		method = http.MethodGet
	}
	if strings.HasPrefix(s.body, "--B") {
		mediaType = "multipart/form-data; boundary=B"
	}
	r, err := http.NewRequestWithContext(t.Context(), method, h.URL+"/ws.php?"+s.query, strings.NewReader(filled(s.body, known, plain)))
	if err != nil {
		t.Fatal(err)
	}
	if !s.get {
		r.Header.Set("Content-Type", mediaType)
	}
	if name, value, ok := strings.Cut(s.header, ": "); ok {
		r.Header.Set(name, filled(value, known, plain))
	}
	resp, err := h.HTTP.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n" + strings.Join(resp.Header.Values("Set-Cookie"), "\n")
}

// What Perl's libwww sends, on which Piwigo's own scripts stand: parameters in any
// order, the file before the method or after it, chunks out of order, and the name
// and password as Basic too.
func TestLibWWW_P1_P11_P12_P13(t *testing.T) {
	if err := exec.CommandContext(t.Context(), "perl", "-MLWP::UserAgent", "-e", "1").Run(); err != nil {
		t.Skip("SKIPPED: needs LWP::UserAgent, of the Debian package libwww-perl")
	}
	h := facadetest.Open(t, facadetest.Options{Kind: piwigo.Kind()})
	for _, method := range []string{"addSimple", "upload", "addChunk", "uploadAsync"} {
		file := filepath.Join(t.TempDir(), method+".jpg")
		data := bytes.Repeat([]byte(method+" \x00\xff+/="), 60_000)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := perl(t.Context(), h.URL+"/ws.php", "ada", h.App("ada", mediasock.ScopeUpload), method, file)
		if err != nil {
			t.Errorf("%s: %v\n%s", method, err, out)
			continue
		}
		stored(t, h, method, data)
	}
}

func perl(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "perl", append([]string{"testdata/uploader.pl"}, args...)...).CombinedOutput()
	return string(out), err
}

// stored checks that an item has these bytes.
func stored(t *testing.T, h *facadetest.House, what string, data []byte) {
	t.Helper()
	sum := md5.Sum(data)
	s := h.Own(t, "ada")
	item, err := mediasock.FindMedia(t.Context(), s, "md5", sum[:])
	if err != nil {
		t.Errorf("%s: the file is not there: %v", what, err)
		return
	}
	m, err := mediasock.GetMedia(t.Context(), s, item.ID)
	if err != nil || m.File.Name != what+".jpg" || m.File.Size != int64(len(data)) {
		t.Errorf("%s: the item is %+v, %v", what, m, err)
	}
}
