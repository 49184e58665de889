package immich_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// A file's own date stands before what its sender says, who stands before none;
// the words of a sidecar are read, and what only Immich knows is told again.
func TestUpload_Words(t *testing.T) {
	c := newCaller(t, library.Limits{})
	dated := mediatest.Photo(mediatest.PhotoOptions{Seed: 1, Taken: time.Date(2005, 10, 5, 9, 45, 3, 0, time.UTC)})
	a := c.call(200, "GET", "/api/assets/"+c.upload(201, "dated.jpg", dated), "")
	if at := fmt.Sprint(in(a, "fileCreatedAt")); !strings.HasPrefix(at, "2005-10-05T") {
		t.Errorf("fileCreatedAt = %s, want the file's own date", at)
	}
	id := c.upload(201, "plain.jpg", picture(t), field{"sidecarData", "plain.xmp", sidecar}, field{"isFavorite", "", "true"},
		field{"visibility", "", "archive"}, field{"deviceAssetId", "", "x"}, field{"metadata", "", `[{"key":"mobile-app","value":{"iCloudId":"x"}}]`})
	a = c.call(200, "GET", "/api/assets/"+id, "")
	for path, want := range map[string]any{
		"fileCreatedAt": "2001-02-03T04:05:06.000Z", "isFavorite": true, "isArchived": true, "visibility": "archive",
		"originalFileName": "plain.jpg", "originalMimeType": "image/jpeg", "type": "IMAGE", "duration": nil, "isTrashed": false,
	} {
		c.want(want, a, path)
	}
	c.want("Swansea Bay", a, "exifInfo", "description")
	c.want("sea", a, "tags", 0, "value")
	a = c.call(200, "PUT", "/api/assets/"+id, `{"description":"","rating":4,"isFavorite":false,"visibility":"timeline","dateTimeOriginal":"1999-12-31T23:59:59+02:00","latitude":51.5,"longitude":-3.9}`)
	for path, want := range map[string]any{"description": "", "rating": 4, "latitude": 51.5, "longitude": -3.9, "dateTimeOriginal": "1999-12-31T21:59:59.000+00:00"} {
		c.want(want, a, "exifInfo", path)
	}
	c.want("1999-12-31T23:59:59.000Z", a, "localDateTime")
	c.want(false, a, "isFavorite")
	c.want("sea", a, "tags", 0, "value") // stays
	c.call(400, "PUT", "/api/assets/"+id, `{"latitude":91,"longitude":0}`)
	c.call(400, "PUT", "/api/assets/"+id, `{"dateTimeOriginal":"yesterday"}`)
	c.call(204, "PUT", "/api/assets", `{"ids":["`+id+`"],"isFavorite":true}`)
	c.want(true, c.call(200, "GET", "/api/assets/"+id, ""), "isFavorite")
}

// Uploads that are not whole, or not what they say, leave nothing.
func TestUpload_Refused(t *testing.T) {
	c := newCaller(t, library.Limits{})
	text := picture(t)
	sum := sha1.Sum([]byte("other"))
	body, contentType := form(t, field{"assetData", "a.jpg", string(text)})
	for what, q := range map[string]struct {
		status int
		body   []byte
		header []string
	}{
		"no form":        {400, text, []string{"Content-Type", "image/jpeg"}},
		"no file":        {400, []byte("--x--\r\n"), []string{"Content-Type", "multipart/form-data; boundary=x"}},
		"a cut form":     {408, body.Bytes()[:body.Len()-20], []string{"Content-Type", contentType}},
		"much behind it": {400, append(bytes.Clone(body.Bytes()), make([]byte, 2<<20)...), []string{"Content-Type", contentType}},
		"another sum":    {408, body.Bytes(), []string{"Content-Type", contentType, "x-immich-checksum", hex.EncodeToString(sum[:])}},
		"no sum":         {400, body.Bytes(), []string{"Content-Type", contentType, "x-immich-checksum", "zz"}},
	} {
		resp, answer := c.do("POST", "/api/assets", bytes.NewReader(q.body), q.header...)
		if resp.StatusCode != q.status {
			t.Errorf("%s answers %d, want %d: %s", what, resp.StatusCode, q.status, answer)
		}
	}
	two, contentType := form(t, field{"assetData", "a.jpg", "a"}, field{"assetData", "b.jpg", "b"})
	if resp, answer := c.do("POST", "/api/assets", two, "Content-Type", contentType); resp.StatusCode != 400 {
		t.Errorf("two files answer %d, want 400: %s", resp.StatusCode, answer)
	}
	c.upload(400, "a.jpg", []byte("a"), field{"metadata", "", "{"})
	c.upload(413, "a.jpg", []byte("a"), field{"deviceId", "", strings.Repeat("x", 2<<20)})
	c.upload(400, "empty.jpg", nil)
	if n := len(c.h.Items()); n != 0 {
		t.Errorf("%d items are there", n)
	}
}

