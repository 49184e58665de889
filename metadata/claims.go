package metadata

import "time"

// standard is one of the places in which a file may say something, in an
// order of precedence that depends on the field.
type standard int

const (
	inXMP standard = iota
	inIPTC
	inEXIF
	inFile // the format's own fields: PNG text, QuickTime atoms, ID3
	standards
)

// field is a word of text that several standards can hold.
type field int

const (
	title field = iota
	caption
	author
	credit
	copyright
	license
	location
	city
	region
	country
	cameraMake
	cameraModel
	lens
	fields
)

// claims gathers what each standard says; facts decides between them.
type claims struct {
	mediaType     string
	width, height int // stored
	orientation   int
	duration      time.Duration
	video, sound  string // codecs

	text     [fields][standards]string
	date     [standards]moment
	place    [standards]*Place
	rating   [standards]int
	keywords [standards][]string
	paths    [][]string
	pathSeen map[string]bool
	people   []string
	exposure [standards]Exposure
	gpsTime  time.Time // UTC, of EXIF
	extended string    // the name of the packet that goes on where XMP's first ends

	iptcDigest  [16]byte // of the IIM block
	knownDigest []byte   // the one that Photoshop stored
}

// moment is a date as one standard tells it.
type moment struct {
	time time.Time
	zone Zone
}

// say notes a text unless the standard already gave one.
func (c *claims) say(f field, in standard, s string) {
	if c.text[f][in] == "" {
		c.text[f][in] = s
	}
}

// when notes a date unless the standard already gave one.
func (c *claims) when(in standard, m moment) {
	if c.date[in].time.IsZero() {
		c.date[in] = m
	}
}

// where notes a place unless the standard already gave one.
func (c *claims) where(in standard, p *Place) {
	if c.place[in] == nil {
		c.place[in] = p
	}
}

// dimensions notes the stored size, unless it is known or absurd.
func (c *claims) dimensions(w, h int64) {
	const most = 1 << 30
	if c.width == 0 && w > 0 && h > 0 && w < most && h < most {
		c.width, c.height = int(w), int(h)
	}
}
