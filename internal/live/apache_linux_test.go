package live

import (
	"crypto/sha1"
	"encoding/base64"
	"os"
	"testing"

	"github.com/mediasock/mediasock/services/webdav"
)

// modules is where Debian has those of Apache.
const modules = "/usr/lib/apache2/modules"

// TestWebDAV: Apache's mod_dav, which knows no ids and keeps no words of files.
func TestWebDAV(t *testing.T) {
	s, ok := named(t, "WEBDAV")
	if !ok {
		s = apache(t)
	}
	(&trip{T: t, server: s, driver: webdav.Driver(), bytes: true, search: true}).run()
}

// apache starts Apache with one user.
func apache(t *testing.T) *server {
	program := program(t, "apache2", "apache2-bin")
	m, s := newMachine(t), &server{user: "ada", password: "swordfish"}
	for _, name := range []string{"www", "lock", "run"} {
		m.folder(name)
	}
	sum := sha1.Sum([]byte(s.password))
	line := s.user + ":{SHA}" + base64.StdEncoding.EncodeToString(sum[:]) + "\n"
	must(t, os.WriteFile(m.path("passwords"), []byte(line), 0o644))
	port := freePort(t)
	m.write("httpd.conf", "httpd.conf", map[string]string{"Dir": m.dir, "Port": port, "Modules": modules})
	m.serve("tcp", "127.0.0.1:"+port, m.command(program, "-D", "FOREGROUND", "-d", m.dir, "-f", m.path("httpd.conf")))
	s.url = local(port)
	return s
}
