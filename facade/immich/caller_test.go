package immich_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/immich"
	"github.com/mediasock/mediasock/library"
)

// A caller calls the façade with an API key, as clients do.
type caller struct {
	*testing.T
	h   *facadetest.House
	key string
}

func newCaller(t *testing.T, limits library.Limits) *caller {
	t.Helper()
	h := facadetest.Open(t, facadetest.Options{Kind: immich.Kind(), Limits: limits})
	return &caller{t, h, h.App("ada", mediasock.ScopeManage)}
}

// as returns a caller with another user's key.
func (c *caller) as(user string, scope mediasock.Scope) *caller {
	return &caller{c.T, c.h, c.h.App(user, scope)}
}

// do sends a request; header is pairs of name and value.
func (c *caller) do(method, path string, body io.Reader, header ...string) (*http.Response, []byte) {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, c.h.URL+path, body)
	must(c.T, err)
	if c.key != "" {
		r.Header.Set("X-Api-Key", c.key)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.h.HTTP.Do(r)
	must(c.T, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(c.T, err)
	return resp, text
}

// call sends a call in JSON and returns what is answered, which has a status.
func (c *caller) call(status int, method, path, body string, header ...string) any {
	c.Helper()
	resp, text := c.do(method, path, strings.NewReader(body), append([]string{"Content-Type", "application/json"}, header...)...)
	if resp.StatusCode != status {
		c.Fatalf("%s %s %s answers %d, want %d: %s", method, path, body, resp.StatusCode, status, text)
	}
	var answer any
	if len(text) > 0 {
		must(c.T, json.Unmarshal(text, &answer))
	}
	if p, ok := answer.(map[string]any); status >= 400 && (!ok || p["statusCode"] != float64(status) || p["message"] == "" || p["error"] != http.StatusText(status)) {
		c.Errorf("%s %s answers %s, want Immich's form of an error", method, path, text)
	}
	return answer
}

// in returns what is at a path of names and indexes in an answer.
func in(answer any, path ...any) any {
	for _, step := range path {
		switch a := answer.(type) {
		case map[string]any:
			answer = a[fmt.Sprint(step)]
		case []any:
			i, _ := step.(int)
			if i >= len(a) {
				return nil
			}
			answer = a[i]
		default:
			return nil
		}
	}
	return answer
}

// want checks what is at a path of an answer.
func (c *caller) want(want, answer any, path ...any) {
	c.Helper()
	if got := in(answer, path...); fmt.Sprint(got) != fmt.Sprint(want) {
		c.Errorf("%v = %v, want %v", path, got, want)
	}
}

// A field is a part of an upload.
type field struct{ name, file, text string }

// form writes an upload.
func form(t *testing.T, fields ...field) (body *bytes.Buffer, contentType string) {
	t.Helper()
	body = new(bytes.Buffer)
	w := multipart.NewWriter(body)
	for _, f := range fields {
		var part io.Writer
		var err error
		if f.file != "" {
			part, err = w.CreateFormFile(f.name, f.file)
		} else {
			part, err = w.CreateFormField(f.name)
		}
		must(t, err)
		_, err = io.WriteString(part, f.text)
		must(t, err)
	}
	must(t, w.Close())
	return body, w.FormDataContentType()
}

// upload sends a file, and whatever else, and returns the id that is answered
// with the status.
func (c *caller) upload(status int, name string, text []byte, more ...field) string {
	c.Helper()
	all := append([]field{{"assetData", name, string(text)}, {"fileCreatedAt", "", "2001-02-03T04:05:06.000Z"}, {"fileModifiedAt", "", "2001-02-03T04:05:06.000Z"}}, more...)
	body, contentType := form(c.T, all...)
	resp, answer := c.do("POST", "/api/assets", body, "Content-Type", contentType)
	var said struct{ ID, Status string }
	if resp.StatusCode != status || json.Unmarshal(answer, &said) != nil || status < 300 && said.ID == "" {
		c.Fatalf("the upload of %s answers %d, want %d: %s", name, resp.StatusCode, status, answer)
	}
	return said.ID
}

// ids writes a body that names assets.
func ids(uuids ...string) string {
	text, _ := json.Marshal(map[string]any{"ids": uuids})
	return string(text)
}
