package webdav_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/webdav"
)

// A folder that is there is not made again, whoever locks it (RFC 4918 section
// 9.3.1): rclone makes the folder of each of the files that it sends at once, and
// gives a file up when it is told that the folder is locked.
func TestFolderThatIsThere(t *testing.T) {
	h := facadetest.Open(t, facadetest.Options{Kind: webdav.Kind()})
	app := h.App("ada", mediasock.ScopeManage)
	send := func(method, body string, want int) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, h.URL+"/dav/small/", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("ada", app)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
		if err != nil || answer.StatusCode != want {
			t.Errorf("%s: %s %q, %v; want %d", method, answer.Status, text, err, want)
		}
	}
	send("MKCOL", "", http.StatusCreated)
	send("LOCK", `<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>`, http.StatusOK)
	send("MKCOL", "", http.StatusMethodNotAllowed)
}
