package mediatest

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// XMP returns the XMP packet of a photograph, or nil if it would say nothing.
func XMP(o PhotoOptions) []byte {
	if !o.has(InXMP) {
		return nil
	}
	var b strings.Builder
	xmpAlt(&b, "dc:title", o.Title)
	xmpAlt(&b, "dc:description", o.Caption)
	xmpAlt(&b, "dc:rights", o.Copyright)
	xmpList(&b, "dc:creator", "Seq", one(o.Author))
	xmpList(&b, "dc:subject", "Bag", o.Keywords)
	xmpList(&b, "lr:hierarchicalSubject", "Bag", o.Hierarchy)
	xmpList(&b, "Iptc4xmpExt:PersonInImage", "Bag", o.People)
	xmpText(&b, "photoshop:Credit", o.Credit)
	xmpText(&b, "photoshop:City", o.City)
	xmpText(&b, "photoshop:State", o.Region)
	xmpText(&b, "photoshop:Country", o.Country)
	xmpText(&b, "Iptc4xmpCore:Location", o.Location)
	xmpText(&b, "xmpRights:WebStatement", o.License)
	if o.Rating > 0 {
		xmpText(&b, "xmp:Rating", fmt.Sprint(o.Rating))
	}
	if b.Len() == 0 {
		return nil
	}
	return []byte(xmpHead + b.String() + xmpTail)
}

const xmpHead = "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
	`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
	`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
	` xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"` +
	` xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"` +
	` xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"` +
	` xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">` + "\n"

const xmpTail = "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}

func xmpText(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, "<%s>%s</%s>\n", name, escape(value), name)
	}
}

func xmpAlt(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, "<%s><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></%s>\n",
			name, escape(value), name)
	}
}

func xmpList(b *strings.Builder, name, kind string, values []string) {
	if len(values) == 0 {
		return
	}
	fmt.Fprintf(b, "<%s><rdf:%s>", name, kind)
	for _, v := range values {
		fmt.Fprintf(b, "<rdf:li>%s</rdf:li>", escape(v))
	}
	fmt.Fprintf(b, "</rdf:%s></%s>\n", kind, name)
}
