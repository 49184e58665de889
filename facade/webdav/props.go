package webdav

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
)

// The properties beyond RFC 4918. Those of Space hold the words of an item or
// album and can be set by PROPPATCH; fileid is ownCloud's, and stays when a file
// is moved.
const (
	Space      = "urn:x-mediasock:dav:1:"
	OwnCloud   = "http://owncloud.org/ns"
	Title      = "title"
	Caption    = "caption"
	Note       = "note"
	Keywords   = "keywords"   // a MediaSock list
	Attributes = "attributes" // an attribute list
	SHA256     = "sha256"     // of the file, in hex; this and the next three cannot be set
	Name       = "name"       // that the file has by itself
	Added      = "added"      // RFC 3339, finer than a second
	Updated    = "updated"    // likewise
	FileID     = "fileid"     // in OwnCloud
)

var _ webdav.DeadPropsHolder = (*reader)(nil)

// DeadProps returns the properties.
func (r *reader) DeadProps() (map[xml.Name]webdav.Property, error) {
	all := map[xml.Name]webdav.Property{}
	add := func(space, local, value string) {
		if value != "" {
			name := xml.Name{Space: space, Local: local}
			all[name] = webdav.Property{XMLName: name, InnerXML: escaped(value)}
		}
	}
	if a := r.entry.album; a != nil {
		member := xml.Name{Space: "DAV:", Local: "add-member"} // RFC 5995
		all[member] = webdav.Property{XMLName: member, InnerXML: []byte(`<href xmlns="DAV:">.</href>`)}
		add(Space, Title, a.Title)
		add(Space, Caption, a.Caption)
		add(Space, Note, a.Note)
		add(OwnCloud, FileID, cmp.Or(a.ID, "root"))
		return all, nil
	}
	m := r.entry.item
	add(Space, Title, m.Title)
	add(Space, Caption, m.Caption)
	add(Space, Note, m.Note)
	add(Space, Keywords, m.Keywords.String())
	add(Space, Attributes, m.Attributes.String())
	add(Space, SHA256, hex.EncodeToString(m.File.SHA256))
	if m.ID != "" {
		add(Space, Name, m.File.Name)
		add(Space, Added, m.File.Added.UTC().Format(time.RFC3339Nano))
		add(Space, Updated, m.File.Updated.UTC().Format(time.RFC3339Nano))
	}
	add(OwnCloud, FileID, m.ID)
	return all, nil
}

func escaped(value string) []byte {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(value)) // writing to memory does not fail
	return b.Bytes()
}

// Patch changes the words of an item or album, all of them or none.
func (r *reader) Patch(patches []webdav.Proppatch) ([]webdav.Propstat, error) {
	c := change{}
	for _, p := range patches {
		for _, property := range p.Props {
			if !c.take(property, p.Remove, r.entry.album != nil) {
				return refusedProps(patches, property.XMLName), nil
			}
		}
	}
	if err := r.apply(&c); err != nil {
		return nil, r.tree.failed(err)
	}
	if e := r.entry; e.item != nil {
		r.tree.refresh(r.ctx, e.in, e.name, e.item.ID)
	} else {
		r.tree.changed()
	}
	return []webdav.Propstat{{Status: http.StatusOK, Props: named(patches)}}, nil
}

// apply gives the change to the session.
func (r *reader) apply(c *change) error {
	if r.entry.album != nil {
		return mediasock.UpdateTaxon(r.ctx, r.tree.session, &mediasock.Taxon{
			ID: r.entry.album.ID, Title: c.media.Title, Caption: c.media.Caption, Note: c.media.Note, Clear: c.media.Clear})
	}
	c.media.ID = r.entry.item.ID
	_, err := mediasock.UpdateMedia(r.ctx, r.tree.session, &c.media, nil)
	return err
}

// A change is what a PROPPATCH asks for.
type change struct{ media mediasock.Media }

// take reads one property; false if it cannot be set.
func (c *change) take(p webdav.Property, remove, album bool) bool {
	text, err := content(p.InnerXML)
	if p.XMLName.Space != Space || err != nil {
		return false
	}
	if remove {
		text = ""
	}
	field, ok := map[string]mediasock.Fields{Title: mediasock.FieldTitle, Caption: mediasock.FieldCaption,
		Note: mediasock.FieldNote, Keywords: mediasock.FieldKeywords, Attributes: mediasock.FieldAttributes}[p.XMLName.Local]
	if !ok || album && (field == mediasock.FieldKeywords || field == mediasock.FieldAttributes) {
		return false
	}
	if text == "" {
		c.media.Clear |= field
		return true
	}
	switch field {
	case mediasock.FieldTitle:
		c.media.Title = text
	case mediasock.FieldCaption:
		c.media.Caption = text
	case mediasock.FieldNote:
		c.media.Note = text
	case mediasock.FieldKeywords:
		c.media.Keywords = mediasock.ParseList(text)
	case mediasock.FieldAttributes:
		c.media.Attributes = mediasock.ParseAttributeList(text)
	}
	return true
}

// content returns the text of a property's content.
func content(inner []byte) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(inner))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		if text, ok := token.(xml.CharData); ok {
			b.Write(text)
		}
	}
}

// named returns the properties of patches.
func named(patches []webdav.Proppatch) []webdav.Property {
	var all []webdav.Property
	for _, p := range patches {
		all = append(all, p.Props...)
	}
	return all
}

// refusedProps answers that one property cannot be set, and so none is.
func refusedProps(patches []webdav.Proppatch, name xml.Name) []webdav.Propstat {
	forbidden := webdav.Propstat{Status: http.StatusForbidden}
	failed := webdav.Propstat{Status: webdav.StatusFailedDependency}
	all := named(patches)
	i := slices.IndexFunc(all, func(p webdav.Property) bool { return p.XMLName == name })
	forbidden.Props = all[i : i+1]
	failed.Props = slices.Concat(all[:i], all[i+1:])
	if len(failed.Props) == 0 {
		return []webdav.Propstat{forbidden}
	}
	return []webdav.Propstat{forbidden, failed}
}
