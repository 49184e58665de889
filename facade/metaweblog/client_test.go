package metaweblog_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/metaweblog"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/internal/npm"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func house(t *testing.T) *facadetest.House {
	return facadetest.Open(t, facadetest.Options{Kind: metaweblog.Kind()})
}

// run runs a real client, which prints what it was told.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	var told bytes.Buffer
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s\n%s", name, err, out, told.String())
	}
	return string(out)
}

// photograph writes one to a file.
func photograph(t *testing.T, dir string) (file string, data []byte) {
	t.Helper()
	data = mediatest.Photo(mediatest.PhotoOptions{Width: 64, Height: 48})
	file = filepath.Join(dir, "Pier & dusk.jpg")
	must(t, os.WriteFile(file, data, 0o600))
	return file, data
}

// posted checks the item that a client made of a file.
func posted(t *testing.T, h *facadetest.House, id string, data []byte, title, caption, album, keyword string) {
	t.Helper()
	s := h.Own(t, "ada")
	m, err := mediasock.GetMedia(t.Context(), s, id)
	must(t, err)
	if m.Title != title || m.Caption != caption || m.Keywords.String() != keyword {
		t.Errorf("the item is %q, %q, %q, want %q, %q, %q", m.Title, m.Caption, m.Keywords, title, caption, keyword)
	}
	in := ""
	for taxon, err := range s.TaxaList(t.Context()) {
		must(t, err)
		if m.Parents.Has(taxon.ID) {
			in += taxon.Title
		}
	}
	if in != album {
		t.Errorf("it is in %q, want %q", in, album)
	}
	d, err := mediasock.OpenMedia(t.Context(), s, id)
	must(t, err)
	r, err := d.Open()
	must(t, err)
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, data) {
		t.Errorf("it has %d other bytes (%v)", len(got), err)
	}
}

// TestClient_RPCXML is Perl's RPC::XML: it declares us-ascii and sends UTF-8, and
// members come in the order of a hash.
func TestClient_RPCXML(t *testing.T) {
	needPerl(t, "RPC::XML::Client", "librpc-xml-perl")
	h, dir := house(t), t.TempDir()
	file, data := photograph(t, dir)
	out := run(t, dir, "perl", "-e", `
		use RPC::XML::Client; use RPC::XML;
		my ($url, $app, $file) = @ARGV;
		my $c = RPC::XML::Client->new($url);
		sub call { my $r = $c->send_request(@_); die "$_[0]: " . (ref $r ? $r->string : $r) if !ref $r || $r->is_fault; $r->value }
		my $blog = call("blogger.getUsersBlogs", "key", "ada", $app)->[0]{blogid};
		call("wp.newCategory", $blog, "ada", $app, {name => "K\xfcste"});
		open(my $in, "<", $file) or die; binmode $in;
		my $o = call("metaWeblog.newMediaObject", $blog, "ada", $app,
			{name => "/home/ada/Pier & dusk.jpg", type => "image/jpeg", bits => RPC::XML::base64->new($in)});
		my $id = call("metaWeblog.newPost", RPC::XML::int->new($blog), "ada", $app,
			{title => "Pier & <dusk>", description => "<p><img src=\"$o->{url}\"></p><p>one<br>two</p>",
			 categories => ["K\xfcste"], mt_keywords => "sea, night swim"}, RPC::XML::boolean->new(1));
		my $p = call("metaWeblog.getPost", $id, "ada", $app);
		die "getPost: $p->{title} $p->{categories}[0]" if $p->{title} ne "Pier & <dusk>" or @{$p->{categories}} != 1;
		die "getRecentPosts" if call("metaWeblog.getRecentPosts", $blog, "ada", $app, 5)->[0]{postid} ne $id;
		die "getPostCategories" if !call("mt.getPostCategories", $id, "ada", $app)->[0]{isPrimary};
		print $id;`, h.URL+"/xmlrpc", h.App("ada", mediasock.ScopeManage), file)
	posted(t, h, out, data, "Pier & <dusk>", "one\ntwo", "Küste", "sea;night swim")
}

