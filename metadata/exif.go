package metadata

import (
	"bytes"
	"strings"
	"time"
)

// An exifBlock gathers the tags of one EXIF block whose meaning needs more
// than one of them.
type exifBlock struct {
	c     *claims
	limit int64 // of texts, in bytes

	description, userComment, xpComment     string
	original, digitized, modified           string
	fraction, fractionDigitized             string
	offset, offsetOriginal, offsetDigitized string
	latRef, longRef, gpsDate                string
	lat, long, gpsTime                      []float64
	exposure                                Exposure
}

// readEXIF reads the EXIF block in a window. Where the container has its own
// orientation and size, it must have noted them before.
func readEXIF(w window, c *claims) error {
	b := &exifBlock{c: c, limit: w.s.textLimit()}
	err := walkTIFF(w, b.visit)
	b.finish()
	return err
}

func (b *exifBlock) visit(e tiffEntry) {
	switch e.dir {
	case mainDir:
		b.main(e)
	case exifDir:
		b.exif(e)
	case gpsDir:
		b.gps(e)
	}
}

func (b *exifBlock) main(e tiffEntry) {
	switch e.id {
	case 0x010e:
		b.description = b.text(e)
	case 0x010f:
		b.c.say(cameraMake, inEXIF, b.text(e))
	case 0x0110:
		b.c.say(cameraModel, inEXIF, b.text(e))
	case 0x0112:
		if b.c.orientation == 0 {
			b.c.orientation = int(e.uint())
		}
	case 0x0132:
		b.modified = b.text(e)
	case 0x013b:
		b.c.say(author, inEXIF, b.text(e))
	case 0x4746:
		b.c.rating[inEXIF] = stars(float64(e.uint()))
	case 0x8298:
		b.c.say(copyright, inEXIF, copyrightNotice(e.bytes(b.limit)))
	case 0x9c9b:
		b.c.say(title, inEXIF, utf16Text(e.bytes(b.limit), false))
	case 0x9c9c:
		b.xpComment = utf16Text(e.bytes(b.limit), false)
	case 0x9c9d:
		b.c.say(author, inEXIF, utf16Text(e.bytes(b.limit), false))
	case 0x9c9e:
		b.c.keywords[inEXIF] = strings.Split(utf16Text(e.bytes(b.limit), false), ";")
	}
}

func (b *exifBlock) exif(e tiffEntry) {
	switch e.id {
	case 0x829a:
		if s := e.float(); s > 0 && s < 1e6 {
			b.exposure.Time = time.Duration(s * float64(time.Second))
		}
	case 0x829d:
		b.exposure.FNumber = e.float()
	case 0x8827:
		b.exposure.ISO = int(e.uint())
	case 0x9003:
		b.original = b.text(e)
	case 0x9004:
		b.digitized = b.text(e)
	case 0x9010:
		b.offset = b.text(e)
	case 0x9011:
		b.offsetOriginal = b.text(e)
	case 0x9012:
		b.offsetDigitized = b.text(e)
	case 0x920a:
		b.exposure.FocalLength = e.float()
	case 0x9286:
		b.userComment = userComment(e.bytes(b.limit), e.r.order.Uint16([]byte{0, 1}) == 1)
	case 0x9291:
		b.fraction = b.text(e)
	case 0x9292:
		b.fractionDigitized = b.text(e)
	case 0xa434:
		b.c.say(lens, inEXIF, b.text(e))
	}
}

func (b *exifBlock) gps(e tiffEntry) {
	switch e.id {
	case 0x01:
		b.latRef = b.text(e)
	case 0x02:
		b.lat = e.floats(3)
	case 0x03:
		b.longRef = b.text(e)
	case 0x04:
		b.long = e.floats(3)
	case 0x07:
		b.gpsTime = e.floats(3)
	case 0x1d:
		b.gpsDate = b.text(e)
	}
}

// text is the value of an ASCII tag, which in practice is UTF-8 or Latin-1.
func (b *exifBlock) text(e tiffEntry) string {
	v, _, _ := bytes.Cut(e.bytes(b.limit), []byte{0})
	return strings.TrimSpace(utf8OrLatin1(v))
}

// finish claims what takes several tags.
func (b *exifBlock) finish() {
	for _, s := range []string{b.description, b.userComment, b.xpComment} {
		if !isCameraPhrase(s) {
			b.c.say(caption, inEXIF, s)
		}
	}
	b.finishDate()
	lat, ok1 := sexagesimal(b.lat, b.latRef)
	long, ok2 := sexagesimal(b.long, b.longRef)
	if ok1 && ok2 {
		b.c.where(inEXIF, place(lat, long))
	}
	if b.exposure != (Exposure{}) {
		b.c.exposure[inEXIF] = b.exposure
	}
}

// finishDate chooses the date. The date of the last change is only a guess
// at when the picture was taken, so it comes after all other standards.
func (b *exifBlock) finishDate() {
	b.c.when(inEXIF, exifDate(b.original, b.fraction, firstOf(b.offsetOriginal, b.offset, b.offsetDigitized)))
	b.c.when(inEXIF, exifDate(b.digitized, b.fractionDigitized, firstOf(b.offsetDigitized, b.offset, b.offsetOriginal)))
	b.c.when(inFile, exifDate(b.modified, "", b.offset))
	day := parseDate(b.gpsDate)
	if len(b.gpsTime) != 3 || day.time.IsZero() {
		return
	}
	seconds := b.gpsTime[0]*3600 + b.gpsTime[1]*60 + b.gpsTime[2]
	if seconds >= 0 && seconds < 86401 {
		b.c.gpsTime = day.time.Add(time.Duration(seconds * float64(time.Second)))
	}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
