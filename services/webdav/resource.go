package webdav

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
)

// The name spaces of properties that are asked for beside DAV's own; facade/webdav
// says what they hold.
const (
	ownSpace   = "urn:x-mediasock:dav:1:"
	cloudSpace = "http://owncloud.org/ns"
)

// asked is the body of every PROPFIND.
const asked = `<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:" xmlns:m="` + ownSpace + `" xmlns:o="` + cloudSpace + `"><D:prop>
<D:resourcetype/><D:getcontentlength/><D:getlastmodified/><D:creationdate/><D:getetag/><D:getcontenttype/>
<m:title/><m:caption/><m:note/><m:keywords/><m:attributes/><m:sha256/><m:name/><m:added/><m:updated/><o:fileid/><D:add-member/>
</D:prop></D:propfind>`

// A response is one of a multistatus.
type response struct {
	Href     string     `xml:"DAV: href"`
	Propstat []propstat `xml:"DAV: propstat"`
}

type propstat struct {
	Status string `xml:"DAV: status"`
	Prop   prop   `xml:"DAV: prop"`
}

type prop struct {
	Collection *struct{} `xml:"DAV: resourcetype>collection"`
	Length     string    `xml:"DAV: getcontentlength"`
	Modified   string    `xml:"DAV: getlastmodified"`
	Created    string    `xml:"DAV: creationdate"`
	ETag       string    `xml:"DAV: getetag"`
	Type       string    `xml:"DAV: getcontenttype"`
	Title      string    `xml:"urn:x-mediasock:dav:1: title"`
	Caption    string    `xml:"urn:x-mediasock:dav:1: caption"`
	Note       string    `xml:"urn:x-mediasock:dav:1: note"`
	Keywords   string    `xml:"urn:x-mediasock:dav:1: keywords"`
	Attributes string    `xml:"urn:x-mediasock:dav:1: attributes"`
	SHA256     string    `xml:"urn:x-mediasock:dav:1: sha256"`
	Name       string    `xml:"urn:x-mediasock:dav:1: name"`
	Added      string    `xml:"urn:x-mediasock:dav:1: added"`
	Updated    string    `xml:"urn:x-mediasock:dav:1: updated"`
	FileID     string    `xml:"http://owncloud.org/ns fileid"`
	AddMember  *struct{} `xml:"DAV: add-member"`
}

// A resource is a folder or file of the server.
type resource struct {
	path   string // below the root, decoded, without slashes at its ends; "" is the root
	folder bool
	fileID string
	adds   bool // takes new files by POST (RFC 5995)
	etag   string
	prop   prop
}

// resource reads a response; false for what lies elsewhere or has no properties.
func (c *caller) resource(r *response) (resource, bool) {
	u, err := c.root.Parse(strings.TrimSpace(r.Href))
	if err != nil {
		return resource{}, false
	}
	rest, below := strings.CutPrefix(u.Path+"/", c.root.Path)
	if !below {
		return resource{}, false
	}
	for _, s := range r.Propstat {
		if !strings.Contains(s.Status, " 200") {
			continue
		}
		p := s.Prop
		return resource{
			path: strings.Trim(rest, "/"), folder: p.Collection != nil, fileID: strings.TrimSpace(p.FileID),
			adds: p.AddMember != nil, etag: p.ETag, prop: p,
		}, true
	}
	return resource{}, false
}

func (r *resource) name() string { return path.Base(r.path) }

// in returns the path of the folder that it is in.
func (r *resource) in() string {
	if dir := path.Dir(r.path); dir != "." {
		return dir
	}
	return ""
}

// title returns the title, which is the name unless it is told.
func (r *resource) title() string {
	switch {
	case r.prop.Title != "":
		return r.prop.Title
	case r.folder:
		return r.name()
	}
	return strings.TrimSuffix(r.name(), path.Ext(r.name()))
}

// media returns what is known of a file.
func (r *resource) media(id string) mediasock.Media {
	size, _ := strconv.ParseInt(r.prop.Length, 10, 64) // 0 is unknown
	sum, err := hex.DecodeString(r.prop.SHA256)
	if err != nil || len(sum) == 0 {
		sum = nil
	}
	updated := firstTime(parse(time.RFC3339Nano, r.prop.Updated), parse(http.TimeFormat, r.prop.Modified))
	return mediasock.Media{
		ID: id, Title: r.title(), Caption: r.prop.Caption, Note: r.prop.Note,
		Keywords: mediasock.ParseList(r.prop.Keywords), Attributes: mediasock.ParseAttributeList(r.prop.Attributes),
		File: mediasock.File{
			Name: cmp.Or(r.prop.Name, r.name()), Type: r.prop.Type, Size: size, SHA256: sum, Updated: updated,
			Added: firstTime(parse(time.RFC3339Nano, r.prop.Added), parse(time.RFC3339, r.prop.Created), updated),
		},
	}
}

func parse(layout, text string) time.Time {
	t, err := time.Parse(layout, strings.TrimSpace(text))
	if err != nil {
		return time.Time{}
	}
	return t
}

func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// pathID is the id of what has none: its path, so written that it can stand in a
// list.
func pathID(p string) string {
	parts := strings.Split(p, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

// patch writes a PROPPATCH of the words; "" if there is nothing to change.
func patch(values map[string]string, clear []string) []byte {
	if len(values) == 0 && len(clear) == 0 {
		return nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?><D:propertyupdate xmlns:D="DAV:" xmlns:m=%q>`, ownSpace)
	for name, value := range values {
		fmt.Fprintf(&b, "<D:set><D:prop><m:%s>", name)
		_ = xml.EscapeText(&b, []byte(value)) // writing to memory does not fail
		fmt.Fprintf(&b, "</m:%s></D:prop></D:set>", name)
	}
	for _, name := range clear {
		fmt.Fprintf(&b, "<D:remove><D:prop><m:%s/></D:prop></D:remove>", name)
	}
	b.WriteString("</D:propertyupdate>")
	return b.Bytes()
}
