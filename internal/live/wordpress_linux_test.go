package live

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/services/metaweblog"
	"github.com/mediasock/mediasock/services/wordpress"
)

// source is where Debian has WordPress.
const source = "/usr/share/wordpress"

// TestWordPress uses WordPress by its REST API and by XML-RPC.
func TestWordPress(t *testing.T) {
	s, ok := named(t, "WORDPRESS")
	if !ok {
		s = weblog(t)
	}
	t.Run("REST", func(t *testing.T) {
		(&trip{T: t, server: s, driver: wordpress.Driver(), words: true, search: true}).run()
	})
	t.Run("XML-RPC", func(t *testing.T) {
		(&trip{T: t, server: s, driver: metaweblog.Driver(), words: true}).run()
	})
}

// weblog starts WordPress with its database, and one user with an application
// password.
func weblog(t *testing.T) *server {
	php, mariadb := program(t, "php", "php-cli"), program(t, "mariadbd", "mariadb-server-core")
	for extension, debian := range map[string]string{"mysqli": "php-mysql", "xml": "php-xml", "gd": "php-gd"} {
		if err := exec.Command(php, "-r", "exit(extension_loaded('"+extension+"') ? 0 : 1);").Run(); err != nil {
			t.Skipf("SKIPPED: the driver was not tried on a real server: PHP has no %s; install the Debian package %s", extension, debian)
		}
	}
	if _, err := os.Stat(filepath.Join(source, "xmlrpc.php")); err != nil {
		t.Skipf("SKIPPED: the driver was not tried on a real server: %v; install the Debian package wordpress", err)
	}
	m, port := newMachine(t), freePort(t)
	m.database(mariadb)
	m.site(map[string]string{"Socket": m.path("sock"), "URL": strings.TrimSuffix(local(port), "/")})
	app := m.run(php, m.path("install.php"))
	cmd := m.command(php, "-d", "upload_max_filesize=64M", "-d", "post_max_size=128M", "-S", "127.0.0.1:"+port, "-t", m.path("www"))
	cmd.Env = append(os.Environ(), "PHP_CLI_SERVER_WORKERS=2")
	m.serve("tcp", "127.0.0.1:"+port, cmd)
	return &server{local(port), "ada", strings.TrimSpace(app)}
}

// database starts MariaDB with an empty database, which nobody reaches but by a
// socket.
func (m *machine) database(server string) {
	m.t.Helper()
	install := program(m.t, "mariadb-install-db", "mariadb-server-core")
	m.run(install, "--no-defaults", "--datadir="+m.path("db"), "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
	m.write("init.sql", "init.sql", nil)
	m.serve("unix", m.path("sock"), m.command(server, "--no-defaults", "--datadir="+m.path("db"), "--socket="+m.path("sock"),
		"--skip-networking", "--init-file="+m.path("init.sql"), "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M"))
}

// site lays out WordPress: its programs from Debian's folder, all else its own.
func (m *machine) site(values map[string]string) {
	m.t.Helper()
	for _, dir := range []string{"www", "www/wp-content", "www/wp-content/uploads", "www/wp-content/themes", "www/wp-content/themes/plain"} {
		m.folder(dir)
	}
	for _, dir := range []string{"wp-includes", "wp-admin"} {
		must(m.t, os.Symlink(filepath.Join(source, dir), m.path("www/"+dir)))
	}
	programs, err := fs.Glob(os.DirFS(source), "*.php")
	must(m.t, err)
	for _, name := range programs {
		text, err := os.ReadFile(filepath.Join(source, name))
		must(m.t, err)
		must(m.t, os.WriteFile(m.path("www/"+name), text, 0o644))
	}
	m.write("www/wp-config.php", "wp-config.php", values)
	m.write("www/wp-content/themes/plain/index.php", "theme.php", nil)
	m.write("www/wp-content/themes/plain/style.css", "theme.css", nil)
	m.write("install.php", "install.php", nil)
}
