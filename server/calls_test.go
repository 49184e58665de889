package server_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
	"github.com/mediasock/mediasock/wire"
)

// TestCombinedAll: every method that apis names can be combined with the others;
// two uploads share their parameters, and so are not.
func TestCombinedAll_MS109_A4(t *testing.T) {
	s := start(t, fakeservice.Options{})
	one := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "first")
	id := strings.Split(one.line("<item"), `"`)[1]
	for without, pairs := range map[string][]string{
		mediasock.MethodMediaUpdate: {"media.data", "second"},
		mediasock.MethodMediaAppend: {"media.iid", id},
	} {
		methods := slices.DeleteFunc(mediasock.Methods(), func(name string) bool { return name == without })
		got := s.upload(t, s.ann(), append(pairs, "method", strings.Join(methods, ";"), "media.title", "T", "taxon.title", "A")...)
		reply, err := wire.ParseReply(strings.NewReader(got.body), s.url, wire.ReplyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range reply.Result(mediasock.MethodTaxaList).Taxa { // what follows is read after it
			if err != nil {
				t.Error(err)
			}
		}
		for _, name := range methods {
			if r := reply.Result(name); r == nil || r.Method != name || r.Stat.Code != mediasock.CodeSuccess {
				t.Errorf("%s combined with all but %s answers %+v:\n%s", name, without, r, got.body)
			}
		}
	}
}

// TestOwnParameters: what a client adds changes nothing.
func TestOwnParameters_MS101_MS102(t *testing.T) {
	s := start(t, fakeservice.Options{})
	plain := s.post(t, s.ann(), "method", "mediasock.taxa.append", "taxon.title", "T")
	added := s.post(t, s.ann(), "method", "mediasock.taxa.append", "fotoschau.taxon.title", "no", "title", "no", "x", strings.Repeat("y", 999), "taxon.title", "T")
	plain.want(t, 200, `<stat value="0"`, `title="T"`)
	added.want(t, 200, `<stat value="0"`, `title="T"`)
	list := s.post(t, s.ann(), "method", "mediasock.taxa.list", "limit", "1", "fotoschau", "1")
	if n := strings.Count(list.body, `title="T"`); n != 2 || strings.Contains(list.body, `"no"`) {
		t.Errorf("taxa.list with parameters of a client's own has %d albums, want 2:\n%s", n, list.body)
	}
}

// TestParents: under feat.amp an item, under feat.atp an album goes into an album
// that exists; without these features neither need do so.
func TestParents_MS158_MS164_MS186(t *testing.T) {
	s := start(t, fakeservice.Options{})
	album := s.post(t, s.ann(), "method", "mediasock.taxa.append", "taxon.title", "root")
	album.want(t, 200, `<stat value="0"`)
	id := strings.Split(album.line("<item"), `"`)[1]
	s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "anywhere").want(t, 200, `<stat value="0"`)

	s.Handler.Features = []string{"feat.amp", "feat.atp"}
	for name, tt := range map[string]struct {
		parents string
		code    int
	}{"none": {"", 7}, "one that is not there": {"999999", 7}, "one that is": {id, 0}} {
		item := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.parents", tt.parents, "media.data", name)
		taxon := s.post(t, s.ann(), "method", "mediasock.taxa.append", "taxon.title", name, "taxon.parents", tt.parents)
		want := fmt.Sprintf(`<stat value="%d"`, tt.code)
		if !strings.Contains(item.body, want) || !strings.Contains(taxon.body, want) {
			t.Errorf("parent %s: item %s, album %s, want state %d", name, item.line("<stat"), taxon.line("<stat"), tt.code)
		}
	}
}

// TestStatesOfMedia: append answers 0 with the new item, 20 with the old one and
// 7 with a reason; update 0 with the item, and never 20.
func TestStatesOfMedia_MS76_MS168_MS169(t *testing.T) {
	s := start(t, fakeservice.Options{})
	one := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "first")
	two := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "second")
	first, second := one.line("<item"), two.line("<item")
	if first == "" || first == second || !strings.Contains(first, `resource="http`) {
		t.Errorf("new items are %s and %s, want two with pages", first, second)
	}
	again := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "first")
	again.want(t, 200, `<stat value="20"`, first)
	missing := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.parents", "999999", "media.data", "third")
	if stat := missing.line("<stat"); !strings.Contains(stat, `value="7"`) || strings.Contains(stat, `message=""`) {
		t.Errorf("an unknown album: %s, want state 7 and a reason", stat)
	}
	id := strings.Split(second, `"`)[1]
	update := s.upload(t, s.ann(), "method", "mediasock.media.update", "media.iid", id, "media.data", "first")
	update.want(t, 200, "<media.update>", `<stat value="7"`)
	if strings.Contains(update.body, `<stat value="20"`) {
		t.Errorf("update to another item's bytes answers 20:\n%s", update.body)
	}
	s.upload(t, s.ann(), "method", "mediasock.media.update", "media.iid", id, "media.data", "new bytes").want(t, 200, `<stat value="0"`, `value="`+id+`"`)
}

