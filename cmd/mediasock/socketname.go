package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// maxSocketName is the length of a socket's name that every system takes.
const maxSocketName = 100

// A socketName names the socket in a data directory. Only the owner of the
// directory can reach it.
type socketName struct {
	path string
	dir  *os.File // the directory, where its own name is too long for a socket's
}

// newSocketName returns the socket's name; its user closes it in the end.
func newSocketName(data string) (*socketName, error) {
	path := filepath.Join(data, "admin.sock")
	if len(path) <= maxSocketName {
		return &socketName{path: path}, nil
	}
	if runtime.GOOS != "linux" {
		return nil, fmt.Errorf("the name of the data directory is longer than %d bytes: %s", maxSocketName-len("/admin.sock"), data)
	}
	dir, err := os.Open(data)
	if err != nil {
		return nil, err
	}
	return &socketName{path: fmt.Sprintf("/proc/self/fd/%d/admin.sock", dir.Fd()), dir: dir}, nil
}

func (n *socketName) close() {
	if n.dir != nil {
		n.dir.Close()
	}
}
