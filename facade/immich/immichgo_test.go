package immich_test

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/immich"
	"github.com/mediasock/mediasock/library"
)

// immichGoVariable names the program immich-go, which is in no package registry:
// without it TestSequence_ImmichGo sends what that program sends.
const immichGoVariable = "MEDIASOCK_IMMICH_GO"

// TestClient_ImmichGo uploads a folder by immich-go, twice.
func TestClient_ImmichGo(t *testing.T) {
	program := os.Getenv(immichGoVariable)
	if program == "" {
		t.Skip("SKIPPED: immich-go was not tried: set " + immichGoVariable + " to the program")
	}
	h := facadetest.Open(t, facadetest.Options{Kind: immich.Kind()})
	c := newCounter(t, h.URL)
	photos := folder(t)
	run := func() {
		cmd := exec.CommandContext(t.Context(), program, "upload", "from-folder", "--no-ui", "--folder-as-album=FOLDER", "--tag=Trip/2005",
			"--server="+c.url, "--api-key="+h.App("ada", mediasock.ScopeManage), photos)
		cmd.Env, cmd.Dir = append(os.Environ(), "HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir()), t.TempDir()
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("immich-go: %v\n%s", err, out)
		}
		t.Logf("%s", out)
	}
	run()
	if n := c.count("POST /api/assets"); n != 3 {
		t.Errorf("the first upload sends %d files, want 3", n)
	}
	run()
	if n := c.count("POST /api/assets"); n != 3 {
		t.Errorf("after the second upload %d files were sent, want 3", n)
	}
	stored(t, h, photos)
	for _, m := range h.Items() {
		if !slices.Contains(m.Keywords, "Trip/2005") {
			t.Errorf("%s has the keywords %q, want %q among them", m.Name, m.Keywords, "Trip/2005")
		}
	}
}

// TestSequence_ImmichGo sends what immich-go sends to upload a file, replace it by
// a better one, file and tag it, in that order.
func TestSequence_ImmichGo(t *testing.T) {
	c := newCaller(t, library.Limits{})
	c.want("pong", c.call(200, "GET", "/api/server/ping", ""), "res")
	c.call(200, "GET", "/api/users/me", "")
	c.want(".xmp", c.call(200, "GET", "/api/server/media-types", ""), "sidecar", 0)
	c.want("v3.0.0", c.call(200, "GET", "/api/server/about", ""), "version")
	for _, queue := range []string{"thumbnailGeneration", "metadataExtraction", "videoConversion", "faceDetection", "smartSearch"} {
		c.call(200, "PUT", "/api/jobs/"+queue, `{"command":"pause","force":true}`)
	}
	c.want(nil, c.call(200, "GET", "/api/albums", ""), 0)
	c.want(0, c.call(200, "GET", "/api/assets/statistics", ""), "total")
	for _, seen := range []string{"archive", "timeline", "hidden"} {
		for _, trashed := range []string{"", `,"trashedAfter":"0001-01-01T00:00:00.000Z"`} {
			query := `{"page":1,"size":1000,"withExif":true,"visibility":"` + seen + `","order":"asc"` + trashed + `}`
			c.want(0, c.call(200, "POST", "/api/search/metadata", query), "assets", "count")
		}
	}
	small := sendAsImmichGo(c, "small.jpg", picture(t))
	album := fmt.Sprint(in(c.call(201, "POST", "/api/albums", `{"albumName":"Wales","description":"","assetIds":["`+small+`"]}`), "id"))
	c.want(small, c.call(200, "GET", "/api/albums/"+album+"?withoutAssets=false", ""), "assets", 0, "id")
	better := sendAsImmichGo(c, "better.jpg", picture(t))
	c.call(204, "PUT", "/api/assets/copy", `{"sourceId":"`+small+`","targetId":"`+better+`","albums":true,"favorite":true,"sharedLinks":true,"sidecar":true,"stack":true}`)
	c.call(204, "DELETE", "/api/assets", `{"force":true,"ids":["`+small+`"]}`)
	c.want(better, c.call(200, "GET", "/api/albums/"+album+"?withoutAssets=false", ""), "assets", 0, "id")
	c.call(200, "PUT", "/api/assets/"+better, `{"description":"Swansea","rating":3,"dateTimeOriginal":"2005-10-05T09:45:03Z"}`)
	c.want(true, c.call(200, "PUT", "/api/albums/"+album+"/assets", ids(better)), 0, "success")
	tag := fmt.Sprint(in(c.call(200, "PUT", "/api/tags", `{"tags":["Trip/2005"]}`), 0, "id"))
	c.want(true, c.call(200, "PUT", "/api/tags/"+tag+"/assets", ids(better)), 0, "success")
	c.call(501, "POST", "/api/stacks", `{"assetIds":["`+better+`","`+small+`"]}`)
	c.call(200, "PUT", "/api/jobs/smartSearch", `{"command":"resume","force":true}`)
	a := c.call(200, "GET", "/api/assets/"+better, "")
	for path, want := range map[string]any{"isFavorite": true, "originalFileName": "better.jpg", "visibility": "timeline"} {
		c.want(want, a, path)
	}
	c.want("Trip/2005", a, "tags", 1, "value") // behind that of the sidecar
	c.want(3, a, "exifInfo", "rating")
}

// sendAsImmichGo uploads a file as immich-go does: its sidecar after it.
func sendAsImmichGo(c *caller, name string, text []byte) string {
	c.Helper()
	sum := sha1.Sum(text)
	body, contentType := form(c.T,
		field{"deviceAssetId", "", name + "-1"}, field{"deviceId", "", "laptop"}, field{"assetType", "", "image"}, field{"duration", "", "00:00:00.000000"},
		field{"fileCreatedAt", "", "2005-10-05T09:45:03.000Z"}, field{"fileModifiedAt", "", "2005-10-05T09:45:03.000Z"}, field{"isFavorite", "", "true"},
		field{"fileExtension", "", ".jpg"}, field{"isReadOnly", "", "false"}, field{"visibility", "", "timeline"},
		field{"assetData", name, string(text)}, field{"sidecarData", name + ".xmp", sidecar})
	resp, answer := c.do("POST", "/api/assets", body, "Content-Type", contentType, "x-immich-checksum", base64.StdEncoding.EncodeToString(sum[:]), "Accept", "application/json")
	var said struct{ ID, Status string }
	if err := json.Unmarshal(answer, &said); err != nil || resp.StatusCode != 201 || said.Status != "created" {
		c.Fatalf("the upload of %s answers %d: %s", name, resp.StatusCode, answer)
	}
	return said.ID
}
