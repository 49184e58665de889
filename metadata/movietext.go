package metadata

import "strings"

// canon reads the directories of a CR3: main, EXIF and GPS, each a TIFF
// structure of its own whose first directory is the one named.
func (m *movieFile) canon(kind string, body window) error {
	dir, ok := map[string]directory{"CMT1": mainDir, "CMT2": exifDir, "CMT4": gpsDir}[kind]
	if !ok {
		return nil
	}
	m.s.guard("EXIF", func() error {
		b := &exifBlock{c: m.c, limit: m.s.textLimit()}
		size := &tiffFile{widths: map[directory][2]int64{}}
		err := walkTIFF(body, func(e tiffEntry) {
			e.dir = dir
			b.visit(e)
			size.visit(e)
		})
		b.finish()
		m.c.dimensions(size.size())
		return err
	})
	return nil
}

// userData reads the boxes of udta: text with a size and a language before
// it, and iTunes' list.
func (m *movieFile) userData(kind string, body window) error {
	if kind == "meta" {
		return m.meta(body)
	}
	if !strings.HasPrefix(kind, "\xa9") {
		return nil
	}
	b, err := body.load(int64(m.s.options.MaxText))
	if err != nil {
		return err
	}
	size := int(b.u16())
	b.u16() // language
	m.word(kind, utf8OrLatin1(b.b[:min(size, len(b.b))]))
	return nil
}

// meta reads a list of values. QuickTime's is a plain box, MP4's has a
// version, which shows as four zeros.
func (m *movieFile) meta(body window) error {
	head, err := body.at(0, min(4, body.size))
	if err != nil {
		return err
	}
	if string(head) == "\x00\x00\x00\x00" {
		body = body.part(4, body.size)
	}
	return body.boxes(func(kind string, body window) error {
		switch kind {
		case "keys":
			return m.readKeys(body)
		case "ilst":
			return body.boxes(m.listed)
		}
		return nil
	})
}

// readKeys reads the names of Apple's values.
func (m *movieFile) readKeys(body window) error {
	const most = 256
	m.keys = nil
	return body.part(8, body.size).boxes(func(_ string, body window) error {
		b, err := body.load(256)
		if err == nil && len(m.keys) < most {
			m.keys = append(m.keys, string(b.b))
		}
		return err
	})
}

// listed reads one value of a list. Its name is four characters, or the
// number of a key.
func (m *movieFile) listed(kind string, body window) error {
	name := kind
	number := (&cursor{b: []byte(kind)}).u32()
	if number >= 1 && int(number) <= len(m.keys) {
		name = m.keys[number-1]
	}
	return body.boxes(func(kind string, body window) error {
		if kind != "data" {
			return nil
		}
		b, err := body.load(int64(m.s.options.MaxText) + 8)
		if err != nil {
			return err
		}
		if kind := b.u32(); kind == 1 { // UTF-8
			b.u32() // locale
			m.word(name, string(b.b))
		}
		return nil
	})
}

// word claims a value of a film. Apple's keyed date has a zone and is better
// than that of the header.
func (m *movieFile) word(name, value string) {
	c := m.c
	switch strings.TrimPrefix(name, "com.apple.quicktime.") {
	case "\xa9nam", "title", "displayname":
		c.say(title, inFile, value)
	case "\xa9des", "\xa9cmt", "desc", "description", "comment":
		c.say(caption, inFile, value)
	case "\xa9ART", "\xa9aut", "author", "artist":
		c.say(author, inFile, value)
	case "\xa9cpy", "cprt", "copyright":
		c.say(copyright, inFile, value)
	case "\xa9mak", "make":
		c.say(cameraMake, inFile, value)
	case "\xa9mod", "model":
		c.say(cameraModel, inFile, value)
	case "\xa9xyz", "location.ISO6709":
		c.where(inFile, iso6709(value))
	case "\xa9day", "creationdate":
		if d := parseDate(value); d.zone == ZoneOffset {
			c.date[inFile] = d
		}
	case "keywords":
		c.keywords[inFile] = append(c.keywords[inFile], strings.Split(value, ",")...)
	}
}