// TestClient_XMLRPCLite is SOAP::Lite's: digits become <int>, what is not ASCII
// becomes <base64>.
func TestClient_XMLRPCLite(t *testing.T) {
	needPerl(t, "XMLRPC::Lite", "libxmlrpc-lite-perl")
	h, dir := house(t), t.TempDir()
	file, data := photograph(t, dir)
	out := run(t, dir, "perl", "-e", `
		use XMLRPC::Lite;
		my ($url, $app, $file) = @ARGV;
		my $c = XMLRPC::Lite->proxy($url);
		sub call { my $r = $c->call(@_); die "$_[0]: " . $r->faultstring if $r->fault; $r->result }
		my $blog = call("metaWeblog.getUsersBlogs", "0123456789", "ada", $app)->[0]{blogid};
		my $album = call("wp.newCategory", $blog, "ada", $app, {name => "2026"});
		open(my $in, "<", $file) or die; binmode $in; local $/; my $bytes = <$in>;
		my $o = call("metaWeblog.newMediaObject", $blog, "ada", $app,
			{name => "pier.jpg", type => "image/jpeg", bits => SOAP::Data->type(base64 => $bytes)});
		call("metaWeblog.editPost", $o->{id}, "ada", $app, {title => "K\xfcste", description => "2026", mt_keywords => "sea"}, 1);
		call("mt.setPostCategories", $o->{id}, "ada", $app, [{categoryId => $album}]);
		print $o->{id};`, h.URL+"/xmlrpc", h.App("ada", mediasock.ScopeManage), file)
	posted(t, h, out, data, "Küste", "2026", "2026", "sea")
}

func needPerl(t *testing.T, module, debian string) {
	t.Helper()
	if out, err := exec.Command("perl", "-M"+module, "-e", "1").CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: no %s; install the Debian package %s: %.100s", module, debian, out)
	}
}

// TestClient_Node is the package that programs for Node.js speak XML-RPC by.
func TestClient_Node(t *testing.T) {
	dir := npm.Install(t, "xmlrpc@1.3.2")
	h := house(t)
	file, data := photograph(t, dir)
	out := run(t, dir, "node", "-e", `
		const [url, app, file] = process.argv.slice(1);
		const client = require("xmlrpc").createClient(url);
		const call = (name, ...params) => new Promise((ok, no) => client.methodCall(name, params, (e, v) => e ? no(e) : ok(v)));
		(async () => {
			const [{blogid}] = await call("blogger.getUsersBlogs", "", "ada", app);
			await call("wp.newCategory", blogid, "ada", app, {name: "Küste"});
			const {url} = await call("metaWeblog.newMediaObject", blogid, "ada", app,
				{bits: require("fs").readFileSync(file), type: "image/jpeg", name: "pier.jpg"});
			const id = await call("metaWeblog.newPost", blogid, "ada", app,
				{title: "東京 & Küste", description: '<a href="' + url + '">pier.jpg</a>\r\nSwansea', categories: ["Küste"]}, true);
			const post = await call("metaWeblog.getPost", id, "ada", app);
			const wrong = await call("metaWeblog.getPost", "987654321", "ada", app).catch(e => e.faultCode);
			const several = await call("system.multicall", [
				{methodName: "metaWeblog.getPost", params: [id, "ada", app]},
				{methodName: "metaWeblog.getPost", params: [id, "ada", "wrong"]},
				{methodName: "no.such", params: []}]);
			const known = await call("system.listMethods");
			console.log(JSON.stringify({id, title: post.title, posted: post.dateCreated instanceof Date, length: post.enclosure.length, wrong,
				several: [several[0][0].postid, several[1].faultCode, several[2].faultCode], known: known.includes("mt.setPostCategories")}));
		})().catch(e => { console.error(e); process.exit(1); });`, h.URL+"/xmlrpc", h.App("ada", mediasock.ScopeManage), file)
	var told struct {
		ID, Title     string
		Posted, Known bool
		Length, Wrong int
		Several       []any
	}
	must(t, json.Unmarshal([]byte(out), &told))
	if told.Title != "東京 & Küste" || !told.Posted || told.Length != len(data) || told.Wrong != 404 || !told.Known ||
		len(told.Several) != 3 || told.Several[0] != told.ID || told.Several[1] != 403.0 || told.Several[2] != -32601.0 {
		t.Errorf("the client is told %s", out)
	}
	posted(t, h, told.ID, data, "東京 & Küste", "Swansea", "Küste", "")
}

