package mediatest

import (
	"encoding/binary"
	"fmt"
	"time"
)

// MovieOptions say what a film says of itself. The zero value is a film of
// two seconds and 320 by 240 pixels.
type MovieOptions struct {
	// Width and Height are as displayed. Default 320 by 240.
	Width, Height int
	// Rotation is 0, 90, 180 or 270: how far a player turns the stored
	// frames clockwise.
	Rotation int
	// Duration is two seconds unless set.
	Duration time.Duration
	// Created goes to mvhd in UTC and, with Offset, to Apple's
	// creationdate with its zone.
	Created time.Time
	Offset  bool
	// Place, Title, Make and Model are written as telephones do.
	Place              *Place
	Title, Make, Model string
	// QuickTime makes a MOV rather than an MP4.
	QuickTime bool
	// Seed changes the bytes of the frames.
	Seed uint64
}

// Movie makes a short film, box by box: a player finds its length, size,
// rotation, date and place, but its one frame is no picture.
func Movie(o MovieOptions) []byte {
	o = o.withDefaults()
	brand := "isom\x00\x00\x02\x00isomiso2mp41"
	if o.QuickTime {
		brand = "qt  \x00\x00\x02\x00qt  "
	}
	data := binary.BigEndian.AppendUint64([]byte("mediatest frame "), o.Seed)
	b := box("ftyp", []byte(brand))
	b = append(b, box("mdat", data)...)
	return append(b, box("moov", mvhd(o), trak(o), udta(o), appleMeta(o))...)
}

func (o MovieOptions) withDefaults() MovieOptions {
	if o.Width == 0 {
		o.Width = 320
	}
	if o.Height == 0 {
		o.Height = 240
	}
	if o.Duration == 0 {
		o.Duration = 2 * time.Second
	}
	return o
}

// Facts returns what the film of these options must be found to say.
func (o MovieOptions) Facts() Facts {
	o = o.withDefaults()
	return Facts{
		Width: o.Width, Height: o.Height, Title: o.Title, Duration: o.Duration,
		Orientation: map[int]int{0: 1, 90: 6, 180: 3, 270: 8}[o.Rotation],
		Taken:       o.Created, Zone: o.Offset, Place: o.Place, Make: o.Make, Model: o.Model,
	}
}

// box joins the parts into one box of the ISO base media file format.
func box(kind string, parts ...[]byte) []byte {
	b := append(make([]byte, 4), kind...)
	for _, p := range parts {
		b = append(b, p...)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

func words(values ...uint32) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// epoch1904 is where the clock of QuickTime starts.
const epoch1904 = 2082844800

func (o MovieOptions) clock() uint32 {
	if o.Created.IsZero() {
		return 0
	}
	return uint32(o.Created.Unix() + epoch1904)
}

func mvhd(o MovieOptions) []byte {
	ms := uint32(o.Duration.Milliseconds())
	return box("mvhd", words(0, o.clock(), o.clock(), 1000, ms, 0x10000, 0x01000000, 0, 0),
		matrix(0), make([]byte, 24), words(2))
}

// matrix is the 3 by 3 transformation that turns frames clockwise.
func matrix(rotation int) []byte {
	const one, minus = 0x10000, 0xffff0000
	switch rotation {
	case 90:
		return words(0, one, 0, minus, 0, 0, 0, 0, 0x40000000)
	case 180:
		return words(minus, 0, 0, 0, minus, 0, 0, 0, 0x40000000)
	case 270:
		return words(0, minus, 0, one, 0, 0, 0, 0, 0x40000000)
	}
	return words(one, 0, 0, 0, one, 0, 0, 0, 0x40000000)
}

func trak(o MovieOptions) []byte {
	w, h := o.Width, o.Height
	if o.Rotation%180 != 0 {
		w, h = h, w
	}
	ms := uint32(o.Duration.Milliseconds())
	tkhd := box("tkhd", words(7, o.clock(), o.clock(), 1, 0, ms, 0, 0, 0, 0), matrix(o.Rotation),
		words(uint32(w)<<16, uint32(h)<<16))
	mdhd := box("mdhd", words(0, o.clock(), o.clock(), 1000, ms, 0x55c40000))
	hdlr := box("hdlr", words(0, 0), []byte("vide"), words(0, 0, 0), []byte{0})
	return box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", box("stbl"))))
}

// udta holds the place as ISO 6709 in the box that Android and iOS write.
func udta(o MovieOptions) []byte {
	if o.Place == nil {
		return nil
	}
	place := fmt.Sprintf("%+08.4f%+09.4f/", o.Place.Lat, o.Place.Long)
	head := binary.BigEndian.AppendUint16(nil, uint16(len(place)))
	head = append(head, 0x15, 0xc7) // the language "und"
	return box("udta", box("\xa9xyz", head, []byte(place)))
}

// appleMeta holds Apple's keyed metadata.
func appleMeta(o MovieOptions) []byte {
	var keys, items []byte
	n := uint32(0)
	add := func(key, value string) {
		if value == "" {
			return
		}
		n++
		keys = append(keys, box("mdta", []byte("com.apple.quicktime."+key))...)
		kind := string(words(n))
		items = append(items, box(kind, box("data", words(1, 0), []byte(value)))...)
	}
	add("title", o.Title)
	add("make", o.Make)
	add("model", o.Model)
	if o.Offset && !o.Created.IsZero() {
		add("creationdate", o.Created.Format("2006-01-02T15:04:05-0700"))
	}
	if n == 0 {
		return nil
	}
	hdlr := box("hdlr", words(0, 0), []byte("mdta"), words(0, 0, 0), []byte{0})
	return box("meta", hdlr, box("keys", words(0, n), keys), box("ilst", items))
}
