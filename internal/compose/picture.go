package compose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/embed"
	"github.com/mediasock/mediasock/library/thumb"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/metadata"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// The bounds of what is fetched.
const (
	maxPreview = 16 << 20 // bytes of a preview
	maxFile    = 64 << 20 // of an original
	fetchTime  = 60 * time.Second
	shownEdge  = 320
)

// picture serves a picture of ours of what another place has found.
func (d *Desk) picture(w http.ResponseWriter, r *http.Request) error {
	found, ok := d.table.get(d.User(r).ID, r.PathValue("id"))
	if !ok || found.Source == ownName {
		return mediasock.ErrUnknownItem
	}
	address := pictureOf(&found.Entry)
	if address == "" {
		return mediasock.ErrUnknownItem
	}
	preview := &atom.Entry{Media: mediarss.Item{Contents: []mediarss.Content{{URL: address, Medium: mediarss.Image}}}}
	made, err := d.fetched(r.Context(), preview, shownEdge, maxPreview)
	if err != nil {
		return d.unseen(w, r, err)
	}
	w.Header().Set("Cache-Control", "private, max-age=3600")
	return send(w, made)
}

// unseen answers that a picture cannot be shown; the page has its words.
func (d *Desk) unseen(w http.ResponseWriter, r *http.Request, err error) error {
	d.Log.DebugContext(r.Context(), "compose: no picture", "error", err)
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "there is no picture", http.StatusNotFound)
	return nil
}

// copy serves a copy of a picture, as small as a text shows it, where its licence
// allows one or it is the writer's own.
func (d *Desk) copy(w http.ResponseWriter, r *http.Request) error {
	found, ok := d.table.get(d.User(r).ID, r.PathValue("id"))
	if !ok || !copyable(&found) {
		return mediasock.ErrUnknownItem
	}
	e, err := d.whole(r, &found)
	if err != nil {
		return d.unseen(w, r, err)
	}
	made, err := d.fetched(r.Context(), e, d.read(r).Edge, maxFile)
	if err != nil {
		return d.unseen(w, r, err)
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(found.Entry.Title.String())}))
	w.Header().Set("Cache-Control", "private, max-age=3600")
	return send(w, made)
}

// copyable reports whether a copy of a picture may be handed out.
func copyable(found *services.Found) bool {
	file, _ := found.Entry.Media.Default()
	image := file.MediumOf() == mediarss.Image || len(found.Entry.Media.Contents)+len(found.Entry.Media.Groups) == 0
	return image && found.Source != ownName && embed.TermsOf(&found.Entry, found.Feed).Copy
}

func send(w http.ResponseWriter, made *thumb.Preview) error {
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Length", strconv.Itoa(len(made.JPEG)))
	w.Write(made.JPEG) //nolint:errcheck // a client that went away is no fault of ours
	return nil
}

// whole returns the entry with its original, which some places tell only of an
// entry that is asked for by itself (OM-27).
func (d *Desk) whole(r *http.Request, found *services.Found) (*atom.Entry, error) {
	if file, ok := found.Entry.Media.Default(); ok && file.URL != "" {
		return &found.Entry, nil
	}
	if _, ok := atom.FindLink(found.Entry.Links, atom.RelEnclosure, ""); ok {
		return &found.Entry, nil
	}
	for _, p := range d.Places {
		if p.Name == found.Source {
			s, err := p.Open(r.Context())
			if err != nil {
				return nil, err
			}
			return s.Entry(r.Context(), found.Entry.ID)
		}
	}
	return nil, openmedia.ErrNotFound
}

// fetched fetches the file of an entry and makes a picture of it (OM-37). The
// file is not kept.
func (d *Desk) fetched(ctx context.Context, e *atom.Entry, edge int, most int64) (*thumb.Preview, error) {
	done, err := d.turn(ctx, d.copying)
	if err != nil {
		return nil, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	c, err := openmedia.New(new(opensearch.Description), &openmedia.Options{HTTP: d.web})
	if err != nil {
		return nil, err
	}
	body, _, err := c.Fetch(ctx, e)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	f, err := os.CreateTemp("", "mediasock-compose-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	n, err := io.Copy(f, io.LimitReader(body, most+1))
	if err == nil && n > most {
		err = fmt.Errorf("compose: the file is larger than %d bytes", most)
	}
	if err != nil {
		return nil, err
	}
	return Picture(ctx, f, n, "", edge)
}

// Picture makes a picture of a file of size bytes, the right way up; name, which
// may be empty, helps to tell what it is. A panic of a
// decoder is an error: the file is a stranger's.
func Picture(ctx context.Context, f io.ReaderAt, size int64, name string, edge int) (p *thumb.Preview, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = errors.Join(thumb.ErrMalformed, fmt.Errorf("compose: decoding panicked: %v", fault))
		}
	}()
	facts, _ := metadata.Read(f, size, name, metadata.Options{}) // what it could not read does not matter here
	orientation := 1
	if facts != nil {
		orientation = facts.Orientation
	}
	made, err := new(thumb.Maker).Make(ctx, f, size, orientation, []int{edge})
	if err != nil {
		return nil, err
	}
	return &made[0], nil
}

// fileName makes a file's name of a title: letters, digits and hyphens.
func fileName(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := []rune(strings.Join(words, "-"))
	if len(name) == 0 {
		return "picture.jpg"
	}
	return strings.TrimRight(string(name[:min(len(name), 60)]), "-") + ".jpg"
}
