package metadata

import (
	"bytes"
	"errors"
	"strings"
)

// The elements of Matroska's tags, and of the index that says where they are.
const (
	mkvSeekHead     = 0x114d9b74
	mkvSeek         = 0x4dbb
	mkvSeekID       = 0x53ab
	mkvSeekPosition = 0x53ac
	mkvTag          = 0x7373
	mkvTargets      = 0x63c0
	mkvSimpleTag    = 0x67c8
	mkvTagName      = 0x45a3
	mkvTagString    = 0x4487
)

// each visits the elements of a window.
func (w window) each(visit func(id uint64, body window) error) error {
	for off := int64(0); off < w.size; {
		head, err := w.at(off, min(12, w.size-off))
		if err != nil {
			return err
		}
		id, n := vint(head, false)
		size, k := vint(head[n:], true)
		if n == 0 || k == 0 {
			return errTruncated
		}
		body := w.part(off+int64(n+k), int64(size))
		if err := visit(id, body); err != nil {
			return err
		}
		off += int64(n+k) + body.size
	}
	return nil
}

// seekHead notes where the tags are.
func (m *matroskaFile) seekHead(w window) error {
	return w.each(func(id uint64, body window) error {
		if id != mkvSeek {
			return nil
		}
		what, at := uint64(0), uint64(0)
		err := body.each(func(id uint64, body window) error {
			if id != mkvSeekID && id != mkvSeekPosition {
				return nil
			}
			b, err := body.load(8)
			if err != nil {
				return err
			}
			if v := b.uint(len(b.b)); id == mkvSeekID {
				what = v
			} else {
				at = v
			}
			return nil
		})
		if what == mkvTags {
			m.tagsAt = int64(at)
		}
		return err
	})
}

// tagsBehind reads the tags that stand behind the frames.
func (m *matroskaFile) tagsBehind(s *source) error {
	at := m.segment + m.tagsAt
	if m.tagsAt <= 0 || at < 0 || at >= s.size {
		return nil
	}
	err := s.window(at, s.size-at).each(func(id uint64, body window) error {
		if id != mkvTags {
			return errFrames
		}
		return errors.Join(m.tags(body), errFrames) // and no further
	})
	if errors.Is(err, ErrLimit) {
		return err
	}
	return nil
}

// tags reads what is said of the whole file: a tag whose target is a track or a
// chapter speaks of that.
func (m *matroskaFile) tags(w window) error {
	return w.each(func(id uint64, body window) error {
		if id != mkvTag {
			return nil
		}
		part := false
		return body.each(func(id uint64, body window) error {
			switch {
			case id == mkvTargets:
				return body.each(func(id uint64, body window) error {
					part = part || id >= 0x63c4 && id <= 0x63c9 // UIDs of track, chapter, edition, attachment
					return nil
				})
			case id == mkvSimpleTag && !part:
				return m.simpleTag(body)
			}
			return nil
		})
	})
}

func (m *matroskaFile) simpleTag(w window) error {
	var name, value string
	err := w.each(func(id uint64, body window) error {
		if id != mkvTagName && id != mkvTagString {
			return nil
		}
		b, err := body.load(body.s.textLimit())
		if err != nil {
			return err
		}
		if text := string(bytes.TrimRight(b.b, "\x00")); id == mkvTagName {
			name = text
		} else {
			value = text
		}
		return nil
	})
	m.tag(strings.ToUpper(name), value)
	return err
}

// tag claims a value. Programs that turn QuickTime into Matroska keep Apple's names.
func (m *matroskaFile) tag(name, value string) {
	c := m.c
	switch strings.TrimPrefix(name, "COM.APPLE.QUICKTIME.") {
	case "TITLE", "DISPLAYNAME":
		c.say(title, inFile, value)
	case "DESCRIPTION", "SUMMARY", "COMMENT", "SYNOPSIS":
		c.say(caption, inFile, value)
	case "ARTIST", "AUTHOR", "DIRECTOR":
		c.say(author, inFile, value)
	case "COPYRIGHT":
		c.say(copyright, inFile, value)
	case "LICENSE":
		c.say(license, inFile, value)
	case "MAKE":
		c.say(cameraMake, inFile, value)
	case "MODEL":
		c.say(cameraModel, inFile, value)
	case "KEYWORDS":
		c.keywords[inFile] = append(c.keywords[inFile], strings.Split(value, ",")...)
	case "LOCATION", "LOCATION.ISO6709":
		c.where(inFile, iso6709(value))
	case "RECORDING_LOCATION":
		c.say(location, inFile, value)
	case "DATE_RECORDED", "CREATIONDATE", "CREATION_TIME":
		if d := parseDate(value); m.tagged.time.IsZero() || d.zone == ZoneOffset && m.tagged.zone != ZoneOffset {
			m.tagged = d
		}
	}
}
