package sqlite

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// mediaColumns are what scanMedia reads.
const mediaColumns = itemColumns + `, ` + taxaColumn

const (
	itemColumns = `m.id, m.owner, m.sha256, m.size, m.sha1, m.md5, m.name, m.type, m.kind,
		m.title, m.caption, m.note, m.keywords, m.attributes, m.visibility, m.link,
		m.width, m.height, m.orientation, m.duration, m.taken, m.taken_offset, m.taken_zone,
		m.lat, m.long, m.place, m.facts, m.added, m.updated, m.trashed, m.details, m.told, m.change, m.sort, m.access`
	// taxaColumn is the albums that the viewer of parameters ?1 to ?5 sees.
	taxaColumn = `(SELECT group_concat(x.taxon, ' ' ORDER BY x.position) FROM media_taxon x JOIN taxon t ON t.id = x.taxon
		WHERE x.media = m.id AND ` + showsTaxon + `)`
	noTaxa = `''`
)

// A mediaRow is an item with what only the index knows of it.
type mediaRow struct {
	*library.Media
	sort   int64
	access int64
}

func scanMedia(r *row) (*mediaRow, error) {
	m := &library.Media{ID: r.id(), Owner: r.id()}
	copy(m.Digest[:], r.bytes())
	m.Size, m.SHA1, m.MD5 = r.int64(), r.bytes(), r.bytes()
	m.Name, m.Type, m.Kind = r.text(), r.text(), r.text()
	m.Title, m.Caption, m.Note = r.text(), r.text(), r.text()
	if err := decode(r.text(), &m.Keywords); err != nil {
		return nil, err
	}
	if err := decode(r.text(), &m.Attributes); err != nil {
		return nil, err
	}
	m.Visibility, m.Link = library.Visibility(r.text()), r.text()
	m.Width, m.Height, m.Orientation = r.int(), r.int(), r.int()
	m.Duration = time.Duration(r.int64())
	m.Taken, m.TakenZone = r.zoned(), r.bool()
	m.Place, m.PlaceName, m.Facts = r.place(), r.text(), r.bytes()
	m.Added, m.Updated, m.Trashed = r.time(), r.time(), r.time()
	m.Details, m.Told, m.Change = library.Details(r.text()), library.Details(r.text()), r.int64()
	row := &mediaRow{Media: m, sort: r.int64(), access: r.int64()}
	var err error
	m.Taxa, err = r.ids()
	return row, err
}

// zoned reads a time and, of the next column, its offset from UTC in seconds.
func (r *row) zoned() time.Time {
	t, offset := r.time(), r.int()
	if t.IsZero() || offset == 0 {
		return t
	}
	return t.In(time.FixedZone("", offset))
}

// place reads a latitude and a longitude.
func (r *row) place() *mediasock.Geo {
	i := r.column()
	lat, long := r.ColumnFloat(i), r.float()
	if r.ColumnIsNull(i) {
		return nil
	}
	return &mediasock.Geo{Lat: lat, Long: long}
}

// ids reads decimals that are separated by blanks.
func (r *row) ids() ([]library.ID, error) {
	var ids []library.ID
	for field := range strings.FieldsSeq(r.text()) {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("sqlite: list of ids: %w", err)
		}
		ids = append(ids, library.ID(n))
	}
	return ids, nil
}

// decode reads a column of JSON.
func decode(text string, v any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return nil
}

// encode returns the JSON of a list, or "" if it is empty.
func encode[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings do not fail
	}
	return string(b)
}

const mediaAssignments = `owner, sha256, size, sha1, md5, name, type, kind, title, caption, note, keywords,
	attributes, visibility, link, width, height, orientation, duration, taken, taken_offset, taken_zone,
	lat, long, place, facts, added, updated, trashed, details, told, change, sort, access`

const (
	insertMedia = `INSERT INTO media (id, ` + mediaAssignments + `) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
		?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)`
	updateMedia = `UPDATE media SET (` + mediaAssignments + `) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
		?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)
		WHERE id = ?1`
)

// store writes m by one of the statements above.
func (m *mediaRow) store(c *sqlite.Conn, sql string) error {
	var lat, long any
	if m.Place != nil {
		lat, long = m.Place.Lat, m.Place.Long
	}
	_, offset := m.Taken.Zone()
	return exec(c, sql, m.ID, m.Owner, m.Digest, m.Size, m.SHA1, m.MD5, m.Name, m.Type, m.Kind,
		m.Title, m.Caption, m.Note, encode(m.Keywords), encode(m.Attributes), m.Visibility, m.Link,
		m.Width, m.Height, m.Orientation, int64(m.Duration), m.Taken, offset, m.TakenZone,
		lat, long, m.PlaceName, m.Facts, m.Added, m.Updated, m.Trashed, m.Details, m.Told, m.Change, m.sort, m.access)
}

// media returns the item as v sees it, or nil.
func (v *viewer) media(c *sqlite.Conn, id library.ID) (*mediaRow, error) {
	return oneMedia(c, "SELECT "+mediaColumns+" FROM media m WHERE m.id = ?6 AND "+seesMedia, v.args(id)...)
}

// oneMedia returns the row that sql selects, or nil.
func oneMedia(c *sqlite.Conn, sql string, args ...any) (m *mediaRow, err error) {
	err = query(c, sql, func(r *row) (err error) {
		m, err = scanMedia(r)
		return err
	}, args...)
	return m, err
}
