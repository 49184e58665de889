package library

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mediasock/mediasock"
)

// sidecarFormat is the version of the documents.
const sidecarFormat = 1

// An itemRecord is an item as its sidecar tells it.
type itemRecord struct {
	Format      int               `json:"format"`
	ID          ID                `json:"id"`
	Owner       ID                `json:"owner"`
	OwnerName   string            `json:"ownerName"`
	SHA256      string            `json:"sha256"`
	Size        int64             `json:"size"`
	SHA1        string            `json:"sha1,omitempty"`
	MD5         string            `json:"md5,omitempty"`
	Name        string            `json:"name"`
	Type        string            `json:"type"`
	Kind        string            `json:"kind"`
	Title       string            `json:"title,omitempty"`
	Caption     string            `json:"caption,omitempty"`
	Note        string            `json:"note,omitempty"`
	Keywords    []string          `json:"keywords,omitempty"`
	Attributes  []attributeRecord `json:"attributes,omitempty"`
	Albums      []albumReference  `json:"albums,omitempty"`
	Visibility  Visibility        `json:"visibility,omitempty"`
	Link        string            `json:"link,omitempty"`
	Details     Details           `json:"details,omitempty"`
	Width       int               `json:"width,omitempty"`
	Height      int               `json:"height,omitempty"`
	Orientation int               `json:"orientation,omitempty"`
	Duration    time.Duration     `json:"durationNanoseconds,omitempty"`
	Taken       time.Time         `json:"taken,omitzero"`
	TakenZone   bool              `json:"takenZoneKnown,omitempty"`
	Place       *placeRecord      `json:"place,omitempty"`
	PlaceName   string            `json:"placeName,omitempty"`
	Facts       json.RawMessage   `json:"facts,omitempty"`
	Older       []olderRecord     `json:"older,omitempty"`
	Added       time.Time         `json:"added"`
	Updated     time.Time         `json:"updated"`
	Trashed     time.Time         `json:"trashed,omitzero"`

	Kept int64 `json:"kept,omitempty"` // of the journal alone: see Library.nextKept
}

type attributeRecord struct {
	Domain string `json:"domain,omitempty"`
	Name   string `json:"name"`
	Value  string `json:"value"`
}

type placeRecord struct {
	Lat  float64 `json:"lat"`
	Long float64 `json:"long"`
}

// An albumReference says enough of an album to make it again should its own
// sidecar be lost.
type albumReference struct {
	ID      ID     `json:"id"`
	Title   string `json:"title"`
	Parents []ID   `json:"parents,omitempty"`
}

// An olderRecord is bytes that an update has replaced.
type olderRecord struct {
	SHA256   string    `json:"sha256"`
	Size     int64     `json:"size"`
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	Replaced time.Time `json:"replaced"`
}

// An albumRecord is an album as its sidecar tells it.
type albumRecord struct {
	Format     int               `json:"format"`
	ID         ID                `json:"id"`
	Owner      ID                `json:"owner"`
	OwnerName  string            `json:"ownerName"`
	Title      string            `json:"title"`
	Caption    string            `json:"caption,omitempty"`
	Note       string            `json:"note,omitempty"`
	Icon       ID                `json:"icon,omitempty"`
	Attributes []attributeRecord `json:"attributes,omitempty"`
	Parents    []ID              `json:"parents,omitempty"`
	Visibility Visibility        `json:"visibility,omitempty"`
	Link       string            `json:"link,omitempty"`
	Added      time.Time         `json:"added"`
	Updated    time.Time         `json:"updated"`
	Trashed    time.Time         `json:"trashed,omitzero"`
}

// A libraryRecord is what the library's own sidecar tells: what it is known by,
// its accounts without anything to sign in with, and up to which change the
// other sidecars are written.
type libraryRecord struct {
	Format    int             `json:"format"`
	Service   string          `json:"service"`
	Authority string          `json:"authority"`
	Year      string          `json:"year"`
	Change    int64           `json:"change"`
	Accounts  []accountRecord `json:"accounts"`
}

type accountRecord struct {
	ID       ID        `json:"id"`
	Name     string    `json:"name"`
	Title    string    `json:"title,omitempty"`
	Admin    bool      `json:"admin,omitempty"`
	Disabled bool      `json:"disabled,omitempty"`
	Quota    int64     `json:"quota,omitempty"`
	Added    time.Time `json:"added"`

	ShowDetails bool `json:"showDetails,omitempty"`
}

