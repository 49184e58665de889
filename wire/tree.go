package wire

import (
	"strconv"

	"github.com/mediasock/mediasock"
)

// A tree writes an answer as nested values: JSON objects or XML-RPC structs
//
type tree interface {
	open(name string)         // begins a member that is an object; "" an element of a list
	close()                   // ends it
	list(name string)         // begins a member that is a list
	closeList()               // ends it
	member(name, text string) // a member that is a text
	failed() bool             // writing has failed, so it may stop
}

// writeTree writes r: elements are objects, attributes texts, the answers of
// methods members of the root, items always a list.
func writeTree(t tree, r *Reply) {
	id := r.service()
	t.open("mediasock")
	t.member("value", id.Value)
	t.member("title", id.Title)
	t.member("version", id.Version)
	for i := range r.Results {
		treeResult(t, &r.Results[i])
	}
	for _, e := range r.elements() {
		if isCustomName(e.Name) {
			treeElement(t, e.Name, attr{"value", e.Value})
		}
	}
	t.close()
}

func treeResult(t tree, r *Result) {
	name := elementName(r.Method)
	if name == "" {
		treeStat(t, r.Stat, false)
		return
	}
	t.open(name)
	switch {
	case r.Taxa != nil:
		treeTaxa(t, r)
	case r.Handshake != nil:
		treeHandshake(t, r.Stat, r.Handshake)
	default:
		treeStat(t, r.Stat, false)
		if r.Item != nil {
			treeItem(t, r.Method, r.Item)
		}
	}
	t.close()
}

func treeElement(t tree, name string, attrs ...attr) {
	t.open(name)
	for _, a := range attrs {
		t.member(a.name, a.value)
	}
	t.close()
}

func treeStat(t tree, s mediasock.Stat, serial bool) {
	attrs := []attr{{"value", strconv.Itoa(int(s.Code))}, {"message", s.Message}, {"resource", s.Resource}}
	if serial {
		attrs = append(attrs, attr{"serial", s.Serial})
	}
	treeElement(t, "stat", attrs...)
}

func treeHandshake(t tree, s mediasock.Stat, h *mediasock.Handshake) {
	if s.Serial == "" {
		s.Serial = h.Stat.Serial
	}
	treeStat(t, s, true)
	if u := h.User; u != nil {
		treeElement(t, "user", attr{"value", u.ID}, attr{"home", u.Home}, attr{"conf", u.Conf})
	}
	treeElement(t, "apis", attr{"value", h.APIs.String()})
	treeElement(t, "sock", attr{"value", h.Sock.String()})
	if k := h.Key; k != nil {
		treeElement(t, "akey", attr{"value", k.Value}, attr{"expiry", k.Expiry.String()})
	}
}

func treeItem(t tree, method string, item *mediasock.Item) {
	t.list("item")
	if method == mediasock.MethodTaxaAppend {
		treeElement(t, "", attr{"value", item.ID}, attr{"append", item.Append.String()}, attr{"title", item.Title})
	} else {
		treeElement(t, "", attr{"value", item.ID}, attr{"resource", item.Resource})
	}
	t.closeList()
}

// treeTaxa writes the items first, for the stat must tell an error that comes
// among them, and members have no order.
func treeTaxa(t tree, r *Result) {
	stat := r.Stat
	t.list("item")
	for taxon, err := range r.Taxa {
		if err != nil {
			stat = mediasock.StatOf(err)
			break
		}
		treeElement(t, "", attr{"value", taxon.ID}, attr{"append", taxon.Append.String()},
			attr{"title", taxon.Title}, attr{"parents", taxon.Parents.String()},
			attr{"caption", taxon.Caption}, attr{"resource", taxon.Resource},
			attr{"note", taxon.Note}, attr{"icon", taxon.Icon})
		if t.failed() {
			break
		}
	}
	t.closeList()
	treeStat(t, stat, false)
}
