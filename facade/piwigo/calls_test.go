package piwigo_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/piwigo"
)

// A desk calls methods with an API key.
type desk struct {
	*testing.T
	*facadetest.House
	key string
}

func newDesk(t *testing.T, scope mediasock.Scope) *desk {
	h := facadetest.Open(t, facadetest.Options{Kind: piwigo.Kind()})
	return &desk{t, h, "pkid-20260101-abcdefghij0123456789:" + h.App("ada", scope)}
}

// call posts a form in the format and returns status and answer.
func (d *desk) call(format, form string) (int, string) {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), http.MethodPost, d.URL+"/ws.php?format="+format, strings.NewReader(form))
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if d.key != "" {
		r.Header.Set("X-PIWIGO-API", d.key)
	}
	resp, err := d.HTTP.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		d.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// want calls a method and compares the status and a part of the answer.
func (d *desk) want(form string, status int, part string) {
	d.Helper()
	if got, text := d.call("json", form); got != status || !strings.Contains(text, part) {
		d.Errorf("%.100s: %d %s, want %d with %s", form, got, text, status, part)
	}
}

// Errors have Piwigo's codes, in JSON and in XML, and those that are statuses are
// sent as such.
func TestCodes_P3_P4_P7(t *testing.T) {
	d := newDesk(t, mediasock.ScopeManage)
	d.want("", 501, `{"stat":"fail","err":501,"message":"Missing \"method\" name"}`)
	d.want("method=pwg.none", 501, `"err":501`)
	d.want("method=pwg.categories.add", 200, `"err":1002,"message":"Missing parameters: name"`)
	d.want("method=pwg.images.getInfo&image_id=x", 200, `"err":1003`)
	d.want("method=pwg.images.getInfo&image_id=987654321", 404, `"err":404`)
	d.want("method=pwg.images.getInfo&image_id[]=1", 200, `"err":1003`)
	d.want("method=pwg.images.addSimple", 405, `"err":405`)
	d.want("method=pwg.session.login&username=ada&password=x", 401, `"err":401`)
	d.want("method=pwg.categories.getList&limit=3&recursive=true", 200, `"err":1003`)
	if status, text := d.call("rest", "method=pwg.none"); status != 501 || text != "<?xml version=\"1.0\"?>\n<rsp stat=\"fail\">\n\t<err code=\"501\" msg=\"Method name is not valid\" />\n</rsp>" {
		t.Errorf("in XML: %d %s", status, text)
	}
	if status, _ := d.call("pdf", "method=pwg.getVersion"); status != 400 {
		t.Errorf("an unknown format: %d, want 400", status)
	}
	d.key = ""
	d.want("method=pwg.getInfos", 401, `"err":401`)
	d.want("method=pwg.session.login&username=ada&password=x", 200, `"err":999`)
	d.want("method=pwg.session.getStatus", 200, `"username":"guest"`)
}

