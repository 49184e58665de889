package check_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/check"
)

// A broken service is the canned one with one fault, and the rules that must
// find it: errors and warnings, and no other.
type broken struct {
	name  string
	fault func(t *testing.T, c *canned)
	rules string // in the order of their names
	write bool   // the fault shows only where something is uploaded
}

// swap is a fault in the answers named, in all if names is "".
func swap(names, old, with string) func(*testing.T, *canned) {
	return func(t *testing.T, c *canned) { t.Helper(); c.in(t, strings.Fields(names), old, with) }
}

// lists is a fault in apis or sock, wherever they are told.
func lists(old, with string) func(*testing.T, *canned) { return swap("", old, with) }

const ends = `taxa.append"/>`

var brokenServices = []broken{
	// Bytes.
	{"indented", swap("", "\n<stat", "\n  <stat"), "MS-49", false},
	{"two elements on a line", swap("discovery", "/>\n<apis", "/><apis"), "MS-48", false},
	{"a tag of several lines", swap("discovery", `<stat value="1" `, "<stat value=\"1\"\n"), "MS-48", false},
	{"order of attributes", swap("discovery", `message="" resource=""`, `resource="" message=""`), "MS-50", false},
	{"order in the root", swap("", `value="com.example" title="Example"`, `title="Example" value="com.example"`), "MS-50", false},
	{"single quotes", swap("discovery", `message=""`, `message=''`), "MS-50", false},
	{"a leaf with an end tag", swap("discovery", `serial="7"/>`, `serial="7"></stat>`), "MS-50", false},
	{"text between elements", swap("discovery", "<handshake>\n", "<handshake>\nhello\n"), "MS-50", false},
	{"an attribute of its own", swap("discovery", `serial="7"`, `serial="7" colour="red"`), "MS-56", false},
	{"an attribute twice", swap("discovery", `serial="7"`, `serial="7" serial="7"`), "MS-22", false},
	{"a value without quotes", swap("discovery", `serial="7"`, `serial=7`), "MS-22", false},
	{"a raw ampersand", swap("", `title="Example"`, `title="Bread & butter"`), "MS-22", false},
	{"a raw angle bracket", swap("discovery", `message=""`, `message="a < b"`), "MS-22", false},
	{"the root is not closed", swap("discovery", "</mediasock>\n", ""), "MS-22", false},
	{"a control character", swap("discovery", `message=""`, "message=\"\x01\""), "MS-22", false},
	{"Latin-1", swap("discovery", `message=""`, "message=\"caf\xe9\""), "MS-79", false},
	{"a carriage return", swap("discovery", `message=""`, `message="a&#13;&#10;b"`), "MS-80", false},
	{"an element of its own", swap("discovery", "</handshake>\n", "</handshake>\n<colour value=\"red\"/>\n"), "MS-57", false},
	{"an x- element in the handshake", swap("discovery", "</handshake>", "<x-colour value=\"red\"/>\n</handshake>"), "MS-57", false},
	{"upper-case element", swap("discovery", "<stat", "<STAT"), "MS-59", false},
	{"the prefix in a response's name", swap("login", "handshake>", "mediasock.handshake>"), "MS-47", false},
	{"a document type", swap("discovery", "<handshake>", "<!ENTITY a \"b\">\n<handshake>"), "XS-1", false},

	// The root.
	{"another version", swap("", `version="1.4"`, `version="1.5"`), "MS-1", false},
	{"no version", swap("", ` version="1.4"`, ``), "MS-43", false},
	{"no title", swap("", ` title="Example"`, ``), "MS-43", false},
	{"the value changes", swap("bad", `"com.example"`, `"com.example.www"`), "MS-44", false},

	// Pages.
	{"a declaration in a page", func(t *testing.T, c *canned) {
		c.page("<?xml version=\"1.0\"?>\n")
	}, "MS-53", false},
	{"two dashes in a comment", func(t *testing.T, c *canned) {
		swap("", `title="Example"`, `title="Ex -- ample"`)(t, c)
		c.page("")
	}, "MS-54", false},
	{"a planted block", func(t *testing.T, c *canned) {
		c.page("")
		c.in(t, nil, "<head>", "<body>")
		c.in(t, []string{"discovery"}, "</body>", "<p>\n"+rootTag+"\n</mediasock>\n</p></body>")
	}, "XS-5", false},

	// HTTP.
	{"XML as HTML", func(_ *testing.T, c *canned) { c.kinds["discovery"] = "text/html" }, "MS-24", false},
	{"no type", func(_ *testing.T, c *canned) { c.kinds["unknown"] = "" }, "MS-24", false},
	{"another charset", func(t *testing.T, c *canned) {
		swap("", `title="Example"`, `title="Café"`)(t, c)
		for name := range c.answers {
			c.kinds[name] = "text/xml; charset=iso-8859-1"
		}
		c.kinds["json"] = "text/javascript"
	}, "MS-79", false},
	{"HEAD is not allowed", func(_ *testing.T, c *canned) {
		c.head = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMethodNotAllowed) }
	}, "MS-18", false},
	{"HEAD of another type", func(_ *testing.T, c *canned) {
		c.head = func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/html") }
	}, "MS-18", false},
	{"an answer to any address", func(_ *testing.T, c *canned) { c.any = true }, "MS-20", false},
	{"401 to a stranger", func(_ *testing.T, c *canned) { c.status["discovery"] = 401 }, "MS-19", false},

	// stat.
	{"no stat", swap("discovery", `<stat value="1" message="" resource="" serial="7"/>`+"\n", ""), "MS-60", false},
	{"a state in words", swap("query", `<stat value="1"`, `<stat value="later"`), "MS-60", false},
	{"state 4", swap("query", `<stat value="1"`, `<stat value="4"`), "MS-67", false},
	{"state 12", swap("query", `<stat value="1"`, `<stat value="12"`), "MS-73", false},
	{"state 20 of a list", swap("deny.list", `<stat value="1"`, `<stat value="20"`), "MS-76", false},
	{"a resource that is no URL", swap("discovery", `resource=""`, `resource="javascript:alert(1)"`), "MS-61", false},
	{"a stranger is told 0", swap("discovery", `<stat value="1"`, `<stat value="0"`), "MS-122", false},
	{"a stranger is told 2", swap("discovery", `<stat value="1"`, `<stat value="2"`), "MS-122", false},

	// The handshake.
	{"no serial", swap("", ` serial="7"`, ``), "A-24", false},
	{"a serial in words", swap("", `serial="7"`, `serial="seven"`), "MS-123", false},
	{"a serial that moves", func(_ *testing.T, c *canned) {
		c.change = func(name string, n int, body string) string {
			if name == "discovery" && n == 2 {
				return strings.Replace(body, `serial="7"`, `serial="8"`, 1)
			}
			return body
		}
	}, "MS-123", false},
	{"a serial that stays", func(_ *testing.T, c *canned) {
		c.change = func(name string, n int, body string) string {
			if name == "discovery" && n == 2 {
				return strings.Replace(body, "type.img", "type.mov", 1)
			}
			return body
		}
	}, "MS-123", false},
	{"a user without an id", swap("login", `value="17"`, `value=""`), "MS-125", false},
	{"a home that is no URL", swap("login", `http://example.com/~ann`, `~ann`), "MS-125", false},
	{"an akey for a stranger", swap("discovery", "<apis", `<akey value="abc" expiry="0"/>`+"\n<apis"), "MS-129", false},
	{"an akey that is empty", swap("login", "<apis", `<akey value="" expiry="0"/>`+"\n<apis"), "MS-129", false},
	{"a short akey", swap("login", "<apis", `<akey value="abc" expiry="5"/>`+"\n<apis"), "A-60", false},
	{"an expiry in words", swap("login", "<apis", `<akey value="abc" expiry="soon"/>`+"\n<apis"), "A-60", false},

	// apis.
	{"white space in apis", lists("handshake;media", "handshake; media"), "MS-29", false},
	{"apis terminated", lists(ends, `taxa.append;"/>`), "MS-82", false},
	{"no namespace", lists(ends, `taxa.append;upload"/>`), "MS-30", false},
	{"a star of its own", lists(ends, `taxa.append;flickr.photo*"/>`), "MS-30", false},
	{"an illegal name", lists(ends, `taxa.append;flickr.photo!get"/>`), "MS-34", false},
	{"a relative URL", lists(ends, `taxa.append;flickr.upload:/services"/>`), "MS-31", false},
	{"a URL with a password", lists(ends, `taxa.append;flickr.upload:http://a:b@example.com/"/>`), "MS-31", false},
	{"a raw colon in a URL", lists(ends, `taxa.append;flickr.upload:http://example.com/a:b"/>`), "MS-35", false},
	{"a raw semicolon in a URL", lists(ends, `taxa.append;flickr.upload:http://example.com/a;b"/>`), "MS-35", false},
	{"an inherited URL", lists(`value="mediasock.handshake`, `value="flickr.*:http://HOST/mediasock/;mediasock.handshake`), "A-18", false},
	{"upper-case method", lists("mediasock.media.append", "mediasock.Media.Append"), "MS-59", false},
	{"a method that MediaSock has not", lists(ends, `taxa.append;mediasock.media.delete"/>`), "MS-57", false},
	{"no handshake in apis", lists(`value="mediasock.handshake;`, `value="`), "MS-42", false},
	{"no apis", swap("discovery query combined bad mechanism", apisTag+"\n", ""), "MS-127", false},
	{"empty apis", swap("", apisTag, `<apis value=""/>`), "MS-127", false},
	{"a wildcard that is not kept", func(t *testing.T, c *canned) {
		lists(apisTag, `<apis value="mediasock.*"/>`)(t, c)
		c.answers["deny.update"] = c.answers["unknown"]
	}, "A-21", false},
	{"a method that is not there", func(_ *testing.T, c *canned) { c.answers["deny.update"] = c.answers["unknown"] }, "MS-36", false},

	// sock.
	{"white space in sock", lists("prot.res;auth.hsc", "prot.res; auth.hsc"), "MS-81", false},
	{"sock terminated", lists(`feat.cmc"`, `feat.cmc;"`), "MS-82", false},
	{"an unknown family", lists(`feat.cmc"`, `feat.cmc;flavour.sweet"`), "MS-128", false},
	{"an unknown mechanism", lists(`feat.cmc"`, `feat.cmc;auth.xyz"`), "MS-128", false},
	{"resp.js", lists("resp.json", "resp.js"), "A-2", false},
	{"auth.sck", lists("auth.hsc", "auth.sck"), "A-8", false},
	{"feat.amp without a list", func(t *testing.T, c *canned) {
		lists("mediasock.taxa.list;", "")(t, c)
		lists("feat.cmc", "feat.amp")(t, c)
	}, "MS-165", false},
	{"auth.exa alone", lists("auth.hsc", "auth.exa"), "MS-204", false},
	{"ciph.ssl nowhere", lists(`feat.cmc"`, `feat.cmc;ciph.ssl"`), "MS-213", false},

	// What a stranger is answered.
	{"a password in the query", swap("query", `<stat value="1"`, `<stat value="2"`), "MS-119", false},
	{"an unknown method succeeds", swap("unknown", `<stat value="7"`, `<stat value="0"`), "A-38", false},
	{"anybody gets in", swap("bad", `<stat value="2"`, `<stat value="0"`), "MS-65", false},
	{"a wrong password is told 1", swap("bad", `<stat value="2"`, `<stat value="1"`), "MS-65", false},
	{"a failure without sock", swap("bad", sockTag+"\n", ""), "MS-135", false},
	{"a failure with less in apis", swap("bad", ";mediasock.media.append", ""), "MS-135", false},
	{"a mechanism that is not offered", swap("mechanism", `<stat value="3"`, `<stat value="1"`), "MS-77", false},

	// Formats.
	{"JSON as application/json", func(_ *testing.T, c *canned) { c.kinds["json"] = "application/json" }, "MS-148", false},
	{"JSON is listed and not spoken", func(_ *testing.T, c *canned) { c.answers["json"] = c.answers["discovery"] }, "MS-149", false},
	{"XML-RPC is listed and not spoken", lists("prot.res", "prot.res;prot.xrp"), "MS-138", false},
	{"JSON-RPC is listed and not spoken", lists("prot.res", "prot.res;prot.jrp"), "MS-138", false},
	{"combined calls are not", func(_ *testing.T, c *canned) { c.answers["combined"] = c.answers["query"] }, "MS-107", false},

	// Signed in.
	{"the right password is wrong", func(_ *testing.T, c *canned) { c.answers["login"] = c.answers["bad"] }, "MS-117", false},
	{"no cookie", func(_ *testing.T, c *canned) { c.cookie = false }, "MS-171 MS-195", false},
	{"the list fails", swap("list", `<stat value="0"`, `<stat value="6"`), "MS-171", false},
	{"signout ends nothing", func(_ *testing.T, c *canned) { c.keep = true }, "MS-151", false},
	{"signout fails", swap("signout", `<stat value="0"`, `<stat value="6"`), "MS-151", false},
	{"a taxon without an id", swap("list", `value="1"`, `value=""`), "MS-173", false},
	{"two taxa with an id", swap("list", "ALBUM\n", item(oldAlbum)+"\n"), "MS-173", false},
	{"append of nonsense", swap("list", `append="media"`, `append="pictures"`), "MS-174", false},
	{"append with commas", swap("list", `append="media"`, `append="media,taxon"`), "A-5", false},
	{"append of taxa", swap("list", `append="media"`, `append="taxa"`), "A-6", false},
	{"a taxon's resource", swap("list", `caption="" resource=""`, `caption="" resource="/album/1"`), "MS-177", false},
	{"parents with spaces", swap("list", `parents=""`, `parents="5; 6"`), "MS-81", false},
	{"an order of the list's own", swap("list", `parents="" caption=""`, `caption="" parents=""`), "MS-50", false},

	// Uploads.
	{"an album without an id", swap("album", `value="2"`, `value=""`), "MS-188", true},
	{"albums cannot be made", swap("album", `<stat value="0"`, `<stat value="6"`), "MS-180", true},
	{"a new album is not listed", swap("list", "ALBUM\n", ""), "MS-172", true},
	{"a title that is lost", func(t *testing.T, c *canned) {
		c.change = func(name string, _ int, body string) string {
			if name == "list" {
				return strings.ReplaceAll(body, "&amp;amp;", "&amp;")
			}
			return body
		}
	}, "MS-172", true},
	{"uploads fail", swap("append", `<stat value="0"`, `<stat value="6"`), "MS-154", true},
	{"an upload without an id", swap("append again", `value="3"`, `value=""`), "MS-166", true},
	{"an upload without an item", swap("append", `<item value="3" resource="http://example.com/3"/>`+"\n", ""), "A-52 MS-166", true},
	{"an item's page", swap("append", "http://example.com/3", "/3"), "MS-166", true},
	{"the same bytes are another item", swap("again", `value="3"`, `value="4"`), "A-52", true},
	{"the same bytes are added", swap("again", `<stat value="20"`, `<stat value="0"`), "A-52", true},
	{"an unknown album is taken", func(_ *testing.T, c *canned) { c.answers["astray"] = c.answers["append"] }, "A-36", true},
	{"feat.amp is not kept", func(t *testing.T, c *canned) {
		lists("feat.cmc", "feat.amp")(t, c)
		c.amp = true
		c.answers["orphan"] = c.answers["append"]
	}, "MS-164", true},
	{"feat.atp is not kept", func(t *testing.T, c *canned) {
		lists("feat.cmc", "feat.atp")(t, c)
		swap("list album", `append="media"`, `append="media;taxon"`)(t, c)
	}, "MS-186", true},
	{"an update fails", swap("update", `<stat value="0"`, `<stat value="7"`), "MS-155", true},
	{"an update is told 20", swap("update", `<stat value="0"`, `<stat value="20"`), "MS-155 MS-76", true},
	{"an update of another item", swap("update", `value="3"`, `value="4"`), "MS-155", true},
}