// TestWire: what clients send that breaks what is careless (R-2 to R-4, M-6), and
// what they are told.
func TestWire(t *testing.T) {
	h := house(t)
	app := h.App("ada", mediasock.ScopeManage)
	who := "<param><value><int>1</int></value></param><param><value>ada</value></param><param><value><string>" + app + "</string></value></param>"
	call := func(method, params string) string {
		return "<methodCall><methodName>" + method + "</methodName><params>" + params + "</params></methodCall>"
	}
	for name, one := range map[string]struct{ body, want string }{
		"ISO 8859-1":             {`<?xml version="1.0" encoding="iso-8859-1"?>` + call("wp.newCategory", who+"<param><value><struct><member><name>name</name><value>K\xfcste</value></member></struct></value></param>"), "<string>"},
		"an & that is none":      {call("wp.newCategory", who+"<param><value><struct><member><name>name</name><value>A & B</value></member></struct></value></param>"), "<string>"},
		"nil and i8":             {call("metaWeblog.getRecentPosts", who+"<param><value><nil/></value></param><param><value><ex:i8>4</ex:i8></value></param>"), "<array>"},
		"no params":              {"<methodCall><methodName>system.listMethods</methodName></methodCall>", "metaWeblog.newMediaObject"},
		"no such method":         {call("metaWeblog.newest", who), "<int>-32601</int>"},
		"no XML":                 {"hello", "<int>-32700</int>"},
		"a document type":        {`<!DOCTYPE methodCall SYSTEM "file:///etc/passwd">` + call("system.listMethods", ""), "<int>-32700</int>"},
		"a wrong password":       {call("metaWeblog.getCategories", "<param><value>1</value></param><param><value>ada</value></param><param><value>no</value></param>"), "<int>403</int>"},
		"a post without a file":  {call("metaWeblog.newPost", who+"<param><value><struct><member><name>title</name><value>x</value></member></struct></value></param>"), "newMediaObject"},
		"an unknown album":       {call("metaWeblog.newMediaObject", who+"<param><value><struct><member><name>categories</name><value><array><data><value>no</value></data></array></value></member><member><name>bits</name><value><base64>AAAA</base64></value></member></struct></value></param>"), "<int>404</int>"},
		"a file in several":      {call("system.multicall", "<param><value><array><data><value><struct><member><name>methodName</name><value>metaWeblog.newMediaObject</value></member><member><name>bits</name><value><base64>AAAA</base64></value></member></struct></value></data></array></value></param>"), "<int>-32600</int>"},
		"more calls than 32":     {call("system.multicall", "<param><value><array><data>"+strings.Repeat("<value><struct><member><name>methodName</name><value>x</value></member></struct></value>", 33)+"</data></array></value></param>"), "<int>-32600</int>"},
		"base64 that is none":    {call("metaWeblog.newMediaObject", who+"<param><value><struct><member><name>bits</name><value><base64>*</base64></value></member></struct></value></param>"), "<fault>"},
		"a stranger's file":      {call("metaWeblog.newMediaObject", "<param><value><struct><member><name>bits</name><value><base64>AAAA</base64></value></member></struct></value></param>"), "<int>403</int>"},
		"a file without a call":  {call("metaWeblog.editPost", who), "<int>404</int>"},
		"a file of no such item": {call("metaWeblog.getPost", "<param><value><array><data/></array></value></param>"+who), "<int>403</int>"},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := h.HTTP.Post(h.URL+"/xmlrpc", "text/xml", strings.NewReader(one.body))
			must(t, err)
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			must(t, err)
			if resp.StatusCode != http.StatusOK || resp.ContentLength != int64(len(text)) || !strings.Contains(string(text), one.want) {
				t.Errorf("the answer is %d, %d bytes, want %s in\n%s", resp.StatusCode, resp.ContentLength, one.want, text)
			}
		})
	}
	if items := h.Items(); len(items) > 0 {
		t.Errorf("%d items were made", len(items))
	}
	titles := map[string]bool{}
	for taxon, err := range h.Own(t, "ada").TaxaList(t.Context()) {
		must(t, err)
		titles[taxon.Title] = true
	}
	if !titles["Küste"] || !titles["A & B"] {
		t.Errorf("the albums are %v", titles)
	}
}