// What POST carries hides the query, but for the format and the method (P-1).
func TestParameters_P1(t *testing.T) {
	d := newDesk(t, mediasock.ScopeManage)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+"/ws.php?format=json&method=pwg.categories.add&name=query", strings.NewReader("comment=x&format=rest"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-PIWIGO-API", d.key)
	resp, err := d.HTTP.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, _ := io.ReadAll(resp.Body); !strings.Contains(string(b), `"message":"Missing parameters: name"`) {
		t.Errorf("the answer is %s", b)
	}
}

// Albums nest, and are listed as Piwigo lists them.
func TestAlbums_P8_P9(t *testing.T) {
	d := newDesk(t, mediasock.ScopeManage)
	made := func(form string) (id string) {
		_, text := d.call("json", "method=pwg.categories.add&"+form)
		_, id, _ = strings.Cut(text, `"id":`)
		return strings.TrimRight(id, "}")
	}
	a := made("name=A")
	b := made("name=B&parent=" + a)
	c := made("name=C&parent=" + b)
	d.want("method=pwg.categories.getList&recursive=true", 200, fmt.Sprintf(`"uppercats":"%s,%s,%s"`, a, b, c))
	d.want("method=pwg.categories.getList&recursive=true&fullname=true", 200, `"name":"A / B / C"`)
	d.want("method=pwg.categories.getList&tree_output=true&recursive=true", 200, fmt.Sprintf(`"sub_categories":[{"id":%s`, c))
	if _, text := d.call("json", "method=pwg.categories.getList&cat_id="+a); strings.Count(text, `"id":`) != 2 {
		t.Errorf("an album and its children: %s", text)
	}
	if _, text := d.call("json", "method=pwg.categories.getList"); strings.Count(text, `"id":`) != 1 || !strings.Contains(text, `"nb_categories":2`) {
		t.Errorf("the root: %s", text)
	}
	d.want("method=pwg.categories.add&name=+&parent="+a, 500, `"err":500`)
	d.want("method=pwg.categories.add&name=D&parent=99", 404, `"err":404`)
	d.want("method=pwg.categories.move&category_id="+a+"&parent="+c+"&pwg_token=", 200, `"err":1003`)
	d.want("method=pwg.categories.delete&category_id="+b+"&pwg_token=&photo_deletion_mode=no_delete", 200, `"stat":"ok"`)
	if _, text := d.call("json", "method=pwg.categories.getList&recursive=true"); strings.Count(text, `"id":`) != 1 {
		t.Errorf("after an album was deleted with those in it: %s", text)
	}
}

// Chunks that are not those of the file make no item.
func TestChunks_P12(t *testing.T) {
	d := newDesk(t, mediasock.ScopeUpload)
	sum := md5.Sum([]byte("pierpier"))
	text := hex.EncodeToString(sum[:])
	d.want("method=pwg.images.add&original_sum="+text, 500, `"err":500`)
	d.want("method=pwg.images.addChunk&data=cGllcg==&position=0&original_sum="+text, 200, `"stat":"ok"`)
	d.want("method=pwg.images.add&original_sum="+text, 500, "MD5 checksum")
	d.want("method=pwg.images.addChunk&data=cGllcg==&position=0&original_sum="+text, 200, `"stat":"ok"`)
	d.want("method=pwg.images.addChunk&data=cGllcg==&position=0&original_sum="+text, 200, `"stat":"ok"`) // again
	d.want("method=pwg.images.addChunk&data=cGllcg==&position=1&original_sum="+text, 200, `"stat":"ok"`)
	if n := len(d.Items()); n != 0 {
		t.Errorf("%d items before the file is whole", n)
	}
	d.want("method=pwg.images.add&original_filename=pier.txt&original_sum="+text, 200, `"image_id":`)
	d.want("method=pwg.images.add&original_sum="+text, 500, "file already exists")
	d.want("method=pwg.images.addChunk&data=*&position=0&original_sum="+text, 200, `"err":1003`)
	d.want("method=pwg.images.addChunk&data=cGllcg==&position=0&original_sum=../../etc/passwd", 200, `"err":1003`)
	if all := d.Items(); len(all) != 1 || all[0].Name != "pier.txt" || all[0].Size != 8 {
		t.Errorf("the items are %+v", all)
	}
}

// The token of a session is asked for where Piwigo asks, and is the session's own.
func TestToken_P5_P11(t *testing.T) {
	d := newDesk(t, mediasock.ScopeManage)
	app := strings.SplitN(d.key, ":", 2)[1]
	d.key = ""
	token := func() (cookie, token string) {
		r, err := d.HTTP.PostForm(d.URL+"/ws.php?format=json", map[string][]string{"method": {"pwg.session.login"}, "username": {"ada"}, "password": {app}})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		cookies := r.Cookies()
		if len(cookies) != 1 || cookies[0].Name != "pwg_id" || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode {
			t.Fatalf("cookies %v", cookies)
		}
		_, text := d.as(cookies[0].Value, "method=pwg.session.getStatus")
		_, rest, _ := strings.Cut(text, `"pwg_token":"`)
		return cookies[0].Value, rest[:32]
	}
	one, first := token()
	_, second := token()
	for sent, want := range map[string]int{first: 200, second: 403, "": 200} {
		status, text := d.as(one, "method=pwg.images.delete&image_id=1&pwg_token="+sent)
		if status != want || sent == "" && !strings.Contains(text, `"err":1002`) {
			t.Errorf("with the token %q: %d %s, want %d", sent, status, text, want)
		}
	}
}

// as calls with the cookie of a session.
func (d *desk) as(cookie, form string) (int, string) {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), http.MethodPost, d.URL+"/ws.php?format=json", strings.NewReader(form))
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "pwg_id="+cookie)
	resp, err := d.HTTP.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		d.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// There is one rate, and it is kept.
func TestRate(t *testing.T) {
	d := newDesk(t, mediasock.ScopeManage)
	item, err := d.Own(t, "ada").MediaAppend(t.Context(), &mediasock.Media{Title: "pier"}, memory("bytes of a photograph"))
	if err != nil {
		t.Fatal(err)
	}
	d.want("method=pwg.images.rate&image_id="+item.ID+"&rate=4", 200, `"score":4,"average":4,"count":1`)
	d.want("method=pwg.images.rate&image_id="+item.ID+"&rate=2", 200, `"score":2`)
	for _, rate := range []string{"6", "-1", "x", ""} {
		if _, text := d.call("json", "method=pwg.images.rate&image_id="+item.ID+"&rate="+rate); !strings.Contains(text, `"stat":"fail"`) {
			t.Errorf("the rate %q: %s", rate, text)
		}
	}
	d.want("method=pwg.images.rate&image_id=987654321&rate=3", 404, `"err":404`)
	m, err := mediasock.GetMedia(t.Context(), d.Own(t, "ada"), item.ID)
	if err != nil {
		t.Fatal(err)
	}
	if rate, _ := m.Attributes.Get("", "rating"); rate != "2" || m.Title != "pier" {
		t.Errorf("the item has the rating %q and the title %q", rate, m.Title)
	}
}

// memory is a file whose content is its name.
type memory string

func (m memory) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(m))), nil }
func (m memory) Size() int64                  { return int64(len(m)) }
func (m memory) Name() string                 { return "photo.jpg" }
func (m memory) Type() string                 { return "" }