// A file that was uploaded a moment ago is known although its SHA-1 is computed
// later; to its owner alone, and not while it lies in the trash.
func TestCheck_LargeFile(t *testing.T) {
	c := newCaller(t, library.Limits{Sums: 1})
	text := picture(t)
	sum := sha1.Sum(text)
	check := func(c *caller) any {
		body, err := json.Marshal(map[string]any{"assets": []map[string]string{
			{"id": "hex", "checksum": hex.EncodeToString(sum[:])}, {"id": "base64", "checksum": base64.StdEncoding.EncodeToString(sum[:])},
		}})
		must(t, err)
		return c.call(200, "POST", "/api/assets/bulk-upload-check", string(body))
	}
	c.want("accept", check(c), "results", 0, "action")
	id := c.upload(201, "large.jpg", text)
	if m := c.h.Items()[0]; m.SHA1 != nil {
		t.Fatal("the library has computed SHA-1 before the answer")
	}
	for i, name := range []string{"hex", "base64"} {
		for path, want := range map[string]any{"id": name, "action": "reject", "reason": "duplicate", "assetId": id, "isTrashed": false} {
			c.want(want, check(c), "results", i, path)
		}
	}
	c.want("accept", check(c.as("bob", mediasock.ScopeManage)), "results", 0, "action")
	if again := c.upload(200, "again.jpg", text); again != id {
		t.Errorf("the same bytes are %s, want %s", again, id)
	}
	body, contentType := form(t, field{"assetData", "never.jpg", "never read"})
	resp, answer := c.do("POST", "/api/assets", body, "Content-Type", contentType, "x-immich-checksum", hex.EncodeToString(sum[:]))
	if resp.StatusCode != 200 || !strings.Contains(string(answer), `"duplicate"`) {
		t.Errorf("a file whose checksum is known answers %d: %s", resp.StatusCode, answer)
	}
	c.call(204, "DELETE", "/api/assets", `{"ids":["`+id+`"],"force":true}`)
	c.want("accept", check(c), "results", 0, "action")
	c.call(400, "POST", "/api/assets/bulk-upload-check", `{"assets":[{"id":"x","checksum":"x"}]}`)
}

// Nothing is destroyed, by force neither; and nothing is deleted where one is not
// there.
func TestDelete_ForceIsTheTrash(t *testing.T) {
	c := newCaller(t, library.Limits{})
	text := picture(t)
	a, b := c.upload(201, "a.jpg", text), c.upload(201, "b.jpg", picture(t))
	c.call(400, "DELETE", "/api/assets", ids(a, "6d656469-6161-8000-8000-000000000005"))
	c.call(200, "GET", "/api/assets/"+a, "")
	c.call(204, "DELETE", "/api/assets", `{"ids":["`+a+`","`+b+`"],"force":true}`)
	c.call(400, "GET", "/api/assets/"+a, "")
	c.call(400, "GET", "/api/assets/"+a+"/original", "")
	if again := c.upload(200, "a.jpg", text); again != a {
		t.Errorf("what lay in the trash comes back as %s, want %s", again, a)
	}
	c.call(200, "GET", "/api/assets/"+a, "")
}