// page puts every answer into the head of a page, in a comment.
func (c *canned) page(declaration string) {
	for name, body := range c.answers {
		if name == "json" {
			continue
		}
		body = strings.Replace(body, "<?xml version=\"1.0\"?>\n", declaration, 1)
		c.answers[name] = "<!DOCTYPE html>\n<html>\n<head>\n<!--\n" + body + "-->\n</head>\n<body></body>\n</html>\n"
		c.kinds[name] = "text/html; charset=utf-8"
	}
}

// examine runs a check as ann, and returns the rules of its errors and warnings.
func examine(t *testing.T, c *canned, write bool) (rules []string, report *check.Report) {
	t.Helper()
	report, err := (&check.Checker{}).Run(t.Context(), c.serve(t), check.Options{
		Login: &mediasock.Credentials{Username: "ann", Password: "pw"}, Write: write,
	})
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	for _, f := range report.Findings {
		if f.Level != check.Note && !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	slices.Sort(rules)
	return rules, report
}

func TestCannedIsSpotless(t *testing.T) {
	for name, change := range map[string]func(*canned){
		"as it is":                      func(*canned) {},
		"in pages":                      func(c *canned) { c.page("") },
		"a login page that reads forms": func(c *canned) { c.form = true },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCanned()
			change(c)
			if _, report := examine(t, c, true); report.Count(check.Error)+report.Count(check.Warning) > 0 {
				t.Errorf("findings: %+v", report.Findings)
			}
		})
	}
}

