package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"time"
)

// An Inspector is a Store whose files can be looked through, and put aside.
type Inspector interface {
	Store
	// Quarantine takes a blob out of the store without deleting it.
	Quarantine(ctx context.Context, d Digest) error
	// Strays yields the files that are no blobs: those that are arriving, those
	// that never arrived, and whatever else lies there.
	Strays(ctx context.Context) iter.Seq2[Stray, error]
	// QuarantineStray puts a stray aside without deleting it.
	QuarantineStray(ctx context.Context, name string) error
	// ListPreviews yields the blob of every preview; one with several comes
	// several times.
	ListPreviews(ctx context.Context) iter.Seq2[Digest, error]
}

// A Stray is a file in a store that is no blob.
type Stray struct {
	Name    string
	Size    int64
	Changed time.Time
}

// A Class is a kind of what can be wrong with a library.
type Class string

// The classes of findings. The first five are damage: something is lost, or may
// be. The others are untidy, and put right by a repair.
const (
	ClassDatabase Class = "database"         // the database itself is damaged
	ClassMissing  Class = "row-without-blob" // an item's bytes are not there
	ClassSize     Class = "size"             // a blob has not as many bytes as its row says
	ClassHash     Class = "hash"             // a blob's bytes are not those that it is named after
	ClassUnread   Class = "unreadable"       // a blob cannot be read

	ClassOrphan    Class = "blob-without-row" // bytes that no row needs, for longer than the grace
	ClassTemporary Class = "temporary-file"   // a file that stopped arriving longer ago than the grace, or is none of ours
	ClassSidecar   Class = "sidecar"          // a sidecar is missing, or is not what its row says
	ClassTrash     Class = "overdue-trash"    // what should have been purged
	ClassPreview   Class = "stale-preview"    // a preview of bytes that no row needs

	// ClassNoPreview is a picture without a preview. It is made when it is
	// next looked at, so this is told but is nothing wrong.
	ClassNoPreview Class = "no-preview"
)

// Damage reports whether something may be lost.
func (c Class) Damage() bool {
	switch c {
	case ClassDatabase, ClassMissing, ClassSize, ClassHash, ClassUnread:
		return true
	}
	return false
}

// A Finding is one thing that is wrong.
type Finding struct {
	Class  Class  `json:"class"`
	SHA256 string `json:"sha256,omitempty"`
	Item   string `json:"item,omitempty"` // an item's id
	Name   string `json:"name,omitempty"` // of a file or a sidecar
	Detail string `json:"detail"`
	Repair string `json:"repair,omitempty"` // what was done about it
}

// CheckOptions say how thorough Check is. Index and Store must be set.
type CheckOptions struct {
	Index Index
	Store Inspector

	ReadData bool // read every blob and compare it with its name
	Repair   bool // put right what can be, put aside what is damaged; only where nothing else uses the library

	// Database looks through the database itself; nil for not.
	Database func(context.Context) ([]string, error)
	// Previewable reports whether a preview of a media type can be made; nil
	// for none.
	Previewable func(mediaType string) bool

	Grace time.Duration    // bytes without a row are left alone so long; 48 hours unless set
	Clock func() time.Time // time.Now unless set
	Log   *slog.Logger     // nothing is logged unless set
}

// A Checked is what Check has looked at and found.
type Checked struct {
	Items    int           `json:"items"`
	Blobs    int           `json:"blobs"`
	Bytes    int64         `json:"bytes"`
	Read     int64         `json:"read"` // of the bytes, those that were read and compared
	Findings map[Class]int `json:"findings"`
	Repaired int           `json:"repaired"`
}

// Damaged reports whether damage was found, repaired or not: what was put aside
// is still lost to its item.
func (c *Checked) Damaged() bool {
	for class := range c.Findings {
		if class.Damage() {
			return true
		}
	}
	return false
}

