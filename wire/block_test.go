package wire_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// reserved are the elements of the specification and their attributes, in order:
// all that may be in a block beside elements that begin with x-.
var reserved = map[string][]string{
	"mediasock": {"value", "title", "version"}, "handshake": nil, "media.append": nil, "taxa.list": nil,
	"taxa.append": nil, "auth.signout": nil, "user": {"value", "home", "conf"}, "apis": {"value"}, "sock": {"value"}, "akey": {"value", "expiry"},
}

var (
	tag       = regexp.MustCompile(`<([a-z][a-z.-]*)((?: [a-z]+="[^"]*")*)/?>`)
	attribute = regexp.MustCompile(` ([a-z]+)="`)
)

// attributesOf lists the attributes that an element may have where it stands.
func attributesOf(element, parent string) [][]string {
	switch {
	case strings.HasPrefix(element, "x-"):
		return [][]string{{"value"}}
	case element == "stat":
		return [][]string{{"value", "message", "resource"}, {"value", "message", "resource", "serial"}}
	case element == "item" && parent == "taxa.list":
		return [][]string{{"value", "append", "title", "parents", "caption", "resource", "note", "icon"}}
	case element == "item" && parent == "taxa.append":
		return [][]string{{"value", "append", "title"}}
	case element == "item":
		return [][]string{{"value", "resource"}}
	}
	return [][]string{reserved[element]}
}

// TestBlock_vocabulary: a block holds the elements and attributes of the
// specification, those of our own have names that begin with x-, and attributes
// of our own there are none.
func TestBlock_vocabulary_MS47_MS55_MS56_MS57(t *testing.T) {
	r := whole()
	r.Elements = append(r.Elements, mediasock.Element{Name: "opensearch", Value: "not ours to use"},
		mediasock.Element{Name: "x-", Value: "no name"}, mediasock.Element{Name: "x-a b", Value: "no name"})
	block, parent, seen := render(t, r), "", map[string]bool{}
	for _, m := range tag.FindAllStringSubmatch(block, -1) {
		element := m[1]
		seen[element] = true
		var attrs []string
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			attrs = append(attrs, a[1])
		}
		if _, ok := reserved[element]; !ok && element != "stat" && element != "item" && !strings.HasPrefix(element, "x-") {
			t.Errorf("element %q is not of the specification and does not begin with x- (MS-57)", element)
		}
		if want := attributesOf(element, parent); !strings.Contains(fmt.Sprint(want), fmt.Sprint(attrs)) {
			t.Errorf("<%s> in <%s> has attributes %q, want one of %q (MS-56)", element, parent, attrs, want)
		}
		if strings.Contains(element, ".") {
			parent = element
		}
	}
	for _, want := range []string{"media.append", "taxa.append", "taxa.list", "handshake", "auth.signout"} {
		if !seen[want] {
			t.Errorf("no <%s> in the block (MS-47)", want)
		}
	}
	if !seen["x-opensearch"] || strings.Contains(block, "not ours") || strings.Contains(block, "no name") {
		t.Errorf("custom elements are not those whose names begin with x- (MS-55):\n%s", block)
	}
}

func TestBlock_root_MS1_MS43(t *testing.T) {
	for version, want := range map[string]string{"": "1.4", "1.4": "1.4"} {
		got := render(t, &wire.Reply{Service: mediasock.Identity{Value: "v", Title: "T", Version: version}, Results: []wire.Result{{}}})
		if !strings.HasPrefix(got, `<mediasock value="v" title="T" version="`+want+`">`) || strings.Count(got, "<mediasock ") != 1 || !strings.HasSuffix(got, "</mediasock>\n") {
			t.Errorf("version %q is written\n%s", version, got)
		}
	}
	if mediasock.Version != "1.4" {
		t.Errorf("Version = %q", mediasock.Version)
	}
}

// TestBlock_stat: every method has a stat with a whole number; message and
// resource may come with any state, success too.
func TestBlock_stat_MS60_MS61_A29(t *testing.T) {
	stat := regexp.MustCompile(`<stat value="([0-9]+)" message="(m?)" resource="((?:http://h/)?)"`)
	for _, code := range []mediasock.Code{0, 1, 2, 3, 5, 6, 7, 8, 9, 20, 912} {
		for _, full := range []bool{false, true} {
			r := &wire.Reply{}
			said := mediasock.Stat{Code: code}
			if full {
				said.Message, said.Resource = "m", "http://h/"
			}
			for _, method := range mediasock.Methods() {
				result := wire.Result{Method: method, Stat: said}
				if method == mediasock.MethodHandshake {
					result.Handshake = &mediasock.Handshake{}
				}
				r.Results = append(r.Results, result)
			}
			text := render(t, r)
			if n := len(stat.FindAllString(text, -1)); n != len(r.Results) {
				t.Errorf("state %d: %d stats for %d methods:\n%s", code, n, len(r.Results), text)
			}
			for form, o := range forms {
				for _, got := range rewrite(t, r, o).Results {
					if got.Stat != said {
						t.Errorf("%s: %s: Stat = %+v, want %+v", form, got.Method, got.Stat, said)
					}
				}
			}
		}
	}
}

