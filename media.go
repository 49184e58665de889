package mediasock

import "time"

// Media is what is said of a media item: in a call, the fields that the caller
// sets; in a listing, also what the service knows of the file (MS-154 to
// MS-163).
type Media struct {
	ID         string        // media.iid: empty to append, the item's id to update
	Title      string        // media.title
	Caption    string        // media.caption, a public comment
	Note       string        // media.note, a private comment
	Parents    List          // media.parents, ids of taxa
	Keywords   List          // media.keywords
	Attributes AttributeList // media.attributes

	// Clear names the fields that an update empties: on the wire a parameter
	// that is present and empty. A field that is set is not cleared.
	Clear Fields

	// SHA256 is the hash of the bytes as the caller announces it, or nil.
	SHA256 []byte

	// File is what the service knows of the item; a call leaves it empty.
	File File
}

// Update changes what is said of m as an update u asks: each field of u that is
// not empty is taken over, each that u.Clear names and u does not set is emptied
//
func (m *Media) Update(u *Media) {
	change(&m.Title, u.Title, u.Clear.Has(FieldTitle))
	change(&m.Caption, u.Caption, u.Clear.Has(FieldCaption))
	change(&m.Note, u.Note, u.Clear.Has(FieldNote))
	changeList(&m.Parents, u.Parents, u.Clear.Has(FieldParents))
	changeList(&m.Keywords, u.Keywords, u.Clear.Has(FieldKeywords))
	changeList(&m.Attributes, u.Attributes, u.Clear.Has(FieldAttributes))
}

func change(field *string, value string, clear bool) {
	if value != "" || clear {
		*field = value
	}
}

func changeList[S ~[]E, E any](field *S, value S, clear bool) {
	if len(value) > 0 || clear {
		*field = value
	}
}

// File is what a service knows of the file behind an item. Fields that it does
// not know are zero.
type File struct {
	Name          string    // the original file name
	Type          string    // media type, by content
	Size          int64     // in bytes
	Width, Height int       // in pixels, as displayed
	SHA256        []byte    // of the bytes; nil if unknown
	SHA1, MD5     []byte    // likewise
	Resource      string    // URL of the item's page, for people
	Added         time.Time // when it came to the service
	Updated       time.Time // last significant change
	Cursor        string    // where a listing goes on after this item
	Owner         string    // id of the user whose it is; "" where the service does not say, or it is the session's user's
}

// Fields is a set of fields of a [Media] or [Taxon].
type Fields uint8

// The fields that can be emptied by an update.
const (
	FieldTitle Fields = 1 << iota
	FieldCaption
	FieldNote
	FieldParents
	FieldKeywords
	FieldAttributes
	FieldIcon
)

// Has reports whether f holds all of g.
func (f Fields) Has(g Fields) bool { return f&g == g }