// TestBrokenServices: one fault each, found by the right rule and no other.
func TestBrokenServices(t *testing.T) {
	for _, b := range brokenServices {
		t.Run(b.rules+" "+b.name, func(t *testing.T) {
			t.Parallel()
			c := newCanned()
			b.fault(t, c)
			rules, report := examine(t, c, b.write)
			if got := strings.Join(rules, " "); got != b.rules {
				t.Errorf("rules = %q, want %q", got, b.rules)
				for _, f := range report.Findings {
					t.Logf("%s %s at %s: %s", f.Level, f.Rule, f.Place, f.Found)
				}
			}
		})
	}
}

// TestEveryRuleIsBroken: there is a broken service for every rule.
func TestEveryRuleIsBroken(t *testing.T) {
	elsewhere := "A-16 A-30 A-31 MS-12" // TestHTTPS, TestNotes
	known := strings.Fields(elsewhere)
	for _, b := range brokenServices {
		known = append(known, strings.Fields(b.rules)...)
	}
	_, report := examine(t, newCanned(), true)
	if len(report.Checked) < 70 {
		t.Errorf("Checked = %q, want every rule", report.Checked)
	}
	for _, rule := range report.Checked {
		if !slices.Contains(known, rule) {
			t.Errorf("no broken service for %s", rule)
		}
	}
}

