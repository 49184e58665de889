package site_test

import (
	"bytes"
	"image"
	_ "image/jpeg"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// giveaways are in every field of the test photograph that tells of place,
// people or device.
var giveaways = regexp.MustCompile(`Bryggen<|Vestland|Norway|Jonas|Box Camera|Mediasock"|60\\.39|georss:point|geo:location|<dt>Place`)

// Others are not told where and with what an item was made, by no page, feed or
// file, unless its owner says so: for the account or for the item.
func TestDetailsAreForTheOwnerUnlessShown(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	owner, stranger := h.signedIn("ada"), h.browser()
	id := h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "A pier", Caption: "light", Attributes: mediasock.AttributeList{
		{Name: "city", Value: "Vestland"}, {Domain: "geo", Name: "location", Value: "60.397,5.3245"}, {Name: "person", Value: "Jonas"}}})
	h.show(ada, id, library.Public)
	pages := []string{"/i/" + id, "/atom/" + id, "/search?format=atom&q=pier", "/search?format=rss&q=pier", "/embed/" + id}
	check := func(what string, told bool) {
		t.Helper()
		whole := stranger.get("/media/" + id)
		if got := whole.body == string(photo()); got != told {
			t.Errorf("%s: the stranger's file is the original: %v, want %v", what, got, told)
		}
		for _, page := range pages[:4] {
			r := stranger.get(page)
			if found := giveaways.FindString(r.body); (found != "") != told {
				t.Errorf("%s: %s tells %q, want that %v", what, page, found, told)
			}
		}
		if found := strings.Contains(stranger.get("/search?format=atom&q=vestland").body, "/i/"+id); found != told {
			t.Errorf("%s: found by its place: %v, want %v", what, found, told)
		}
	}
	check("at first", false)
	if r := owner.get("/media/" + id); r.body != string(photo()) {
		t.Error("the owner's file is not the original")
	}
	if r := owner.get(pages[0]); !strings.Contains(r.body, "Vestland") {
		t.Error("the owner's page does not tell of the place")
	}
	owner.post("/account/details", url.Values{"show": {"yes"}}).want(t, "the account's choice", http.StatusSeeOther)
	check("after the account's choice", true)
	owner.post("/i/"+id, url.Values{"details": {"hidden"}}).want(t, "the item's choice", http.StatusSeeOther)
	check("after the item's choice", false)
	owner.post("/i/"+id, url.Values{"details": {"shown"}}).want(t, "the item's choice", http.StatusSeeOther)
	owner.post("/account/details", url.Values{}).want(t, "the account's other choice", http.StatusSeeOther)
	check("shown for the item alone", true)

	owner.post("/i/"+id, url.Values{"details": {""}}).want(t, "no choice of the item's", http.StatusSeeOther)
	album := h.album(ada, "Trip")
	session, err := h.library.Session(t.Context(), ada)
	h.must(err)
	_, err = mediasock.UpdateMedia(t.Context(), session, &mediasock.Media{ID: id, Parents: mediasock.List{album}}, nil)
	h.must(err)
	check("in an album that says nothing", false)
	owner.get("/a/"+album).want(t, "the album's page", http.StatusOK, `<select id="details" name="details">`)
	owner.post("/a/"+album, url.Values{"title": {"Trip"}, "visibility": {"public"}, "details": {"shown"}}).want(t, "the album's choice", http.StatusSeeOther)
	check("shown for the album", true)
	if listed := h.listed(h.user("bob"), album); !strings.Contains(listed, "geo:location") || !strings.Contains(listed, "Jonas") {
		t.Errorf("MediaSock lists for others %s", listed)
	}
	owner.post("/account/details", url.Values{"show": {"yes"}}).want(t, "the account's choice", http.StatusSeeOther)
	owner.post("/a/"+album, url.Values{"title": {"Trip"}, "details": {"hidden"}}).want(t, "the album's other choice", http.StatusSeeOther)
	check("hidden for the album", false)
	if listed := h.listed(h.find("bob"), album); strings.Contains(listed, "geo:location") || strings.Contains(listed, "Jonas") {
		t.Errorf("MediaSock lists for others %s", listed)
	}
	for name, data := range map[string][]byte{"letter.pdf": mediatest.PDF("Jonas", "Box Camera"), "a.svg": mediatest.SVG(10, 10, "Title")} {
		document := h.add(ada, name, data, mediasock.Media{Parents: mediasock.List{album}})
		saysNothing(t, name, stranger.get("/media/"+document).body)
	}
	closed := h.add(ada, "closed.pdf", append(mediatest.PDF("Jonas", "Ada"), "trailer << /Encrypt 9 0 R >>"...), mediasock.Media{Parents: mediasock.List{album}})
	stranger.get("/media/"+closed).want(t, "a document that nobody sees into", http.StatusForbidden)
	owner.get("/media/"+closed).want(t, "the same for its owner", http.StatusOK)
	saysNothing(t, "pier.jpg", stranger.get("/media/"+id).body)
	owner.post("/a/"+album, url.Values{"title": {"Trip"}, "details": {"everything"}}).want(t, "no choice at all", http.StatusBadRequest)
}

