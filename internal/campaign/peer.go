package campaign

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// A Peer is a server that takes uploads by tus: the service, or one to compare it
// with.
type Peer struct {
	Name    string
	Uploads string // path where an upload is created
	Ready   string // path that is answered once the server serves

	prepare func(dir string, header http.Header) error
	serve   func(dir, listen string) (program string, args []string)
}

// Ours is the service, with an account that signs in by Basic.
func Ours(program string) Peer {
	return Peer{
		Name: "mediasock", Uploads: "/tus/", Ready: "/readyz",
		prepare: func(dir string, header http.Header) error {
			const name = "peer"
			password, err := addAccount(program, dir, name)
			if err != nil {
				return err
			}
			r := http.Request{Header: header}
			r.SetBasicAuth(name, password)
			return nil
		},
		serve: func(dir, listen string) (string, []string) { return program, serveArgs(dir, listen) },
	}
}

// Tusd is tusd with its file store, as it comes.
func Tusd(program string) Peer {
	return Peer{
		Name: "tusd", Uploads: "/files/", Ready: "/",
		prepare: func(string, http.Header) error { return nil },
		serve: func(dir, listen string) (string, []string) {
			host, port, _ := strings.Cut(listen, ":")
			return program, []string{"-host", host, "-port", port, "-upload-dir", filepath.Join(dir, "uploads"), "-verbose=false"}
		},
	}
}

// A Tally is what became of the uploads that a peer acknowledged before the power
// went.
type Tally struct {
	Cuts    int
	Told    int           // acknowledged
	Lost    int           // of them the server knows nothing
	Damaged int           // of them it gives out other bytes, or none
	Oldest  time.Duration // how long before the cut the first of those was acknowledged
}

// String writes the figures in a line.
func (t Tally) String() string {
	return fmt.Sprintf("%d cuts: %d uploads acknowledged, %d lost, %d damaged, the oldest of them acknowledged %v before the cut",
		t.Cuts, t.Told, t.Lost, t.Damaged, t.Oldest.Round(time.Millisecond))
}
