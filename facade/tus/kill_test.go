package tus_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/tus"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// serveEnv names the data directory for a test binary that is to be a service.
const serveEnv = "TUS_TEST_SERVE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(serveEnv); dir != "" {
		fmt.Fprintln(os.Stderr, serveForever(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// serveForever is a service of one user, killed from outside.
func serveForever(dir string) error {
	ctx := context.Background()
	store, err := disk.Open(ctx, dir, disk.Options{})
	if err != nil {
		return err
	}
	index, err := sqlite.Open(ctx, dir+"/index.db", sqlite.Options{})
	if err != nil {
		return err
	}
	lib, err := library.Open(ctx, index, store, library.Options{})
	if err != nil {
		return err
	}
	row, err := index.User(ctx, library.User{Name: "ann"})
	if err != nil {
		row = &library.User{Name: "ann"}
		if err := index.AddUser(ctx, row); err != nil {
			return err
		}
	}
	user := &mediasock.User{ID: row.ID.String(), Name: "ann", Scope: mediasock.ScopeUpload}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String() + "/tus/")
	return http.Serve(l, &tus.Handler{
		Backend: lib, Uploads: lib, Limits: tus.Limits{Step: 200_000},
		User: func(*http.Request) *mediasock.User { return user },
	})
}

// A process is a service in a process of its own.
type process struct {
	cmd *exec.Cmd
	url string
}

func startProcess(t *testing.T, dir string) *process {
	t.Helper()
	p := &process{cmd: exec.CommandContext(t.Context(), os.Args[0])}
	p.cmd.Env = append(os.Environ(), serveEnv+"="+dir)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the service does not start: %v", err)
	}
	p.url = strings.TrimSpace(line)
	return p
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// The service is killed while a part arrives, at a random byte, until an upload
// is whole: no offset that was told is lost, and the bytes are identical.
func TestKill(t *testing.T) {
	r := &rig{T: t}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	data := noise(40, 3_000_000)
	p := startProcess(t, dir)
	at := r.send("POST", p.url, nil, "Upload-Length", "3000000").header.Get("Location")
	id := at[strings.LastIndexByte(at, '/')+1:]
	told := int64(0)
	for range 6 {
		conn := r.dial(p.url+id, told, len(data)-int(told))
		rest := data[told:]
		_, err := conn.Write(rest[:random.IntN(min(len(rest), 900_000))])
		r.ok(err)
		p.kill()
		conn.Close()
		p = startProcess(t, dir)
		a := r.send("HEAD", p.url+id, nil)
		if now := a.number("Upload-Offset"); a.status != 200 || now < told {
			t.Fatalf("HEAD after a kill answers %d, offset %d; told was %d", a.status, now, told)
		}
		if told = a.number("Upload-Offset"); told < int64(len(data)) {
			part := min(len(data)-int(told), 50_000)
			r.want("PATCH", r.patch(p.url+id, int(told), data[told:int(told)+part]), 204, told+int64(part))
			told += int64(part)
		}
	}
	a := r.patch(p.url+id, int(told), data[told:])
	p.kill()
	p = startProcess(t, dir)
	if again := r.send("HEAD", p.url+id, nil); again.header.Get("X-Mediasock-Item") != a.header.Get("X-Mediasock-Item") {
		t.Errorf("after a kill the item is %q, want %q", again.header.Get("X-Mediasock-Item"), a.header.Get("X-Mediasock-Item"))
	}
	p.kill()
	keptIn(t, dir, a.header.Get("X-Mediasock-Item"), data)
}

// keptIn checks the item in a data directory that no process uses.
func keptIn(t *testing.T, dir, item string, data []byte) {
	t.Helper()
	r := &rig{T: t, dir: dir}
	index, err := sqlite.Open(t.Context(), dir+"/index.db", sqlite.Options{})
	r.ok(err)
	defer index.Close()
	r.store, err = disk.Open(t.Context(), dir, disk.Options{})
	r.ok(err)
	defer r.store.Close()
	r.library, err = library.Open(t.Context(), index, r.store, library.Options{})
	r.ok(err)
	r.stored(item, data)
	r.count(1)
}