// listed returns what a session tells of the attributes of an album's items.
func (h *house) listed(u *mediasock.User, album string) string {
	h.t.Helper()
	session, err := h.library.Session(h.t.Context(), u)
	h.must(err)
	text := ""
	for m, err := range mediasock.ListMedia(h.t.Context(), session, mediasock.MediaQuery{Taxon: album}) {
		h.must(err)
		text += m.Attributes.String() + "\n"
	}
	return text
}

// saysNothing holds that ExifTool finds neither a place nor words in a file.
func saysNothing(t *testing.T, name, data string) {
	t.Helper()
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Log("NOT CHECKED: exiftool is missing; install the Debian package libimage-exiftool-perl")
		return
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "exiftool", "-a", "-u", "-G1", "-s", path).CombinedOutput()
	if err != nil || regexp.MustCompile(`GPS|XMP|IPTC|Jonas|Box Camera|Bergen`).Match(out) {
		t.Errorf("exiftool finds in a stranger's %s:\n%s%v", name, out, err)
	}
}

// Whoever has the secret of a feed is told, and given, what others are: the
// address is handed to programs and people. Its maker sees the feed as ever.
func TestSecretFeedTellsWhatOthersAreTold(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	owner, reader := h.signedIn("ada"), h.browser()
	id := h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "A pier", Note: "a word to myself", Attributes: mediasock.AttributeList{
		{Name: "city", Value: "Vestland"}, {Domain: "geo", Name: "location", Value: "60.397,5.3245"}, {Name: "person", Value: "Jonas"}}})
	feed := owner.subscribe("")
	check := func(what string, told bool) {
		t.Helper()
		if got := reader.get(keyed("/feed/media/"+id, feed)).body == string(photo()); got != told {
			t.Errorf("%s: the file is the original: %v, want %v", what, got, told)
		}
		for _, path := range []string{feed, strings.Replace(feed, "format=atom", "format=rss", 1), keyed("/feed/atom/"+id, feed)} {
			r := reader.get(path)
			r.want(t, what, http.StatusOK, "A pier")
			if found := giveaways.FindString(r.body); (found != "") != told || strings.Contains(r.body, "to myself") {
				t.Errorf("%s: %s tells %q, want that %v", what, path, found, told)
			}
		}
	}
	check("at first", false)
	if f := owner.get("/search?format=atom"); giveaways.FindString(f.body) == "" || owner.get("/media/"+id).body != string(photo()) {
		t.Error("its owner is not told herself")
	}
	owner.post("/account/details", url.Values{"show": {"yes"}}).want(t, "the account's choice", http.StatusSeeOther)
	check("after the account's choice", true)
}

