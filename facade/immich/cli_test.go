package immich_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/immich"

	"github.com/mediasock/mediasock/internal/npm"
)

// Immich's own command line, and the Node.js that it needs.
const (
	immichCLI = "@immich/cli@3.2.2"
	nodeMajor = 22
	nodeExact = "22.23.3"
)

// TestClient_ImmichCLI uploads a folder with albums by Immich's own command line,
// twice: the second time it sends nothing.
func TestClient_ImmichCLI(t *testing.T) {
	node, cli := installCLI(t)
	h := facadetest.Open(t, facadetest.Options{Kind: immich.Kind()})
	c := newCounter(t, h.URL)
	photos := folder(t)
	run := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), node, append([]string{cli, "--url", c.url + "/api", "--key", h.App("ada", mediasock.ScopeUpload)}, args...)...)
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "IMMICH_CONFIG_DIR="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("immich %q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	if out := run("upload", "--recursive", "--album", photos); !strings.Contains(out, "Successfully uploaded 3 new assets") || !strings.Contains(out, "Successfully created 2 new albums") {
		t.Errorf("the first upload says\n%s", out)
	}
	if n := c.count("POST /api/assets"); n != 3 {
		t.Errorf("the first upload sends %d files, want 3", n)
	}
	if out := run("upload", "--recursive", "--album", photos); !strings.Contains(out, "nothing to do") {
		t.Errorf("the second upload says\n%s", out)
	}
	if n := c.count("POST /api/assets"); n != 3 {
		t.Errorf("after the second upload %d files were sent, want 3", n)
	}
	stored(t, h, photos)
	if out := run("server-info"); !strings.Contains(out, "Images: 3") {
		t.Errorf("server-info says\n%s", out)
	}
}

// stored checks that what lies in a folder is in the library, in the albums that
// its folders are, with the words of its sidecar.
func stored(t *testing.T, h *facadetest.House, photos string) {
	t.Helper()
	albums := map[string]string{}
	for a, err := range h.Own(t, "ada").TaxaList(t.Context()) {
		must(t, err)
		albums[a.ID] = a.Title
	}
	items := h.Items()
	if len(items) != 3 {
		t.Fatalf("there are %d items, want 3", len(items))
	}
	for _, m := range items {
		var in []string
		for _, id := range m.Taxa {
			in = append(in, albums[id.String()])
		}
		text, err := os.ReadFile(filepath.Join(photos, strings.Join(in, " "), m.Name))
		must(t, err)
		if int64(len(text)) != m.Size {
			t.Errorf("%s has %d bytes, want %d", m.Name, m.Size, len(text))
		}
		if m.Name == "pier.jpg" && (m.Caption != "Swansea Bay" || !slices.Contains(m.Keywords, "sea")) {
			t.Errorf("%s: caption %q, keywords %q, want what the sidecar says", m.Name, m.Caption, m.Keywords)
		}
		if m.Taken.IsZero() {
			t.Errorf("%s has no date", m.Name)
		}
	}
}

// folder makes a folder of pictures in two folders, one with a sidecar.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string][]byte{
		"Wales/pier.jpg": picture(t), "Wales/bay.jpg": picture(t), "Crete/harbour.jpg": picture(t),
		"Wales/pier.xmp": []byte(sidecar),
	} {
		must(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	return dir
}

const sidecar = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Swansea Bay</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>`

// picture returns a JPEG that nobody has seen.
func picture(t *testing.T) []byte {
	t.Helper()
	var seed [3]byte
	rand.Read(seed[:])
	m := image.NewRGBA(image.Rect(0, 0, 16, 16))
	m.Set(3, 3, color.RGBA{seed[0], seed[1], seed[2], 255})
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, m, nil))
	b.WriteString(rand.Text()) // behind the picture's end
	return b.Bytes()
}

// A counter stands before a service and counts what is asked.
type counter struct {
	url string
	mu  sync.Mutex
	all []string
}

func newCounter(t *testing.T, to string) *counter {
	t.Helper()
	u, err := url.Parse(to)
	must(t, err)
	c := new(counter)
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(u); r.Out.Host = u.Host }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.all = append(c.all, r.Method+" "+r.URL.Path)
		c.mu.Unlock()
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func (c *counter) count(call string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.all {
		if s == call {
			n++
		}
	}
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// installCLI fetches the command line, and a Node.js if there is none that is new
// enough, or skips the test where they cannot be had.
func installCLI(t *testing.T) (node, cli string) {
	t.Helper()
	packages, own := []string{immichCLI}, ""
	if !newNode(t) {
		name := fmt.Sprintf("node-%s-%s", runtime.GOOS, map[string]string{"amd64": "x64"}[runtime.GOARCH])
		if runtime.GOARCH != "amd64" {
			name = fmt.Sprintf("node-%s-%s", runtime.GOOS, runtime.GOARCH)
		}
		packages, own = append(packages, name+"@"+nodeExact), filepath.Join("node_modules", name, "bin", "node")
	}
	dir := npm.Install(t, packages...)
	if node = "node"; own != "" {
		node = filepath.Join(dir, own)
	}
	return node, filepath.Join(dir, "node_modules", "@immich", "cli", "bin", "immich")
}

// newNode reports whether the Node.js that is there is new enough.
func newNode(t *testing.T) bool {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "node", "--version").Output()
	major, _, _ := strings.Cut(strings.TrimPrefix(string(out), "v"), ".")
	n, bad := strconv.Atoi(major)
	return err == nil && bad == nil && n >= nodeMajor
}
