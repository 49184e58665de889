package mediasock

import "strings"

// A Taxon is an element of a service's classification: an album, a set, a
// category (MS-171 to MS-185).
type Taxon struct {
	ID         string        // its identifier, the value attribute
	Append     List          // what may be added to it: "media", "taxon"
	Title      string        //
	Caption    string        // a public comment
	Note       string        // a private comment
	Parents    List          // ids of the taxa that it is in; empty at the root
	Resource   string        // URL of its page, for people
	Icon       string        // a media id, or a URL of a preview image
	Attributes AttributeList // taxon.attributes; never listed
	Owner      string        // id of the user whose it is, as File.Owner; never sent

	// Clear names the fields that an update empties; a field that is set is
	// not cleared.
	Clear Fields
}

// IconURL returns the address of the taxon's icon; "" where the icon is none, or
// is the id of an item. An address that begins with a slash is relative to
// the service's.
func (t *Taxon) IconURL() string {
	for _, begin := range []string{"http://", "https://", "/"} {
		if strings.HasPrefix(t.Icon, begin) {
			return t.Icon
		}
	}
	return ""
}

// An Item is what a service answers of something that it made or changed
// (MS-166, MS-188).
type Item struct {
	ID       string // the value attribute; may be empty on an extended page (MS-167)
	Resource string // URL of its page; of media only
	Append   List   // what may be added to it; of taxa only
	Title    string // of taxa only
}
