package wire

import (
	"iter"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// Limits of an answer that is held in memory.
const (
	maxResults  = 64
	maxElements = 256
)

// A builder makes a reply of the elements of an answer, be they XML, JSON or a
// struct.
type builder struct {
	reply   *Reply
	current *open // the method's answer that is being read, or nil
	whole   bool  // the document is in memory, so taxa need not be streamed
}

// open is what is known of a method's answer until it ends.
type open struct {
	index      int // in Results
	name       string
	stated     bool
	apis, sock string
	taxa       []mediasock.Taxon
	streamed   bool
}

// values are the attributes of an element, decoded.
type values []attr

func (v values) get(name string) string {
	for i := range v {
		if v[i].name == name {
			return v[i].value // of two the first
		}
	}
	return ""
}

// root takes the attributes of the root.
func (b *builder) root(v values) {
	b.reply.Service = mediasock.Identity{Value: v.get("value"), Title: v.get("title"), Version: v.get("version")}
}

// begin begins the answer of a method.
func (b *builder) begin(name string) error {
	if len(b.reply.Results) == maxResults {
		return answerTooLarge("the answer", 0)
	}
	result := Result{Method: mediasock.CanonicalMethod(name)}
	if result.Method == mediasock.MethodHandshake {
		result.Handshake = &mediasock.Handshake{Service: b.reply.Service, Endpoint: b.reply.Endpoint}
	}
	b.reply.Results = append(b.reply.Results, result)
	b.current = &open{index: len(b.reply.Results) - 1, name: name}
	return nil
}

// result returns the answer that is being read.
func (b *builder) result() *Result { return &b.reply.Results[b.current.index] }

// end ends it.
func (b *builder) end() {
	if b.current == nil {
		return
	}
	result, cur := b.result(), b.current
	b.current = nil
	if h := result.Handshake; h != nil {
		h.APIs, h.Sock = mediasock.ParseOffer(cur.apis, cur.sock, b.reply.Endpoint)
		h.Stat = result.Stat
	}
	if result.Method == mediasock.MethodTaxaList && !cur.streamed {
		result.Taxa = taxaOf(cur.taxa)
	}
	if content := result.Item != nil || cur.apis != "" || cur.taxa != nil || cur.streamed; !cur.stated && !content {
		result.Stat = mediasock.Stat{Code: mediasock.CodeService, Message: "an answer without a state"}
	}
}

// finish ends the root.
func (b *builder) finish() {
	b.end()
	for i := range b.reply.Results {
		if h := b.reply.Results[i].Handshake; h != nil {
			h.Service, h.Elements = b.reply.Service, b.reply.Elements
		}
	}
}

// taxaOf yields taxa that are in memory.
func taxaOf(taxa []mediasock.Taxon) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		for i := range taxa {
			if !yield(taxa[i], nil) {
				return
			}
		}
	}
}

// isLeaf reports whether an element of an answer holds no others. In XML their
// end may be missing.
func isLeaf(name string) bool {
	switch name {
	case "stat", "user", "apis", "sock", "akey", "item":
		return true
	}
	return strings.HasPrefix(name, "x-")
}

// leaf takes an element.
func (b *builder) leaf(name string, v values) {
	switch {
	case strings.HasPrefix(name, "x-"):
		if len(b.reply.Elements) < maxElements {
			b.reply.Elements = append(b.reply.Elements, mediasock.Element{Name: name, Value: v.get("value")})
		}
	case b.current == nil:
		if name == "stat" && len(b.reply.Results) < maxResults {
			b.reply.Results = append(b.reply.Results, Result{Stat: statOf(v)})
		}
	case name == "stat":
		b.result().Stat = statOf(v)
		b.current.stated = true
	case name == "item":
		b.item(v)
	case b.result().Handshake != nil:
		b.offer(name, v)
	}
}

func statOf(v values) mediasock.Stat {
	s := mediasock.Stat{Message: v.get("message"), Resource: v.get("resource"), Serial: v.get("serial")}
	code, err := strconv.Atoi(strings.TrimSpace(v.get("value")))
	if err != nil {
		code = int(mediasock.CodeService)
	}
	s.Code = mediasock.Code(code)
	return s
}

// offer takes an element of a handshake.
func (b *builder) offer(name string, v values) {
	h := b.result().Handshake
	switch value := v.get("value"); name {
	case "user":
		h.User = &mediasock.User{ID: value, Home: v.get("home"), Conf: v.get("conf")}
	case "apis":
		b.current.apis = value
	case "sock":
		b.current.sock = value
	case "akey":
		if value == "" {
			return
		}
		expiry, _ := mediasock.ParseExpiry(v.get("expiry")) // without one it has the least there is
		h.Key = &mediasock.Key{Value: value, Expiry: expiry}
	}
}

func (b *builder) item(v values) {
	if b.result().Method != mediasock.MethodTaxaList {
		b.result().Item = &mediasock.Item{
			ID: v.get("value"), Resource: v.get("resource"),
			Append: appendTokens(v.get("append")), Title: v.get("title"),
		}
		return
	}
	var t mediasock.Taxon
	for _, a := range v {
		setTaxon(&t, a.name, a.value)
	}
	b.current.taxa = append(b.current.taxa, t)
}

// setTaxon sets the field of an attribute; of two of a name the first counts.
func setTaxon(t *mediasock.Taxon, name, value string) {
	if value == "" {
		return
	}
	switch name {
	case "value":
		setFirst(&t.ID, value)
	case "append":
		if t.Append == nil {
			t.Append = appendTokens(value)
		}
	case "title":
		setFirst(&t.Title, value)
	case "parents":
		if t.Parents == nil {
			t.Parents = mediasock.ParseList(value)
		}
	case "caption":
		setFirst(&t.Caption, value)
	case "resource":
		setFirst(&t.Resource, value)
	case "note":
		setFirst(&t.Note, value)
	case "icon":
		setFirst(&t.Icon, value)
	}
}

func setFirst(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// appendTokens reads what may be added to a taxon: with ";", "," or spaces
// between, and "taxa" for "taxon".
func appendTokens(s string) mediasock.List {
	switch s {
	case "":
		return nil
	case "media":
		return mediasock.List{"media"}
	case "media;taxon":
		return mediasock.List{"media", "taxon"}
	}
	var list mediasock.List
	for _, token := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(";, \t\n", r) }) {
		if token = strings.ToLower(token); token == "taxa" {
			token = "taxon"
		}
		if !list.Has(token) && len(list) < 16 {
			list = append(list, token)
		}
	}
	return list
}
