package sqlite

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// The generated library: owners, each with albums, and items spread over
// twenty years whose words are as unevenly frequent as those of a language.
const (
	generatedOwners = 4
	generatedAlbums = 50
)

// A generator makes the same library each time.
type generator struct {
	rand   *rand.Rand
	owners []library.ID
	albums map[library.ID][]library.ID
}

// generate fills x with n items and returns what made them.
func generate(t testing.TB, x *Index, n int) *generator {
	t.Helper()
	g := &generator{rand: rand.New(rand.NewPCG(1, 2)), albums: map[library.ID][]library.ID{}}
	for i := range generatedOwners {
		g.addOwner(t, x, i)
	}
	items := make(chan *library.Media, group)
	var adders sync.WaitGroup
	for range group {
		adders.Go(func() {
			for m := range items {
				if err := x.AddMedia(context.Background(), m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range n {
		items <- g.item(i)
	}
	close(items)
	adders.Wait()
	return g
}

func (g *generator) addOwner(t testing.TB, x *Index, i int) {
	t.Helper()
	u := &library.User{Name: fmt.Sprintf("owner%d", i)}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	g.owners = append(g.owners, u.ID)
	for j := range generatedAlbums {
		a := &library.Taxon{Owner: u.ID, Title: "album " + word(j), Visibility: g.visibility()}
		if err := x.AddTaxon(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		g.albums[u.ID] = append(g.albums[u.ID], a.ID)
	}
}

func (g *generator) item(i int) *library.Media {
	owner := g.owners[g.rand.IntN(len(g.owners))]
	taken := time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(g.rand.Int64N(int64(20 * 365 * 24 * time.Hour))))
	return &library.Media{
		Owner: owner, Digest: sha256.Sum256(fmt.Append(nil, i)), Size: 100_000,
		Name: fmt.Sprintf("IMG_%06d.jpg", i), Type: "image/jpeg", Kind: "image",
		Title: g.words(3), Caption: g.words(8), Keywords: mediasock.List{g.words(1), g.words(1)},
		Taxa: []library.ID{g.albums[owner][g.rand.IntN(generatedAlbums)]}, Visibility: g.visibility(),
		Taken: taken, Place: &mediasock.Geo{Lat: g.rand.Float64()*180 - 90, Long: g.rand.Float64()*360 - 180},
		PlaceName: g.words(1),
	}
}

func (g *generator) visibility() library.Visibility {
	return []library.Visibility{library.Private, library.Private, library.Members, library.Public}[g.rand.IntN(4)]
}

// words returns n words, the kth most frequent of which comes about 1/k as often
// as the first.
func (g *generator) words(n int) string {
	zipf := rand.NewZipf(g.rand, 1.1, 2, 20_000)
	words := make([]string, n)
	for i := range words {
		words[i] = word(int(zipf.Uint64()))
	}
	return strings.Join(words, " ")
}

func word(k int) string { return fmt.Sprintf("word%d", k) }