// record returns m's sidecar but for what other rows say.
func (m *Media) record() *itemRecord {
	r := &itemRecord{
		Format: sidecarFormat, ID: m.ID, Owner: m.Owner, SHA256: hex.EncodeToString(m.Digest[:]), Size: m.Size,
		SHA1: hex.EncodeToString(m.SHA1), MD5: hex.EncodeToString(m.MD5), Name: m.Name, Type: m.Type, Kind: m.Kind,
		Title: m.Title, Caption: m.Caption, Note: m.Note, Keywords: m.Keywords, Attributes: attributeRecords(m.Attributes),
		Visibility: m.Visibility, Link: m.Link, Details: m.Details, Width: m.Width, Height: m.Height, Orientation: m.Orientation,
		Duration: m.Duration, Taken: writable(m.Taken), TakenZone: m.TakenZone, PlaceName: m.PlaceName,
		Added: m.Added.UTC(), Updated: m.Updated.UTC(), Trashed: utc(m.Trashed),
	}
	if m.Place != nil {
		r.Place = &placeRecord{m.Place.Lat, m.Place.Long}
	}
	if json.Valid(m.Facts) {
		r.Facts = m.Facts
	}
	return r
}

// writable returns t, or no time for one whose year JSON cannot tell.
func writable(t time.Time) time.Time {
	if y := t.Year(); y < 0 || y > 9999 {
		return time.Time{}
	}
	return t
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}

// media returns the row that the sidecar tells of.
func (r *itemRecord) media() (*Media, error) {
	m := &Media{
		ID: r.ID, Owner: r.Owner, Size: r.Size, Name: r.Name, Type: r.Type, Kind: r.Kind,
		Title: r.Title, Caption: r.Caption, Note: r.Note, Keywords: r.Keywords, Attributes: attributeList(r.Attributes),
		Visibility: r.Visibility, Link: r.Link, Details: r.Details, Width: r.Width, Height: r.Height, Orientation: r.Orientation,
		Duration: r.Duration, Taken: r.Taken, TakenZone: r.TakenZone, PlaceName: r.PlaceName, Facts: r.Facts,
		Added: r.Added, Updated: r.Updated, Trashed: r.Trashed,
	}
	var err error
	if m.Digest, err = parseDigest(r.SHA256); err != nil {
		return nil, err
	}
	if m.SHA1, err = parseSum(r.SHA1); err != nil {
		return nil, err
	}
	if m.MD5, err = parseSum(r.MD5); err != nil {
		return nil, err
	}
	if r.Place != nil {
		m.Place = &mediasock.Geo{Lat: r.Place.Lat, Long: r.Place.Long}
	}
	for _, a := range r.Albums {
		m.Taxa = append(m.Taxa, a.ID)
	}
	return m, nil
}

func parseSum(s string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	return hex.DecodeString(s)
}

func parseDigest(s string) (d Digest, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(d) {
		return d, fmt.Errorf("library: %.80q is no SHA-256", s)
	}
	return Digest(b), nil
}

// record returns t's sidecar but for what other rows say.
func (t *Taxon) record() *albumRecord {
	return &albumRecord{
		Format: sidecarFormat, ID: t.ID, Owner: t.Owner, Title: t.Title, Caption: t.Caption, Note: t.Note, Icon: t.Icon,
		Attributes: attributeRecords(t.Attributes), Parents: t.Parents, Visibility: t.Visibility, Link: t.Link,
		Added: t.Added.UTC(), Updated: t.Updated.UTC(), Trashed: utc(t.Trashed),
	}
}

// taxon returns the row that the sidecar tells of.
func (r *albumRecord) taxon() *Taxon {
	return &Taxon{
		ID: r.ID, Owner: r.Owner, Title: r.Title, Caption: r.Caption, Note: r.Note, Icon: r.Icon,
		Attributes: attributeList(r.Attributes), Parents: r.Parents, Visibility: r.Visibility, Link: r.Link,
		Added: r.Added, Updated: r.Updated, Trashed: r.Trashed,
	}
}

func attributeRecords(l mediasock.AttributeList) []attributeRecord {
	var records []attributeRecord
	for _, a := range l {
		records = append(records, attributeRecord(a))
	}
	return records
}

func attributeList(records []attributeRecord) mediasock.AttributeList {
	var l mediasock.AttributeList
	for _, r := range records {
		l = append(l, mediasock.Attribute(r))
	}
	return l
}

// document writes a record for people too: indented, and no character escaped
// that need not be.
func document(name SidecarName, record any) (Sidecar, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(record); err != nil {
		return Sidecar{}, fmt.Errorf("library: sidecar %v: %w", name, err)
	}
	return Sidecar{Name: name, JSON: b.Bytes()}, nil
}
