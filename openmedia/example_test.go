package openmedia_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
	"github.com/mediasock/mediasock/opensearch"
)

// A site serves what it has; a client finds it by the site's description alone.
func Example() {
	ids := atom.Minter{Authority: "example.org", Date: "2006"}
	harbour := openmediatest.NewMemory(ids, openmediatest.Items())
	site := httptest.NewServer(&openmedia.Handler{
		For: func(*http.Request) (openmedia.Searcher, error) { return harbour, nil },
		IDs: ids,
	})
	defer site.Close()

	client, err := openmedia.Open(context.Background(), site.URL+"/opensearch.xml", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	feed, err := client.Search(context.Background(), opensearch.Query{SearchTerms: "pier dusk"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range feed.Entries {
		fmt.Println(e.ID, e.Title, e.Licenses(feed))
	}
	// Output:
	// tag:example.org,2006:media-104 Pier at dusk [https://creativecommons.org/licenses/by/4.0/]
}