// twins is a backend that knows an item's new bytes as another item's.
type twins struct{ server.Backend }

func (b twins) Session(ctx context.Context, user *mediasock.User) (mediasock.Session, error) {
	s, err := b.Backend.Session(ctx, user)
	return twin{s}, err
}

type twin struct{ mediasock.Session }

func (twin) MediaUpdate(context.Context, *mediasock.Media, mediasock.Data) (*mediasock.Item, error) {
	return &mediasock.Item{ID: "1"}, mediasock.ErrExists
}

// TestUpdateIsNever20_MS169: whatever a backend says.
func TestUpdateIsNever20_MS169(t *testing.T) {
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Backend = twins{h.Backend} }})
	got := s.upload(t, s.ann(), "method", "mediasock.media.update", "media.iid", "2", "media.data", "x")
	got.want(t, 200, `<stat value="7"`)
	if strings.Contains(got.body, "<item") {
		t.Errorf("a refused update names an item:\n%s", got.body)
	}
}

// TestTransport: what is wrong with the request is told by HTTP, what is wrong
// with the call by stat.
func TestTransport_MS75(t *testing.T) {
	s := start(t, fakeservice.Options{})
	for name, tt := range map[string]struct {
		method, contentType, body string
		status                    int
	}{
		"a method of HTTP":    {http.MethodPut, "", "", http.StatusMethodNotAllowed},
		"an unreadable body":  {http.MethodPost, "text/xml", "<methodCall><", http.StatusBadRequest},
		"a type":              {http.MethodPost, "application/zip", "PK", http.StatusUnsupportedMediaType},
		"a broken escape":     {http.MethodPost, "application/x-www-form-urlencoded", "a=%zz", http.StatusBadRequest},
		"no album of a title": {http.MethodPost, "application/x-www-form-urlencoded", "method=mediasock.taxa.append", http.StatusOK},
		"an unknown method":   {http.MethodPost, "application/x-www-form-urlencoded", "method=mediasock.frob", http.StatusOK},
	} {
		if got := s.do(t, tt.method, "", s.ann(), tt.contentType, strings.NewReader(tt.body)); got.StatusCode != tt.status {
			t.Errorf("%s: %d, want %d", name, got.StatusCode, tt.status)
		}
	}
}

// TestSignInOverRPC_A79: headers and cookies sign in XML-RPC and JSON-RPC as they
// do REST, and auth.hpo's fields are members.
func TestSignInOverRPC_A79(t *testing.T) {
	s := start(t, fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HPO(auth.Options{}), auth.HBA(auth.Options{}), auth.HSC(auth.Options{})}})
	login := s.post(t, nil, "method", "mediasock.handshake", "sock", "auth.hsc", "username", "ann", "password", "pw")
	cookie, _, _ := strings.Cut(login.Header.Get("Set-Cookie"), ";")
	if cookie == "" {
		t.Fatalf("no cookie: %s", login.body)
	}
	const xml = `<methodCall><methodName>mediasock.taxa.list</methodName><params><param><value><struct>%s</struct></value></param></params></methodCall>`
	const json = `{"jsonrpc":"2.0","method":"mediasock.taxa.list","params":{%s},"id":1}`
	member := "<member><name>username</name><value>ann</value></member><member><name>password</name><value>%s</value></member>"
	for name, tt := range map[string]struct {
		header              http.Header
		asXML, asJSON, stat string
	}{
		"nothing":          {nil, "", "", "1"},
		"Basic":            {s.ann(), "", "", "0"},
		"a cookie":         {http.Header{"Cookie": {cookie}}, "", "", "0"},
		"another cookie":   {http.Header{"Cookie": {"mediasock=gone"}}, "", "", "1"},
		"members":          {nil, fmt.Sprintf(member, s.app), `"username":"ann","password":"` + s.app + `"`, "0"},
		"a wrong password": {nil, fmt.Sprintf(member, "no"), `"username":"ann","password":"no"`, "2"},
	} {
		for contentType, body := range map[string]string{"text/xml": fmt.Sprintf(xml, tt.asXML), "text/javascript": fmt.Sprintf(json, tt.asJSON)} {
			got := s.do(t, http.MethodPost, "", tt.header.Clone(), contentType, strings.NewReader(body))
			reply, err := wire.ParseReply(strings.NewReader(got.body), s.url, wire.ReplyOptions{})
			if err != nil {
				t.Fatalf("%s, %s: %v of\n%s", name, contentType, err, got.body)
			}
			if code := fmt.Sprint(int(reply.Result(mediasock.MethodTaxaList).Stat.Code)); code != tt.stat {
				t.Errorf("%s, %s: state %s, want %s:\n%s", name, contentType, code, tt.stat, got.body)
			}
		}
	}
}
