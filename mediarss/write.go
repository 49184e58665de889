package mediarss

import (
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// AppendItem appends the item's elements, one a line, with the prefixes media
// and georss, which the document must declare.
func AppendItem(dst []byte, it *Item) []byte {
	for i := range it.Groups {
		dst = appendGroup(dst, &it.Groups[i])
	}
	for i := range it.Contents {
		dst = appendContent(dst, &it.Contents[i])
	}
	return AppendDetails(dst, &it.Details)
}

func appendGroup(dst []byte, g *Group) []byte {
	dst = append(dst, "<media:group>\n"...)
	for i := range g.Contents {
		dst = appendContent(dst, &g.Contents[i])
	}
	dst = AppendDetails(dst, &g.Details)
	return append(dst, "</media:group>\n"...)
}

func appendContent(dst []byte, c *Content) []byte {
	dst = append(dst, "<media:content"...)
	dst = xmlio.AppendOptional(dst, "url", c.URL)
	dst = xmlio.AppendInt(dst, "fileSize", c.FileSize)
	dst = xmlio.AppendOptional(dst, "type", c.Type)
	dst = xmlio.AppendOptional(dst, "medium", c.Medium)
	if c.IsDefault {
		dst = append(dst, ` isDefault="true"`...)
	}
	dst = xmlio.AppendOptional(dst, "expression", c.Expression)
	dst = xmlio.AppendFloat(dst, "bitrate", c.Bitrate)
	dst = xmlio.AppendFloat(dst, "framerate", c.Framerate)
	dst = xmlio.AppendFloat(dst, "samplingrate", c.SamplingRate)
	dst = xmlio.AppendInt(dst, "channels", int64(c.Channels))
	dst = xmlio.AppendFloat(dst, "duration", c.Duration)
	dst = xmlio.AppendInt(dst, "height", int64(c.Height))
	dst = xmlio.AppendInt(dst, "width", int64(c.Width))
	dst = xmlio.AppendOptional(dst, "lang", c.Lang)
	dst = append(dst, ">\n"...)
	empty := len(dst)
	dst = AppendDetails(dst, &c.Details)
	if len(dst) == empty {
		return append(dst[:empty-2], "/>\n"...)
	}
	return append(dst, "</media:content>\n"...)
}

// AppendDetails appends the details' elements, one a line.
func AppendDetails(dst []byte, d *Details) []byte {
	dst = appendText(dst, "media:title", d.Title)
	dst = appendText(dst, "media:description", d.Description)
	dst = appendKeywords(dst, d.Keywords)
	for _, t := range d.Thumbnails {
		dst = append(dst, "<media:thumbnail"...)
		dst = xmlio.AppendAttr(dst, "url", t.URL)
		dst = appendSize(dst, t.Width, t.Height)
		dst = xmlio.AppendOptional(dst, "time", t.Time)
		dst = append(dst, "/>\n"...)
	}
	if d.Player != nil {
		dst = append(dst, "<media:player"...)
		dst = xmlio.AppendAttr(dst, "url", d.Player.URL)
		dst = appendSize(dst, d.Player.Width, d.Player.Height)
		dst = append(dst, "/>\n"...)
	}
	dst = appendSubjects(dst, d)
	dst = appendRights(dst, d)
	if d.Location != nil {
		dst = append(dst, "<georss:point>"...)
		dst = d.Location.append(dst)
		dst = append(dst, "</georss:point>\n"...)
	}
	return dst
}

func appendSubjects(dst []byte, d *Details) []byte {
	for _, c := range d.Categories {
		dst = appendLine(dst, "media:category", c.Term, "scheme", c.Scheme, "label", c.Label)
	}
	for _, h := range d.Hashes {
		dst = appendLine(dst, "media:hash", h.Value, "algo", h.Algo, "", "")
	}
	for _, c := range d.Credits {
		dst = appendLine(dst, "media:credit", c.Name, "role", c.Role, "scheme", c.Scheme)
	}
	for _, r := range d.Ratings {
		dst = appendLine(dst, "media:rating", r.Value, "scheme", r.Scheme, "", "")
	}
	for _, t := range d.Texts {
		dst = append(dst, "<media:text"...)
		dst = xmlio.AppendOptional(dst, "type", t.Type)
		dst = xmlio.AppendOptional(dst, "lang", t.Lang)
		dst = xmlio.AppendOptional(dst, "start", t.Start)
		dst = xmlio.AppendOptional(dst, "end", t.End)
		dst = append(dst, '>')
		dst = xmlio.AppendText(dst, t.Body)
		dst = append(dst, "</media:text>\n"...)
	}
	return dst
}

func appendRights(dst []byte, d *Details) []byte {
	if c := d.Copyright; c != nil {
		dst = appendLine(dst, "media:copyright", c.Text, "url", c.URL, "", "")
	}
	if l := d.License; l != nil {
		dst = appendLine(dst, "media:license", l.Name, "type", l.Type, "href", l.Href)
	}
	if d.Rights != "" {
		dst = append(dst, "<media:rights"...)
		dst = xmlio.AppendAttr(dst, "status", d.Rights)
		dst = append(dst, "/>\n"...)
	}
	for _, r := range d.Restrictions {
		dst = appendLine(dst, "media:restriction", r.Value, "relationship", r.Relationship, "type", r.Type)
	}
	return dst
}

// appendLine appends an element with up to two attributes.
func appendLine(dst []byte, name, text, attr1, value1, attr2, value2 string) []byte {
	dst = append(dst, '<')
	dst = append(dst, name...)
	dst = xmlio.AppendOptional(dst, attr1, value1)
	dst = xmlio.AppendOptional(dst, attr2, value2)
	dst = append(dst, '>')
	dst = xmlio.AppendText(dst, text)
	return xmlio.AppendEnd(dst, name)
}

func appendText(dst []byte, name string, t Text) []byte {
	if t.Body == "" {
		return dst
	}
	return appendLine(dst, name, t.Body, "type", t.Type, "", "")
}

// appendKeywords appends the list; a comma inside a keyword becomes a blank,
// since the list has no way to hold it.
func appendKeywords(dst []byte, list []string) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = append(dst, "<media:keywords>"...)
	for i, k := range list {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		if strings.IndexByte(k, ',') >= 0 {
			k = strings.ReplaceAll(k, ",", " ")
		}
		dst = xmlio.AppendText(dst, k)
	}
	return append(dst, "</media:keywords>\n"...)
}

func appendSize(dst []byte, width, height int) []byte {
	dst = xmlio.AppendInt(dst, "width", int64(width))
	return xmlio.AppendInt(dst, "height", int64(height))
}