// Pages, and what narrows a search.
func TestSearch(t *testing.T) {
	c := newCaller(t, library.Limits{})
	album := fmt.Sprint(in(c.call(201, "POST", "/api/albums", `{"albumName":"Wales","description":"x"}`), "id"))
	var all []string
	for i := range 5 {
		all = append(all, c.upload(201, fmt.Sprintf("photo-%d.jpg", i), picture(t)))
	}
	c.call(200, "PUT", "/api/albums/"+album+"/assets", ids(all[:3]...))
	tags := c.call(200, "PUT", "/api/tags", `{"tags":["Trip/2005","sea"]}`)
	c.want("2005", tags, 0, "name")
	tag := fmt.Sprint(in(tags, 0, "id"))
	c.want(true, c.call(200, "PUT", "/api/tags/"+tag+"/assets", ids(all[1])), 0, "success")
	c.call(204, "PUT", "/api/assets", `{"ids":["`+all[4]+`"],"isFavorite":true,"rating":5,"description":"the harbour at dusk"}`)
	seen, page := map[string]bool{}, any("1")
	for n := 0; page != nil && n < 9; n++ {
		found := c.call(200, "POST", "/api/search/metadata", fmt.Sprintf(`{"page":%v,"size":2}`, page))
		for i := range 2 {
			seen[fmt.Sprint(in(found, "assets", "items", i, "id"))] = true
		}
		page = in(found, "assets", "nextPage")
	}
	for _, id := range all {
		if !seen[id] {
			t.Errorf("the pages leave out %s", id)
		}
	}
	c.want(1, c.call(200, "POST", "/api/search/metadata", `{"page":5,"size":1}`), "assets", "count") // whose pages before nobody asked for
	for query, n := range map[string]int{
		`{}`: 5, `{"albumIds":["` + album + `"]}`: 3, `{"isNotInAlbum":true}`: 2, `{"tagIds":["` + tag + `"]}`: 1,
		`{"albumIds":["` + album + `"],"originalFileName":"PHOTO-2"}`: 1, `{"description":"Harbour"}`: 1, `{"isFavorite":true}`: 1, `{"isFavorite":false}`: 4,
		`{"rating":5}`: 1, `{"type":"IMAGE"}`: 5, `{"type":"VIDEO"}`: 0, `{"visibility":"timeline"}`: 5, `{"visibility":"archive"}`: 0,
		`{"id":"` + all[0] + `"}`: 1, `{"trashedAfter":"0001-01-01T00:00:00.000Z"}`: 0, `{"isOffline":true}`: 0, `{"personIds":["` + album + `"]}`: 0,
		`{"takenAfter":"2001-01-01T00:00:00.000Z","takenBefore":"2002-01-01T00:00:00.000Z"}`: 5, `{"takenAfter":"2002-01-01T00:00:00.000Z"}`: 0, `{"city":"Bern"}`: 0,
		`{"checksum":"qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}`: 0, `{"page":7}`: 0,
	} {
		if got := in(c.call(200, "POST", "/api/search/metadata", query), "assets", "count"); got != float64(n) {
			t.Errorf("the search %s finds %v, want %d", query, got, n)
		}
	}
	for _, query := range []string{`{"albumIds":["x"]}`, `{"tagIds":["x"]}`, `{"id":"x"}`, `{"checksum":"x"}`, `{"takenAfter":"x"}`, `[]`, ``} {
		c.call(400, "POST", "/api/search/metadata", query)
	}
	c.call(501, "POST", "/api/search/smart", `{"query":"pier"}`)
	c.want(3, c.call(200, "GET", "/api/albums", ""), 0, "assetCount")
	c.want(album, c.call(200, "GET", "/api/albums?assetId="+all[0], ""), 0, "id")
	c.want(nil, c.call(200, "GET", "/api/albums?assetId="+all[4], ""), 0)
	c.want("Trip/2005", c.call(200, "GET", "/api/tags", ""), 0, "value")
	c.want(nil, c.as("bob", mediasock.ScopeManage).call(200, "POST", "/api/search/metadata", `{}`), "assets", "items", 0)
}

// Pictures are shown and originals sent, in ranges too, and nothing that could
// run is shown.
func TestFiles(t *testing.T) {
	c := newCaller(t, library.Limits{})
	text := mediatest.Photo(mediatest.PhotoOptions{Seed: 2})
	id := c.upload(201, "pier.jpg", text)
	for _, size := range []string{"", "?size=thumbnail", "?size=preview"} {
		resp, b := c.do("GET", "/api/assets/"+id+"/thumbnail"+size, nil)
		if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "image/jpeg" || !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
			t.Errorf("thumbnail%s answers %d, %s", size, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
	}
	if resp, b := c.do("GET", "/api/assets/"+id+"/original", nil, "Range", "bytes=2-9"); resp.StatusCode != 206 || !bytes.Equal(b, text[2:10]) {
		t.Errorf("a range answers %d with %d bytes", resp.StatusCode, len(b))
	}
	page := c.upload(201, "page.html", []byte("<html><script>alert(1)</script></html>"))
	for _, path := range []string{"/original", "/video/playback"} {
		resp, _ := c.do("GET", "/api/assets/"+page+path, nil)
		if d := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("a page is sent with Content-Disposition %q", d)
		}
	}
	c.call(404, "GET", "/api/assets/"+page+"/thumbnail", "")
	c.call(400, "GET", "/api/assets/"+id+"/thumbnail?size=huge", "")
}