// TestBlock_handshake: user, sock and akey and each of user's attributes may be
// missing, and what is there comes back.
func TestBlock_handshake_MS125_MS126_MS128_MS129(t *testing.T) {
	tokens := "prot.res;resp.xml;auth.hsc;ciph.md5;type.img;feat.cmc"
	for name, h := range map[string]*mediasock.Handshake{
		"everything": {User: &mediasock.User{ID: "1", Home: "http://h/1", Conf: "http://h/conf"}, Sock: mediasock.ParseSock(tokens),
			Key: &mediasock.Key{Value: "K", Expiry: mediasock.Expiry{Idle: 25 * 60e9}}},
		"a user of an id":   {User: &mediasock.User{ID: "1"}},
		"a user of a page":  {User: &mediasock.User{Home: "http://h/1"}},
		"nothing but stat":  {},
		"a permanent token": {Key: &mediasock.Key{Value: "K"}},
	} {
		for form, o := range forms {
			r := &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodHandshake, Handshake: h, Stat: mediasock.Stat{Serial: "1"}}}}
			got := rewrite(t, r, o).Result(mediasock.MethodHandshake).Handshake
			if fmt.Sprintf("%+v", got.User) != fmt.Sprintf("%+v", h.User) || got.Sock.String() != h.Sock.String() || fmt.Sprintf("%+v", got.Key) != fmt.Sprintf("%+v", h.Key) {
				t.Errorf("%s, %s: user %+v, sock %q, key %+v; want %+v, %q, %+v", name, form, got.User, got.Sock, got.Key, h.User, h.Sock, h.Key)
			}
		}
	}
}

// TestBlock_taxon: of a taxon the id alone is needed, and each other attribute
// comes back as it was (MS-173 to MS-178).
func TestBlock_taxon(t *testing.T) {
	full := mediasock.Taxon{ID: "1", Append: mediasock.List{"media", "taxon"}, Title: "T", Caption: "public", Note: "private",
		Parents: mediasock.List{"2", "3"}, Resource: "http://h/a", Icon: "http://h/i.png"}
	for form, o := range forms {
		r := &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodTaxaList, Taxa: seq([]mediasock.Taxon{full, {ID: "2"}}, nil)}}}
		var got []string
		for taxon, err := range rewrite(t, r, o).Results[0].Taxa {
			got = append(got, fmt.Sprintf("%+v %v", taxon, err))
		}
		want := []string{fmt.Sprintf("%+v %v", full, nil), fmt.Sprintf("%+v %v", mediasock.Taxon{ID: "2"}, nil)}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: taxa %q, want %q", form, got, want)
		}
	}
}

// TestParseReply_anyOrder: elements beside each other may be in any order.
func TestParseReply_anyOrder_MS51_MS52(t *testing.T) {
	const page = `<mediasock value="v" title="T" version="1.4"><x-a value="1"/>
<taxa.list><item value="7"/><stat value="0"/></taxa.list>
<handshake><akey value="K" expiry="0"/><sock value="auth.hst"/><apis value="mediasock.*"/><user value="1"/><stat value="0" serial="5"/></handshake></mediasock>`
	r, err := wire.ParseReply(strings.NewReader(page), endpoint, wire.ReplyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for taxon, err := range r.Result("taxa.list").Taxa {
		if taxon.ID != "7" || err != nil {
			t.Errorf("taxon %+v, %v", taxon, err)
		}
	}
	got := r.Result("handshake")
	if got == nil {
		t.Fatalf("no handshake in %+v", r.Results)
	}
	if h := got.Handshake; h.Key.Value != "K" || !h.Sock.Has("auth.hst") || len(h.APIs) != 1 || h.User.ID != "1" || got.Stat.Serial != "5" {
		t.Errorf("handshake %+v, stat %+v", h, got.Stat)
	}
}

// TestReadReply_anyType: what an answer is called does not matter, be it of a
// page made for something else.
func TestReadReply_anyType_MS5_MS25(t *testing.T) {
	var asJSON bytes.Buffer
	if err := wire.WriteReply(&asJSON, replies["append"], wire.WriteOptions{Format: wire.JSON}); err != nil {
		t.Fatal(err)
	}
	xml := render(t, replies["append"])
	bodies := map[string]string{
		"page": "<html><head><title>Thanks for your picture</title>\n<!--\n" + xml + "-->\n</head><body><p>Thanks!</body></html>",
		"XML":  xml, "JSON": asJSON.String(),
	}
	for _, contentType := range []string{"text/html", "text/xml", "text/plain", "application/octet-stream", "image/jpeg", "nonsense", ""} {
		for name, body := range bodies {
			resp := httptest.NewRecorder()
			resp.Header()["Content-Type"] = []string{contentType}
			_, _ = resp.WriteString(body)
			answer := resp.Result()
			answer.Request = httptest.NewRequest(http.MethodPost, "/upload.php", nil)
			r, err := wire.ReadReply(answer, wire.ReplyOptions{})
			if err != nil || r.Result("media.append").Item.ID != "123456" {
				t.Errorf("%s as %q: %+v, %v", name, contentType, r, err)
			}
		}
	}
}

// TestJSON_alone: JSON has neither markup around it nor a block within.
func TestJSON_alone_MS147(t *testing.T) {
	for form, o := range forms {
		var out bytes.Buffer
		if err := wire.WriteReply(&out, replies["append"], o); err != nil {
			t.Fatal(err)
		}
		isJSON := strings.HasPrefix(o.ContentType(), "text/javascript")
		if got := strings.HasPrefix(out.String(), "{") && strings.HasSuffix(strings.TrimSpace(out.String()), "}"); got != isJSON {
			t.Errorf("%s: begins and ends as an object: %v, want %v: %s", form, got, isJSON, &out)
		}
		if isJSON && strings.ContainsAny(out.String(), "<>") {
			t.Errorf("%s: markup in %s", form, &out)
		}
		page, err := wire.AppendComment(nil, replies["append"])
		if err != nil || strings.Contains(string(page), "{") {
			t.Errorf("a page holds %s, %v, want XML", page, err)
		}
	}
}
