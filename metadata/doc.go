// Package metadata reads what a file says of itself: its media type by its
// content, its size in pixels, when and where a picture was taken, and the
// words people wrote into it.
//
// [Read] takes any io.ReaderAt and never decodes pixels:
//
//	facts, err := metadata.Read(file, size, "pier.jpg", metadata.Options{})
//	if err != nil {
//		log.Warn("metadata incomplete", "err", err) // facts hold the rest
//	}
//	fmt.Println(facts.MediaType, facts.Width, facts.Height, facts.Title)
//
// # Which field wins
//
// A photograph may say the same thing in up to five places. The rules follow
// the Metadata Working Group's guidance 2.0 except where a reason is given.
//
//   - What a camera measured (date, place, camera, exposure): EXIF, then XMP,
//     then IPTC.
//   - What people wrote (title, caption, author, credit, copyright, rating,
//     names of places): XMP, then IPTC, then EXIF, then the format's own text
//     (PNG chunks and the like). The Group puts EXIF's ImageDescription first;
//     here it is last, because cameras fill it with their own names, and the
//     names known ("OLYMPUS DIGITAL CAMERA") are dropped. IPTC comes before
//     XMP only where Photoshop's digest shows that a program which does not
//     know XMP changed it afterwards.
//   - Keywords: those of XMP and IPTC together, in that order, the first of
//     equal ones kept; EXIF's only where neither has any. They are never split
//     at commas. Of keyword paths the last word becomes a keyword too.
//   - Orientation: EXIF of the file itself, never XMP, as browsers do. HEIC and
//     AVIF: only their own irot and imir, as their specification demands.
//   - Language alternatives: x-default, else the first.
//
// # The time zone of a date
//
// Cameras write the local time and often no zone; [Facts].Zone tells what
// Taken is worth.
//
//   - An offset tag of EXIF, or a date in XMP, IPTC or QuickTime with its
//     zone: [ZoneOffset]. Local time and instant are both known.
//   - No offset, but GPS time, which is UTC: the zone is the difference, if it
//     is within five minutes of an offset that is in use on Earth: [ZoneGPS].
//   - A film's header, which has UTC only: [ZoneUTC]. The instant is known, the
//     local time is not.
//   - Otherwise [ZoneUnknown]: the local time is stored as if it were UTC.
//
// # Limits
//
// Uploads come from strangers (XS-1, XS-6). Reading is bounded in bytes and in
// steps by [Options], hence in time and memory; depth, number of values and
// their lengths are capped too. Control characters are removed from text,
// invalid UTF-8 becomes U+FFFD, and links are kept only if they are http or
// https. Damage in one block never hides the others: Read always returns the
// facts it could read, and an error that says what it could not. The texts are
// still a stranger's words: escape them where they are shown.
//
// The parsers are our own. github.com/bep/imagemeta was tried and not taken:
// it stops at the first damaged tag, does not read XMP in PNG nor structured
// XMP, takes IPTC without a character set for Latin-1 even if it is UTF-8, and
// has no bound on the sum of what it reads. github.com/Eyevinn/mp4ff builds
// whole sample tables to tell the length of a film.
package metadata
