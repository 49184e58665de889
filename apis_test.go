package mediasock_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
)

const endpoint = "http://example.com/mediasock/"

func TestAPIs_Lookup(t *testing.T) {
	const rest, up = "http://example.com/services/rest/", "http://upload.example.com/"
	tests := []struct {
		name, apis, method, url string
		ok                      bool
	}{
		{"MS-36 MS-30 wildcard at the endpoint", "mediasock.*", "mediasock.taxa.list", endpoint, true},
		{"MS-37 MS-30 single method at the endpoint", "mediasock.taxa.append", "mediasock.taxa.append", endpoint, true},
		{"MS-38 second of two", "mediasock.taxa.append;flickr.photosets.create", "flickr.photosets.create", endpoint, true},
		{"MS-39 MS-30 MS-31 wildcard with URL", "flickr.*:" + rest, "flickr.anything.at.all", rest, true},
		{"MS-40 named method overrides", "mediasock.*:" + rest + ";mediasock.media.append:" + up, "mediasock.media.append", up, true},
		{"MS-40 others stay", "mediasock.*:" + rest + ";mediasock.media.append:" + up, "mediasock.taxa.list", rest, true},
		{"MS-41 not offered", "mediasock.media.append", "mediasock.media.update", "", false},
		{"MS-33 inherited", "flickr.*:http://a/rest;flickr.photosets.create;mediasock.media.append:http://b/", "flickr.photosets.create", "http://a/rest", true},
		{"MS-33 own URL", "flickr.*:http://a/rest;flickr.photosets.create;mediasock.media.append:http://b/", "mediasock.media.append", "http://b/", true},
		{"A-18 across namespaces", "flickr.*:http://a/rest;mediasock.handshake", "mediasock.handshake", "http://a/rest", true},
		{"A-18 a named item passes nothing on", "a.b:http://a/;c.d", "c.d", endpoint, true},
		{"A-18 a wildcard without URL keeps what it inherits", "a.*:http://a/;b.*;c.d", "c.d", "http://a/", true},
		{"A-18 the latest wildcard counts", "a.*:http://a/;b.*:http://b/;c.d", "c.d", "http://b/", true},
		{"A-19 specific before wildcard", "mediasock.media.append:" + up + ";mediasock.*:" + rest, "mediasock.media.append", up, true},
		{"A-19 longer wildcard", "flickr.*:http://a/;flickr.photos.*:http://b/", "flickr.photos.search", "http://b/", true},
		{"A-20 MS-31 colons of scheme and port", "a.b:https://h:8080/x", "a.b", "https://h:8080/x", true},
		{"A-14 any case of its own names", "MediaSock.Media.Append", "mediasock.media.append", endpoint, true},
		{"A-14 foreign names keep theirs", "metaWeblog.newPost", "metaweblog.newpost", "", false},
		{"A-11 short name asked for", "mediasock.media.append", "media.append", endpoint, true},
		{"step 2 spaces and empties", " ; mediasock.handshake ;; a.b ", "a.b", endpoint, true},
		{"step 3 raw semicolon in a URL", "a.b:http://h/x;y=1;c.d", "a.b", "http://h/x;y=1", true},
		{"step 3 next item is found", "a.b:http://h/x;y=1;c.d", "c.d", endpoint, true},
		{"step 5 relative", "a.b:../up?x=1", "a.b", "http://example.com/up?x=1", true},
		{"step 5 another scheme", "a.b:javascript:alert(1)", "a.b", "", false},
		{"step 5 a password in it", "a.b:http://u:p@h/", "a.b", "", false},
		{"A-59 uploads of a lone wildcard", "flickr.*:http://a/services/rest/", "flickr.upload", "http://a/services/upload/", true},
		{"A-59 without a slash", "flickr.*:http://a/b/services/rest", "flickr.upload", "http://a/b/services/upload/", true},
		{"A-59 uploads that are named", "flickr.*:http://a/services/rest/;flickr.upload:http://b/up", "flickr.upload", "http://b/up", true},
		{"A-59 a wildcard that is not as Flickr's", "flickr.*:http://a/rest/", "flickr.upload", "", false},
		{"MS-30 a wildcard is whole segments", "flickr.*", "flickrx.a", "", false},
		{"no name", "nonsense;*;.a;a..b", "nonsense", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url, ok := mediasock.ParseAPIs(tt.apis, endpoint).Lookup(tt.method)
			if url != tt.url || ok != tt.ok {
				t.Errorf("ParseAPIs(%q).Lookup(%q) = %q, %v, want %q, %v", tt.apis, tt.method, url, ok, tt.url, tt.ok)
			}
		})
	}
}

