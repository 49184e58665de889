package upload_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/upload"
)

// demanding is a session of a service that wants parents, and whose albums say
// what may be added to them.
type demanding struct {
	mediasock.Session
	sock  mediasock.Sock
	apis  mediasock.APIs
	taxa  []mediasock.Taxon
	fault error
}

func (d demanding) Offer() *mediasock.Handshake {
	return &mediasock.Handshake{Sock: d.sock, APIs: d.apis}
}

func (d demanding) TaxaList(context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		for _, t := range d.taxa {
			if !yield(t, nil) {
				return
			}
		}
		if d.fault != nil {
			yield(mediasock.Taxon{}, d.fault)
		}
	}
}

var (
	mixed = []mediasock.Taxon{
		{ID: "both", Append: mediasock.List{"media", "taxon"}}, {ID: "files", Append: mediasock.List{"media"}},
		{ID: "albums", Append: mediasock.List{"taxon"}}, {ID: "closed"},
	}
	closed   = mixed[3:]
	making   = mediasock.APIs{{Name: "mediasock.*"}}
	fixed    = mediasock.APIs{{Name: mediasock.MethodMediaAppend}, {Name: mediasock.MethodTaxaList}}
	demanded = mediasock.Sock{"feat.amp", "feat.atp"}
)

func TestPlaces_MS165_MS187_A57(t *testing.T) {
	for _, tt := range []struct {
		name    string
		session demanding
		album   bool
		want    []string
		free    bool
		text    string // of the PlaceError
	}{
		{"MS-165 files", demanding{sock: demanded, apis: making, taxa: mixed}, false, []string{"both", "files"}, false, ""},
		{"MS-187 albums", demanding{sock: demanded, apis: making, taxa: mixed}, true, []string{"both", "albums"}, false, ""},
		{"A-56 append does not count where nothing is demanded", demanding{apis: making, taxa: mixed}, false, []string{"both", "files", "albums", "closed"}, true, ""},
		{"A-56 feat.amp says nothing of albums", demanding{sock: demanded[:1], apis: making, taxa: closed}, true, []string{"closed"}, true, ""},
		{"A-57 none takes files, one can be made", demanding{sock: demanded, apis: making, taxa: closed}, false, nil, false,
			"upload: the service takes files only inside an album, and none of its albums takes any; make one first"},
		{"A-57 none takes files, none can be made", demanding{sock: demanded, apis: fixed, taxa: closed}, false, nil, false,
			"upload: the service takes files only inside an album, and none of its albums takes any"},
		{"A-57 none takes albums", demanding{sock: demanded, apis: making}, true, nil, false,
			"upload: the service takes albums only inside an album, and none of its albums takes any"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			places, free, err := upload.Places(t.Context(), tt.session, tt.album)
			var ids []string
			for _, p := range places {
				ids = append(ids, p.ID)
			}
			if !slices.Equal(ids, tt.want) || free != tt.free {
				t.Errorf("Places() = %q, %v, want %q, %v", ids, free, tt.want, tt.free)
			}
			text := ""
			var place *upload.PlaceError
			if errors.As(err, &place) {
				text = err.Error()
			}
			if text != tt.text || (err != nil && text == "") {
				t.Errorf("Places() = error %v, want %q", err, tt.text)
			}
			if text != "" && !errors.Is(err, mediasock.ErrUnsupported) {
				t.Errorf("the error %v is not of state 7", err)
			}
		})
	}
	_, _, err := upload.Places(t.Context(), demanding{taxa: mixed, fault: mediasock.ErrTemporary}, false)
	if !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("Places() of a list that fails = %v, want its error", err)
	}
}

// TestRunWithoutAPlace: under feat.amp a file without an album is not sent, and
// the reason is told with the albums to choose from.
func TestRunWithoutAPlace_A57_MS165(t *testing.T) {
	for name, tt := range map[string]struct {
		session demanding
		scan    upload.ScanOptions
		places  int
	}{
		"files":  {demanding{sock: demanded, apis: making, taxa: mixed}, upload.ScanOptions{NoAlbums: true}, 2},
		"albums": {demanding{sock: demanded, apis: making, taxa: mixed}, upload.ScanOptions{}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var last upload.Result
			u := &upload.Uploader{Session: tt.session, Parallel: 1, Report: func(r upload.Result) {
				if r.Outcome == upload.Refused {
					last = r
				}
			}}
			checkOutcomes(t, "run", run(t, u, tt.scan, newFolder(t)), map[upload.Outcome]int{upload.Refused: 4, upload.PassedOver: 1})
			var place *upload.PlaceError
			if !errors.As(last.Err, &place) || len(place.Places) != tt.places || place.Album != (name == "albums") {
				t.Errorf("the reason is %v (%+v), want a PlaceError with %d places", last.Err, place, tt.places)
			}
		})
	}
}

// TestLedgerIsOfAService_MS46: what is kept is filed under the service's value
// and the account; there is nothing else to file it under.
func TestLedgerIsOfAService_MS46(t *testing.T) {
	dir := t.TempDir()
	first := openLedger(t, dir)
	if err := first.Record(upload.File{Path: "a"}, upload.Sum{1}, "11", "", testTime); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		service, account string
		known            bool
	}{{"com.example", "ada", true}, {"com.example", "bob", false}, {"com.example.other", "ada", false}, {"Example Service", "ada", false}} {
		l, err := upload.OpenLedger(dir, tt.service, tt.account)
		if err != nil {
			t.Fatal(err)
		}
		if _, known := l.Lookup(upload.Sum{1}, nil); known != tt.known {
			t.Errorf("the ledger of %s at %s knows the file: %v, want %v", tt.account, tt.service, known, tt.known)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}
