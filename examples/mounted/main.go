// Mounted is a program that keeps pictures in folders, one a user, and takes them
// by MediaSock: the whole of it is what main and upload say.
//
//	go run ./examples/mounted
//	mediasock upload pier.jpg --to localhost:8080
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/mount"
)

func main() {
	http.Handle("/mediasock/", site("pictures"))
	log.Fatal(http.ListenAndServe("127.0.0.1:8080", nil))
}

// site is all that the program has to say: who its users are, and where their
// files go.
func site(dir string) http.Handler {
	return mount.New(mount.Site{
		ID: "com.example.pictures", Title: "Pictures", Types: []string{"type.img"},
		Login: func(_ context.Context, name, password string) (string, error) {
			return map[string]string{"ann sesame": "1", "bob pepper": "2"}[name+" "+password], nil
		},
		Upload: func(_ context.Context, user string, _ *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
			return upload(filepath.Join(dir, user), d)
		},
	})
}

// upload keeps a file under the SHA-256 of its bytes.
func upload(dir string, d mediasock.Data) (*mediasock.Item, error) {
	from, err := d.Open()
	if err != nil {
		return nil, err
	}
	defer from.Close()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	to, err := os.CreateTemp(dir, "arriving-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(to.Name())
	sum := sha256.New()
	if _, err = io.Copy(io.MultiWriter(to, sum), from); err == nil {
		err = to.Sync()
	}
	if closed := to.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, err
	}
	item := &mediasock.Item{ID: hex.EncodeToString(sum.Sum(nil))}
	name := filepath.Join(dir, item.ID)
	if _, err := os.Stat(name); err == nil {
		return item, mediasock.ErrExists
	}
	return item, os.Rename(to.Name(), name)
}
