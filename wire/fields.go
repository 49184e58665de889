package wire

import (
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock"
)

// Media returns the media fields of c; a parameter that is present and empty is
// in Clear. The error is for an x.sha256 that is no hash.
func (c *Call) Media() (*mediasock.Media, error) {
	m := &mediasock.Media{ID: strings.TrimSpace(c.Params.Get(ParamMediaID))}
	f := fieldReader{params: c.Params, clear: &m.Clear}
	m.Title = f.text(ParamMediaTitle, mediasock.FieldTitle)
	m.Caption = f.text(ParamMediaCaption, mediasock.FieldCaption)
	m.Note = f.text(ParamMediaNote, mediasock.FieldNote)
	m.Parents = f.list(ParamMediaParents, mediasock.FieldParents)
	m.Keywords = f.list(ParamMediaKeywords, mediasock.FieldKeywords)
	m.Attributes = mediasock.ParseAttributeList(f.text(ParamMediaAttributes, mediasock.FieldAttributes))
	if sum := strings.TrimSpace(c.Params.Get(ParamSHA256)); sum != "" {
		decoded, err := hex.DecodeString(sum)
		if err != nil || len(decoded) != 32 {
			return nil, badRequest(http.StatusBadRequest, faultParams, "x.sha256 is no SHA-256 in hexadecimal")
		}
		m.SHA256 = decoded
	}
	return m, nil
}

// SetMedia sets m's fields as parameters, those in Clear as empty ones, and
// x.sha256 where m has a hash.
func (c *Call) SetMedia(m *mediasock.Media) {
	f := fieldWriter{params: &c.Params, clear: m.Clear}
	f.set(ParamMediaID, m.ID, 0)
	f.set(ParamMediaParents, m.Parents.String(), mediasock.FieldParents)
	f.set(ParamMediaTitle, m.Title, mediasock.FieldTitle)
	f.set(ParamMediaCaption, m.Caption, mediasock.FieldCaption)
	f.set(ParamMediaNote, m.Note, mediasock.FieldNote)
	f.set(ParamMediaKeywords, m.Keywords.String(), mediasock.FieldKeywords)
	f.set(ParamMediaAttributes, m.Attributes.String(), mediasock.FieldAttributes)
	f.set(ParamSHA256, hex.EncodeToString(m.SHA256), 0)
}

// Taxon returns the taxon fields of c, as Media does.
func (c *Call) Taxon() (*mediasock.Taxon, error) {
	t := &mediasock.Taxon{}
	f := fieldReader{params: c.Params, clear: &t.Clear}
	t.Title = f.text(ParamTaxonTitle, mediasock.FieldTitle)
	t.Caption = f.text(ParamTaxonCaption, mediasock.FieldCaption)
	t.Note = f.text(ParamTaxonNote, mediasock.FieldNote)
	t.Parents = f.list(ParamTaxonParents, mediasock.FieldParents)
	t.Icon = f.text(ParamTaxonIcon, mediasock.FieldIcon)
	t.Attributes = mediasock.ParseAttributeList(f.text(ParamTaxonAttributes, mediasock.FieldAttributes))
	return t, nil
}

// SetTaxon sets t's fields as parameters.
func (c *Call) SetTaxon(t *mediasock.Taxon) {
	f := fieldWriter{params: &c.Params, clear: t.Clear}
	f.set(ParamTaxonTitle, t.Title, mediasock.FieldTitle)
	f.set(ParamTaxonCaption, t.Caption, mediasock.FieldCaption)
	f.set(ParamTaxonNote, t.Note, mediasock.FieldNote)
	f.set(ParamTaxonParents, t.Parents.String(), mediasock.FieldParents)
	f.set(ParamTaxonIcon, t.Icon, mediasock.FieldIcon)
	f.set(ParamTaxonAttributes, t.Attributes.String(), mediasock.FieldAttributes)
}

// A fieldReader takes fields out of parameters and notes those that are present
// and empty.
type fieldReader struct {
	params Params
	clear  *mediasock.Fields
}

func (f fieldReader) text(name string, field mediasock.Fields) string {
	value, ok := f.params.Lookup(name)
	if ok && value == "" {
		*f.clear |= field
	}
	return value
}

// list reads a list, which may also come as several parameters of one name, as
// browsers send the marked lines of a list of choices.
func (f fieldReader) list(name string, field mediasock.Fields) mediasock.List {
	list := mediasock.ParseList(strings.Join(f.params.All(name), ";"))
	if _, ok := f.params.Lookup(name); ok && len(list) == 0 {
		*f.clear |= field
	}
	return list
}

// A fieldWriter makes parameters of fields.
type fieldWriter struct {
	params *Params
	clear  mediasock.Fields
}

func (f fieldWriter) set(name, value string, field mediasock.Fields) {
	if value != "" || field != 0 && f.clear.Has(field) {
		f.params.Set(name, normalizeLines(value))
	}
}

// normalizeLines returns s with LF for CRLF and CR (MS-80, A-44).
func normalizeLines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