func TestAPIs_LookupAll_step9_MS32(t *testing.T) {
	apis := mediasock.ParseAPIs("a.*:http://w/;a.b:http://1/;a.b:http://2/;a.b:http://1/", endpoint)
	if got, want := apis.LookupAll("a.b"), []string{"http://1/", "http://2/"}; !slices.Equal(got, want) {
		t.Errorf("LookupAll(a.b) = %q, want %q", got, want)
	}
	if got := apis.LookupAll("b.c"); got != nil {
		t.Errorf("LookupAll(b.c) = %q, want none", got)
	}
}

// TestAPIs_order: what is read and written keeps the service's preferences.
func TestAPIs_order_MS32(t *testing.T) {
	const list = "mediasock.taxa.append;flickr.photosets.create;atompub.service"
	apis := mediasock.ParseAPIs(list, "")
	for i, want := range strings.Split(list, ";") {
		if apis[i].Name != want {
			t.Errorf("item %d of %q is %q, want %q", i, list, apis[i].Name, want)
		}
	}
	if got := apis.String(); got != list {
		t.Errorf("String() = %q, want %q", got, list)
	}
}

func TestAPIs_Inherited_A18(t *testing.T) {
	for i, item := range mediasock.ParseAPIs("a.*:http://w/;a.b;a.c:http://1/", endpoint) {
		if want := i == 1; item.Inherited != want {
			t.Errorf("item %d %+v: Inherited = %v, want %v", i, item, item.Inherited, want)
		}
	}
}

func TestAPIs_String(t *testing.T) {
	tests := []struct {
		name string
		apis mediasock.APIs
		want string
	}{
		{"MS-29 no white space", mediasock.APIs{{Name: "mediasock.*"}, {Name: "a.b", URL: "http://h/"}}, "mediasock.*;a.b:http://h/"},
		{"MS-35 encoded", mediasock.APIs{{Name: "a.b", URL: `http://h:81/x:y;z"?q=a b`}}, "a.b:http://h:81/x%3Ay%3Bz%22?q=a%20b"},
		{"A-18 would inherit wrongly", mediasock.APIs{{Name: "a.*", URL: "http://h/"}, {Name: "mediasock.*"}}, "mediasock.*;a.*:http://h/"},
		{"MS-34 no name", mediasock.APIs{{Name: "a:b"}, {Name: "a;b.c"}, {Name: "a.b"}}, "a.b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.apis.String(); got != tt.want {
				t.Errorf("String() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAPIs_At(t *testing.T) {
	apis := mediasock.APIs{{Name: "a.b"}, {Name: "c.d", URL: "http://h/"}}
	if got, want := apis.At(endpoint).String(), "a.b:"+endpoint+";c.d:http://h/"; got != want {
		t.Errorf("At = %q, want %q", got, want)
	}
	if apis[0].URL != "" {
		t.Error("At changed its receiver")
	}
}

func TestCanonicalMethod_A11_A14(t *testing.T) {
	for in, want := range map[string]string{
		"media.append": "mediasock.media.append", "Handshake": "mediasock.handshake",
		"MEDIASOCK.X.Y": "mediasock.x.y", "metaWeblog.newPost": "metaWeblog.newPost", "": "",
	} {
		if got := mediasock.CanonicalMethod(in); got != want {
			t.Errorf("CanonicalMethod(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzParseAPIs(f *testing.F) {
	for _, s := range []string{
		"mediasock.*", "flickr.*:http://a/rest;flickr.photosets.create;mediasock.media.append:http://b/",
		"a.b:http://h/x;y=1;c.d", "a.b:/rel;c.*::;;", "a.b:http://[::1]:8/;x", "feat.cmc;MediaSock.X", "a.b:http://h/%zz",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first := mediasock.ParseAPIs(s, endpoint)
		text := first.String()
		if strings.ContainsAny(text, "\" \t\n<") {
			t.Fatalf("ParseAPIs(%q).String() = %q", s, text)
		}
		again := mediasock.ParseAPIs(text, endpoint)
		if again.String() != text || len(again) != len(first) {
			t.Fatalf("%q: read %v, wrote %q, read %v", s, first, text, again)
		}
		for i := range first {
			if first[i].Name != again[i].Name {
				t.Fatalf("%q: item %d is %v, then %v", s, i, first[i], again[i])
			}
		}
	})
}

func ExampleAPIs_Lookup() {
	apis := mediasock.ParseAPIs("mediasock.*:http://example.com/services/rest/;mediasock.media.append:http://upload.example.com/",
		"http://example.com/mediasock/")
	upload, _ := apis.Lookup("mediasock.media.append")
	list, _ := apis.Lookup("mediasock.taxa.list")
	fmt.Println(upload)
	fmt.Println(list)
	// Output:
	// http://upload.example.com/
	// http://example.com/services/rest/
}