func TestHTTPS_A16(t *testing.T) {
	c := newCanned()
	c.in(t, nil, "mediasock.media.append;", "mediasock.media.append:http://example.com/upload;")
	server := httptest.NewTLSServer(c)
	defer server.Close()
	report, err := (&check.Checker{HTTP: server.Client()}).Run(t.Context(), server.URL, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 1 || report.Findings[0].Rule != "A-16" {
		t.Errorf("Findings = %+v, want A-16 alone", report.Findings)
	}
}

func TestNotes(t *testing.T) {
	for rule, fault := range map[string]func(*canned){
		"A-30": func(c *canned) { c.in(t, []string{"query"}, ` message=""`, "") },
		"A-31": func(c *canned) { c.in(t, []string{"query"}, `<?xml version="1.0"?>`+"\n", "") },
	} {
		c := newCanned()
		fault(c)
		_, report := examine(t, c, false)
		if len(report.Findings) != 1 || report.Findings[0].Rule != rule || report.Findings[0].Level != check.Note {
			t.Errorf("Findings = %+v, want the note %s alone", report.Findings, rule)
		}
	}
	c := newCanned()
	mux := http.NewServeMux()
	mux.Handle("GET /mediasock/{$}", http.RedirectHandler("/real/", http.StatusFound))
	mux.HandleFunc("/real/{$}", func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/mediasock/"
		c.ServeHTTP(w, r)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	report, err := (&check.Checker{}).Run(t.Context(), server.URL, check.Options{})
	if err != nil || len(report.Findings) != 1 || report.Findings[0].Rule != "MS-12" || report.URL != server.URL+"/real/" {
		t.Errorf("behind a redirect: %+v, %v, want the note MS-12 alone", report, err)
	}
}
