package metaweblog

import (
	"cmp"
	"context"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// MediaAppend implements mediasock.Session. The albums are looked for first: an
// upload into one that is not there is none.
func (v *Session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if m.ID != "" {
		return v.MediaUpdate(ctx, m, d)
	}
	titles, err := v.titles(ctx, m.Parents)
	if err != nil {
		return nil, err
	}
	answer, err := v.web.upload(ctx, "metaWeblog.newMediaObject", d, v.blog, v.name, v.password, object(m, d))
	if err != nil {
		return nil, absent(err, mediasock.ErrUnknownTaxon)
	}
	told := structOf(answer)
	id := told.text("postid")
	if id == "" {
		return v.publish(ctx, m, d, told, titles)
	}
	item := &mediasock.Item{ID: id, Resource: cmp.Or(told.text("link"), told.text("url"))}
	if told.truth("exists") {
		return item, mediasock.ErrExists
	}
	return item, nil
}

// object returns a file as a media object (M-1), with the words that some services
// take with it.
func object(m *mediasock.Media, d mediasock.Data) weblogwire.Struct {
	o := weblogwire.Struct{{Name: "name", Value: d.Name()}, {Name: "type", Value: typeOf(d)}, {Name: "title", Value: m.Title}}
	if m.Caption != "" {
		o = append(o, weblogwire.Member{Name: "description", Value: weblogwire.Paragraph(m.Caption)})
	}
	return append(o, weblogwire.Member{Name: "mt_keywords", Value: weblogwire.KeywordText(m.Keywords)},
		weblogwire.Member{Name: "categoryIds", Value: values(m.Parents)}, weblogwire.Member{Name: "bits", Value: weblogwire.Bits{}})
}

// typeOf returns a file's media type: WordPress keeps what it is told.
func typeOf(d mediasock.Data) string { return cmp.Or(d.Type(), mediaTypeOf(d.Name())) }

// publish makes the post that shows a file which was taken.
func (v *Session) publish(ctx context.Context, m *mediasock.Media, d mediasock.Data, file members, titles mediasock.List) (*mediasock.Item, error) {
	address := file.text("url")
	if address == "" {
		return nil, &mediasock.Error{Code: mediasock.CodeService, Message: "the weblog does not say where the file is"}
	}
	shown := *m
	shown.Title = cmp.Or(m.Title, d.Name())
	shown.File.Type = typeOf(d)
	answer, err := v.call(ctx, "metaWeblog.newPost", v.blog, weblogwire.Struct{
		{Name: "title", Value: shown.Title}, {Name: "description", Value: weblogwire.Description(&shown, address)},
		{Name: "categories", Value: values(titles)}, {Name: "mt_keywords", Value: weblogwire.KeywordText(m.Keywords)},
	}, true)
	if err != nil {
		return nil, err
	}
	id, _ := answer.(string)
	if id == "" {
		return nil, &mediasock.Error{Code: mediasock.CodeService, Message: "the weblog does not say what the post's id is"}
	}
	return &mediasock.Item{ID: id, Resource: address}, nil
}

// values returns a list as a value.
func values(l mediasock.List) []any {
	all := make([]any, len(l))
	for i, s := range l {
		all[i] = s
	}
	return all
}
