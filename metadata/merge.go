package metadata

import (
	"bytes"
	"slices"
)

// facts decides which claim wins; the rule is in the package comment.
func (c *claims) facts(o Options) *Facts {
	written := c.writtenOrder()
	measured := []standard{inEXIF, inXMP, inIPTC, inFile}
	text := func(f field, order []standard) string { return cleanText(first(c.text[f], order), o.MaxText) }
	line := func(f field, order []standard) string { return cleanLine(first(c.text[f], order), o.MaxText) }
	f := &Facts{
		MediaType: c.mediaType, Kind: kindOf(c.mediaType),
		StoredWidth: c.width, StoredHeight: c.height, Duration: c.duration,
		VideoCodec: cleanLine(c.video, 40), SoundCodec: cleanLine(c.sound, 40),
		Title: line(title, written), Caption: text(caption, written),
		Author: line(author, written), Credit: line(credit, written),
		Copyright: line(copyright, written), License: webLink(line(license, written)),
		Location: line(location, written), City: line(city, written),
		Region: line(region, written), Country: line(country, written),
		Make: line(cameraMake, measured), Model: line(cameraModel, measured),
		Lens:   line(lens, measured),
		Rating: first(c.rating, written), Place: first(c.place, measured),
		Exposure: first(c.exposure, measured),
		People:   cleanList(c.people, o),
	}
	c.display(f)
	c.choose(f, measured, o)
	return f
}

// writtenOrder is the precedence of words: IPTC is first only if it was
// changed after Photoshop noted its digest.
func (c *claims) writtenOrder() []standard {
	if len(c.knownDigest) == len(c.iptcDigest) && c.iptcDigest != [16]byte{} &&
		!bytes.Equal(c.knownDigest, c.iptcDigest[:]) {
		return []standard{inIPTC, inXMP, inEXIF, inFile}
	}
	return []standard{inXMP, inIPTC, inEXIF, inFile}
}

// first returns the first claim in an order that says anything.
func first[T comparable](values [standards]T, order []standard) (zero T) {
	for _, in := range order {
		if values[in] != zero {
			return values[in]
		}
	}
	return zero
}

// display turns the stored size by the orientation.
func (c *claims) display(f *Facts) {
	f.Width, f.Height = c.width, c.height
	if c.orientation < 1 || c.orientation > 8 {
		c.orientation = 1
	}
	if c.width > 0 || f.Kind == KindImage {
		f.Orientation = c.orientation
	}
	if c.orientation >= 5 {
		f.Width, f.Height = c.height, c.width
	}
}

// choose fills in the date and the lists.
func (c *claims) choose(f *Facts, measured []standard, o Options) {
	date := first(c.date, measured)
	if date.zone == ZoneUnknown {
		date = byGPS(date, c.gpsTime)
	}
	f.Taken, f.Zone = date.time, date.zone

	words := slices.Concat(c.keywords[inXMP], c.keywords[inIPTC])
	if len(words) == 0 {
		words = slices.Concat(c.keywords[inEXIF], c.keywords[inFile])
	}
	for _, path := range c.paths {
		if path = cleanList(path, o); len(path) > 0 && len(f.KeywordPaths) < o.MaxList {
			f.KeywordPaths = append(f.KeywordPaths, path)
			words = append(words, path[len(path)-1])
		}
	}
	f.Keywords = cleanList(words, o)
}
