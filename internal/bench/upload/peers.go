package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The peers that are built, in the versions that are compared.
const (
	tusdModule  = "github.com/tus/tusd/v2/cmd/tusd@v2.9.0"
	minioModule = "github.com/minio/minio@v0.0.0-20250907161309-07c3a429bfed"
)

// password is that of the account at the service.
const password = "a long enough password 17"

// A server is what is compared.
type server struct {
	name    string
	durable string // what an answer means, and what is hashed
	start   func(b *bench, dir string) (*process, error)
}

func servers() []server {
	return []server{
		{"mediasock", "synced, SHA-256", startOurs},
		{"tusd", "no sync, no hash", startTusd},
		{"MinIO", "synced, MD5", startMinIO},
		{"nginx PUT", "no sync, no hash", startNginx},
		{"rclone webdav", "no sync, no hash", startRclone},
	}
}

// built returns a program of a module, which is compiled the first time.
func (b *bench) built(module string) (string, error) {
	name, _, _ := strings.Cut(filepath.Base(module), "@")
	path := filepath.Join(b.tools, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	cmd := exec.Command("go", "install", module)
	cmd.Env = append(os.Environ(), "GOBIN="+b.tools, "CGO_ENABLED=0")
	cmd.Dir = os.TempDir() // out of this module
	fmt.Fprintf(os.Stderr, "building %s\n", module)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, lastLine(out))
	}
	return path, nil
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// ours returns the service.
func (b *bench) ours() (string, error) {
	if b.program != "" {
		return b.program, nil
	}
	path := filepath.Join(b.tools, "mediasock")
	cmd := exec.Command("go", "build", "-trimpath", "-tags", "nodynamic", "-ldflags", "-s -w", "-o", path, "github.com/mediasock/mediasock/cmd/mediasock")
	cmd.Env, cmd.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	b.program = path
	return path, cmd.Run()
}

// startOurs signs in by Basic with an app password, as a device does.
func startOurs(b *bench, dir string) (*process, error) {
	program, err := b.ours()
	if err != nil {
		return nil, err
	}
	if err := b.addUser(program, dir); err != nil {
		return nil, err
	}
	app, err := exec.Command(program, "user", "app-password", "bench", "--label", "bench", "--data", dir).Output()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "serve", "--data", dir, "--listen", address, "--insecure-http")
	log, err := os.Create(filepath.Join(b.tools, "mediasock.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stderr, cmd.Stdout = log, log
	p, err := launch(cmd, address)
	if err != nil {
		return nil, err
	}
	p.ask = askOurs(address, strings.TrimSpace(string(app)))
	return p, nil
}

func (b *bench) addUser(program, dir string) error {
	add := exec.Command(program, "user", "add", "bench", "--password-stdin", "--data", dir)
	add.Stdin = strings.NewReader(password + "\n")
	if out, err := add.CombinedOutput(); err != nil {
		return fmt.Errorf("user add: %w: %s", err, out)
	}
	return nil
}

func askOurs(address, password string) request {
	const boundary = "v3Wq1bMediaSockBoundary0cT8"
	part := func(name, value string) string {
		return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	before := part("method", "mediasock.media.append") +
		"--" + boundary + "\r\nContent-Disposition: form-data; name=\"media.data\"; filename=\"DSC_%08d.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n"
	tail := []byte("\r\n--" + boundary + "--\r\n")
	lines := []string{"Content-Type: multipart/form-data; boundary=" + boundary, basic("bench", password)}
	return func(serial, size int64) ([]byte, []byte) {
		begin := fmt.Sprintf(before, serial)
		h := head("POST", "/mediasock/", address, int64(len(begin)+len(tail))+size, lines...)
		return append(h, begin...), tail
	}
}

// startTusd uploads with the creation, one request a file: the fastest way that
// tusd has.
func startTusd(b *bench, dir string) (*process, error) {
	program, err := b.built(tusdModule)
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	host, port, _ := strings.Cut(address, ":")
	cmd := exec.Command(program, "-host", host, "-port", port, "-upload-dir", dir, "-disable-download", "-verbose=false")
	p, err := launch(cmd, address)
	if err != nil {
		return nil, err
	}
	p.ask = func(serial, size int64) ([]byte, []byte) {
		return head("POST", "/files/", address, size, "Tus-Resumable: 1.0.0", fmt.Sprintf("Upload-Length: %d", size),
			"Content-Type: application/offset+octet-stream"), nil
	}
	return p, nil
}

func startNginx(b *bench, dir string) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			return nil, err
		}
	}
	root := filepath.Join(dir, "root")
	if err := os.MkdirAll(root, 0o777); err != nil {
		return nil, err
	}
	// Its workers run as another user where it is started by root.
	for _, d := range []string{dir, root} {
		if err := os.Chmod(d, 0o777); err != nil {
			return nil, err
		}
	}
	conf := fmt.Sprintf(`daemon off; worker_processes 2; pid %[1]s/pid; error_log %[1]s/error.log;
%[3]sevents { worker_connections 256; }
http { access_log off; client_max_body_size 0; client_body_temp_path %[1]s/body; client_body_buffer_size 256k;
proxy_temp_path %[1]s/t1; fastcgi_temp_path %[1]s/t2; uwsgi_temp_path %[1]s/t3; scgi_temp_path %[1]s/t4; keepalive_requests 1000000;
server { listen %[2]s; location / { root %[1]s/root; dav_methods PUT; create_full_put_path on; } } }`, dir, address, asRoot())
	if err := os.WriteFile(filepath.Join(dir, "conf"), []byte(conf), 0o644); err != nil {
		return nil, err
	}
	p, err := launch(exec.Command(program, "-c", filepath.Join(dir, "conf"), "-p", dir, "-e", filepath.Join(dir, "error.log")), address)
	if err != nil {
		return nil, err
	}
	p.ask = put(address, "/")
	return p, nil
}

func asRoot() string {
	if os.Geteuid() == 0 {
		return "user root;\n"
	}
	return ""
}

func startRclone(b *bench, dir string) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p, err := launch(exec.Command("rclone", "serve", "webdav", dir, "--addr", address, "-q"), address)
	if err != nil {
		return nil, err
	}
	p.ask = put(address, "/")
	return p, nil
}

// put sends a file by PUT.
func put(address, path string) request {
	return func(serial, size int64) ([]byte, []byte) {
		return head("PUT", fmt.Sprintf("%s%08d.bin", path, serial), address, size), nil
	}
}