// Who asks is proved by a key, a token or the service's own ways, and told what
// she may do.
func TestAccess(t *testing.T) {
	c := newCaller(t, library.Limits{})
	for scope, want := range map[mediasock.Scope]string{mediasock.ScopeRead: "asset.read", mediasock.ScopeUpload: "asset.upload", mediasock.ScopeManage: "all"} {
		k := c.as("ada", scope)
		if got := fmt.Sprint(in(k.call(200, "GET", "/api/api-keys/me", ""), "permissions")); !strings.Contains(got, want) {
			t.Errorf("the permissions of scope %v are %s, want %s among them", scope, got, want)
		}
		status := map[bool]int{true: 200, false: 403}[scope == mediasock.ScopeManage]
		k.call(status, "GET", "/api/jobs", "")
		k.call(status, "PUT", "/api/jobs/thumbnailGeneration", `{"command":"pause","force":true}`)
	}
	me := c.call(200, "GET", "/api/users/me", "")
	email := fmt.Sprint(in(me, "email"))
	nobody := &caller{T: t, h: c.h}
	var token string
	for _, name := range []string{"ada", email} {
		in1 := nobody.call(201, "POST", "/api/auth/login", `{"email":"`+name+`","password":"`+c.key+`"}`)
		nobody.want(in(me, "id"), in1, "userId")
		token = fmt.Sprint(in(in1, "accessToken"))
	}
	nobody.call(401, "POST", "/api/auth/login", `{"email":"ada","password":"wrong"}`)
	nobody.want(email, nobody.call(200, "GET", "/api/users/me", "", "Authorization", "Bearer "+token), "email")
	nobody.call(200, "POST", "/api/auth/validateToken", "", "Authorization", "Bearer "+token)
	resp, _ := nobody.do("GET", "/upload", nil, "Authorization", "Bearer "+token)
	if resp.StatusCode == http.StatusOK {
		t.Error("a token of the façade opens the pages")
	}
	nobody.want(true, nobody.call(200, "POST", "/api/auth/logout", "", "Authorization", "Bearer "+token), "successful")
	nobody.call(401, "GET", "/api/users/me", "", "Authorization", "Bearer "+token)
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("ada:"+c.key))
	nobody.want(email, nobody.call(200, "GET", "/api/users/me", "", "Authorization", basic), "email")
	for _, path := range []string{"/api/users/me", "/api/albums", "/api/server/about", "/api/tags", "/api/stacks"} {
		nobody.call(401, "GET", path, "")
	}
	for _, path := range []string{"/api/server/ping", "/api/server/version", "/api/server/features", "/api/server/config", "/api/server/media-types", "/.well-known/immich"} {
		nobody.call(200, "GET", path, "")
	}
	nobody.call(404, "GET", "/api/nowhere", "")
	nobody.call(404, "PATCH", "/api/assets", "")
	nobody.call(403, "POST", "/api/auth/login", `{}`, "X-Forwarded-For", "192.0.2.7")
}

// What others let everyone see is not the caller's: it is listed where that is asked
// for, as shared and its owner's.
func TestAlbums_OfOthers(t *testing.T) {
	c := newCaller(t, library.Limits{})
	bob := c.as("bob", mediasock.ScopeManage)
	shown := bob.upload(201, "shown.jpg", picture(t))
	open := in(bob.call(201, "POST", "/api/albums", `{"albumName":"Open","assetIds":["`+shown+`"]}`), "id").(string)
	mine := in(c.call(201, "POST", "/api/albums", `{"albumName":"Mine"}`), "id").(string)
	for row, err := range c.h.Library.Index().Taxa(t.Context(), library.Viewer{All: true}, 0, false) {
		must(t, err)
		if row.Title == "Open" {
			_, err := c.h.Library.Index().UpdateTaxon(t.Context(), 0, row.ID, func(row *library.Taxon) error { row.Visibility = library.Public; return nil })
			must(t, err)
		}
	}
	him, me := in(bob.call(200, "GET", "/api/users/me", ""), "id"), in(c.call(200, "GET", "/api/users/me", ""), "id")
	for query, want := range map[string]string{"": mine, "?isOwned=true": mine, "?shared=true": open, "?isShared=true": open, "?isOwned=false": open, "?assetId=" + shown: open} {
		all := c.call(200, "GET", "/api/albums"+query, "")
		c.want(want, all, 0, "id")
		c.want(nil, all, 1)
		owner := map[string]any{mine: me, open: him}[want]
		c.want(owner, all, 0, "ownerId")
		c.want(owner, all, 0, "albumUsers", 0, "user", "id")
		c.want(want == open, all, 0, "shared")
	}
	c.want(1, c.call(200, "GET", "/api/albums?shared=true", ""), 0, "assetCount")
	c.want(him, c.call(200, "GET", "/api/albums/"+open, ""), "assets", 0, "ownerId")
	c.want(him, c.call(200, "GET", "/api/assets/"+shown, ""), "ownerId")
	c.want(me, c.call(200, "GET", "/api/assets/"+c.upload(201, "own.jpg", picture(t)), ""), "ownerId")
	for _, change := range [][3]string{{"PATCH", "/api/albums/" + open, `{"albumName":"Hers"}`}, {"DELETE", "/api/albums/" + open, ""}} {
		if resp, text := c.do(change[0], change[1], strings.NewReader(change[2]), "Content-Type", "application/json"); resp.StatusCode < 400 {
			t.Errorf("%s of another's album answers %d %s", change[0], resp.StatusCode, text)
		}
	}
}