// What a stranger is given is served as any file is: ranges, sizes, tags.
func TestBareFilesHaveRangesAndSizes(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	b := h.browser()
	for _, f := range mediatest.Album() {
		id := h.add(ada, f.Name, f.Data, mediasock.Media{})
		h.show(ada, id, library.Public)
		whole := b.get("/media/" + id)
		if whole.status != http.StatusOK || whole.header.Get("Content-Length") != strconv.Itoa(len(whole.body)) {
			t.Errorf("%s: %d, Content-Length %s of %d bytes", f.Name, whole.status, whole.header.Get("Content-Length"), len(whole.body))
			continue
		}
		from, to := len(whole.body)/3, len(whole.body)/2
		part := b.do("GET", "/media/"+id, http.Header{"Range": {"bytes=" + strconv.Itoa(from) + "-" + strconv.Itoa(to)}}, nil)
		if part.status != http.StatusPartialContent || part.body != whole.body[from:to+1] {
			t.Errorf("%s: a range answers %d and other bytes than the whole has", f.Name, part.status)
		}
		tag := whole.header.Get("ETag")
		b.do("GET", "/media/"+id, http.Header{"If-None-Match": {tag}}, nil).want(t, f.Name+" again", http.StatusNotModified)
		if original := h.signedIn("ada").get("/media/" + id); original.body != string(f.Data) || whole.body != original.body && original.header.Get("ETag") == tag {
			t.Errorf("%s: the owner's file has tag %s as the other has, or is not the original", f.Name, tag)
		}
		if f.Type == "image/tiff" && !strings.HasPrefix(whole.body, "\xff\xd8") {
			t.Errorf("%s: the stranger is given %q, want a preview", f.Name, whole.header.Get("Content-Type"))
		}
	}
}

// Previews and files for others say nothing to ExifTool, and show the picture the
// right way up. Whoever has the secret of a feed is such another, though the item
// is its maker's alone.
func TestStrangersFiles_ExifTool(t *testing.T) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("SKIPPED: exiftool is missing; install the Debian package libimage-exiftool-perl")
	}
	h := newHouse(t, nil)
	ada := h.user("ada")
	feed := h.signedIn("ada").subscribe("")
	dir := t.TempDir()
	for i, format := range []mediatest.Format{mediatest.JPEG, mediatest.PNG, mediatest.WebP, mediatest.TIFF} {
		o := mediatest.Pier()
		o.Format = format
		public, alone := "pier."+string(format), "alone."+string(format)
		id := h.add(ada, public, mediatest.Photo(o), mediasock.Media{})
		h.show(ada, id, library.Public)
		o.Title = "Alone"
		secret := h.add(ada, alone, mediatest.Photo(o), mediasock.Media{})
		for j, path := range []string{"/media/" + id, keyed("/feed/media/"+secret, feed), "/thumb/" + id, "/thumb/" + id + "?size=1600", keyed("/feed/thumb/"+secret, feed)} {
			r := h.browser().get(path)
			r.want(t, path, http.StatusOK)
			h.must(os.WriteFile(filepath.Join(dir, strconv.Itoa(10*i+j)), []byte(r.body), 0o600))
			if config, _, err := image.DecodeConfig(bytes.NewReader([]byte(r.body))); j > 1 && format != mediatest.WebP && (err != nil || config.Width != 320) {
				t.Errorf("%s of a %s: %v, %v, want it upright, 320 wide", path, format, config, err)
			}
		}
	}
	out, err := exec.CommandContext(t.Context(), "exiftool", "-a", "-u", "-G1", "-s", "-x", "Directory", dir).CombinedOutput()
	h.must(err)
	for line := range strings.Lines(string(out)) {
		if regexp.MustCompile(`(?i)gps|xmp|iptc|make|model|lens|artist|author|city|bergen|jonas|datetime|thumb`).MatchString(line) {
			t.Errorf("ExifTool finds in a stranger's file: %s", line)
		}
	}
}
