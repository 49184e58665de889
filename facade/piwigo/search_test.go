package piwigo_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
)

// What is searched and what is listed by tags comes in pages and in the order that is
// asked for, with how many there are.
func TestSearch_PagesAndOrder(t *testing.T) {
	d := newDesk(t, mediasock.ScopeManage)
	s := d.Own(t, "ada")
	for n := range 7 {
		m := &mediasock.Media{Title: fmt.Sprintf("Pier %d", 7-n), Keywords: mediasock.List{"sea"}}
		if n%2 == 0 {
			m.Keywords = mediasock.List{"sea", "even dusk"}
		}
		m.Attributes = mediasock.AttributeList{{Domain: mediasock.DomainDate, Name: mediasock.AttributeCreated, Value: mediasock.DateOf(time.Date(2005, 10, n+1, 12, 0, 0, 0, time.UTC)).String()}}
		if _, err := s.MediaAppend(t.Context(), m, memory(fmt.Sprintf("file %d", n))); err != nil {
			t.Fatal(err)
		}
	}
	d.want("method=pwg.images.search&query=pier&per_page=3&page=2", 200, `"paging":{"page":2,"per_page":3,"count":1,"total_count":7}`)
	d.want("method=pwg.images.search&query=zanzibar", 200, `"count":0,"total_count":0},"images":[]`)
	d.want("method=pwg.images.search&query=pier&f_min_date_created=2005-10-06", 200, `"total_count":2`)
	d.want("method=pwg.images.search", 200, `"err":1002`)
	d.order("method=pwg.images.search&query=pier&order=name&per_page=2", "Pier 1", "Pier 2")
	d.order("method=pwg.images.search&query=pier&order=name desc&per_page=2&page=1", "Pier 5", "Pier 4")
	d.order("method=pwg.categories.getImages&order=name&per_page=2&page=3", "Pier 7")
	d.order("method=pwg.categories.getImages&per_page=2&page=1", "Pier 3", "Pier 4")
	d.want("method=pwg.categories.getImages&per_page=2&page=1", 200, `"count":2,"total_count":7`)
	d.want("method=pwg.tags.getImages&tag_name[]=sea", 200, `"total_count":7`)
	d.want("method=pwg.tags.getImages&tag_url_name[]=even_dusk", 200, `"total_count":4`)
	d.want("method=pwg.tags.getImages&tag_name[]=sea&tag_name[]=even dusk&tag_mode_and=true", 200, `"total_count":4`)
	d.want("method=pwg.tags.getImages&untagged_only=true", 200, `"total_count":0`)
	d.order("method=pwg.tags.getImages&tag_name[]=sea&order=name&per_page=1&page=6", "Pier 7")
	d.want("method=pwg.tags.getList", 200, `"counter":4`)
	d.want("method=pwg.getInfos", 200, `{"name":"nb_elements","value":7}`)
}

// order checks which images a method answers, and that they come in this order.
func (d *desk) order(form string, want ...string) {
	d.Helper()
	_, text := d.call("json", form)
	var got []string
	for _, part := range strings.Split(text, `"name":"Pier `)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		got = append(got, "Pier "+name)
	}
	if strings.Join(got, ",") != strings.Join(want, ",") {
		d.Errorf("%s = %q, want %q", form, got, want)
	}
}