// Untidy counts the findings that are no damage and are still there.
func (c *Checked) Untidy() (n int) {
	for class, found := range c.Findings {
		if !class.Damage() && class != ClassNoPreview {
			n += found
		}
	}
	return n - c.Repaired
}

// Check compares the rows of a library with its bytes, and both with its
// sidecars, and reports each thing that is wrong. It may run beside the library
// unless it repairs.
//
// Nothing is deleted but what holds nothing of anybody's (previews, sidecars of
// purged rows) and what a user deleted long ago. A damaged blob is put aside:
// its item then answers state 6 (503), not that it is gone, until the same bytes
// are uploaded again or restored from a backup. Bytes that no row needs are put
// aside too.
func Check(ctx context.Context, o CheckOptions, report func(Finding) error) (*Checked, error) {
	c := newChecker(o, report)
	for _, step := range []func(context.Context) error{
		c.database, c.journal, c.rows, c.blobs, c.missing, c.previews, c.strays, c.trash, c.sidecars,
	} {
		if err := step(ctx); err != nil {
			return &c.done, fmt.Errorf("library: check: %w", err)
		}
	}
	return &c.done, nil
}

// A checker is one Check.
type checker struct {
	CheckOptions
	report func(Finding) error
	now    time.Time
	needed map[Digest]*need
	spared map[Digest]bool // bytes that no row needs, within the grace
	done   Checked
}

// A need is bytes that rows name.
type need struct {
	size     int64
	item     ID // one of the items
	found    bool
	preview  bool // a preview is there
	pictured bool // and should be
}

func newChecker(o CheckOptions, report func(Finding) error) *checker {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Grace == 0 {
		o.Grace = Limits{}.orDefaults().Grace
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &checker{CheckOptions: o, report: report, now: o.Clock(), needed: map[Digest]*need{}, spared: map[Digest]bool{}, done: Checked{Findings: map[Class]int{}}}
}

// found reports a finding, and repairs it first if that is wanted and possible.
func (c *checker) found(f Finding, done string, repair func() error) error {
	c.done.Findings[f.Class]++
	if c.Repair && repair != nil {
		if err := repair(); err != nil {
			return err
		}
		f.Repair = done
		if !f.Class.Damage() && f.Class != ClassNoPreview {
			c.done.Repaired++
		}
	}
	return c.report(f)
}

// database looks through the database. Where that is damaged nothing else can
// be judged by it.
func (c *checker) database(ctx context.Context) error {
	if c.Database == nil {
		return nil
	}
	findings, err := c.Database(ctx)
	if err != nil {
		return err
	}
	for _, text := range findings {
		if err := c.found(Finding{Class: ClassDatabase, Detail: text}, "", nil); err != nil {
			return err
		}
	}
	if len(findings) > 0 {
		return ErrDatabaseDamaged
	}
	return nil
}

// ErrDatabaseDamaged is in the error of a Check that found the database itself
// damaged.
var ErrDatabaseDamaged = errors.New("library: the database is damaged; restore a backup, or rebuild it from the sidecars (fsck --rebuild)")

// rows notes which bytes the rows need.
func (c *checker) rows(ctx context.Context) error {
	for _, trash := range []bool{false, true} {
		for m, err := range c.Index.ListMedia(ctx, Viewer{All: true}, Query{Trash: trash}) {
			if err != nil {
				return err
			}
			c.done.Items++
			c.need(m.Digest, m.Size, m.ID).pictured = c.Previewable != nil && c.Previewable(m.Type)
		}
	}
	for o, err := range c.Index.OlderMedia(ctx, 0) {
		if err != nil {
			return err
		}
		c.need(o.Digest, o.Size, o.Media)
	}
	return nil
}

func (c *checker) need(d Digest, size int64, item ID) *need {
	n := c.needed[d]
	if n == nil {
		n = &need{size: size, item: item}
		c.needed[d] = n
	}
	return n
}

// gone reports whether err says that a file is no longer there.
func gone(err error) bool { return errors.Is(err, fs.ErrNotExist) }
