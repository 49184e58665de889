package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mediasock/mediasock/internal/mediatest"
)

func itoa(n int) string { return strconv.Itoa(n) }

// makePhotos is "photos DIR [COUNT]": fills a folder with real files of many
// kinds, or with COUNT photographs that all differ.
func makePhotos(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 || len(args) > 2 {
		ts.Fatalf("usage: photos DIR [COUNT]")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	if len(args) == 1 {
		for _, f := range mediatest.Album() {
			ts.Check(os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644))
		}
		return
	}
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	for i := range count {
		photo := mediatest.Photo(mediatest.PhotoOptions{Width: 64, Height: 48, Title: fmt.Sprintf("Photo %d", i)})
		ts.Check(os.WriteFile(filepath.Join(dir, fmt.Sprintf("photo%03d.jpg", i)), photo, 0o644))
	}
}

// makeCertificate is "certificate CERT KEY": makes a certificate for localhost
// that is signed by itself.
func makeCertificate(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: certificate CERT KEY")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	ts.Check(err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	ts.Check(err)
	ts.Check(writePEM(ts.MkAbs(args[0]), "CERTIFICATE", certificate))
	ts.Check(writePEM(ts.MkAbs(args[1]), "PRIVATE KEY", private))
}

func writePEM(name, kind string, der []byte) error {
	return os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}

// networkAddress returns an address of this machine that is not the loopback,
// or "".
func networkAddress() string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsGlobalUnicast() {
			return ip.IP.String()
		}
	}
	return ""
}

// httpMain is the command "http [-X METHOD] [-H HEADER]… [-d BODY] URL": prints
// status, headers and body of an answer, and follows nothing. It stands for a
// browser and for curl, which not every machine has.
func httpMain() {
	method := flag.String("X", "GET", "method")
	body := flag.String("d", "", "body")
	header := make(http.Header)
	flag.Func("H", "header", func(line string) error {
		name, value, _ := strings.Cut(line, ":")
		header.Add(name, strings.TrimSpace(value))
		return nil
	})
	flag.Parse()
	if err := httpCall(*method, flag.Arg(0), header, *body); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func httpCall(method, url string, header http.Header, body string) error {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	if request.Header = header; method == http.MethodPost && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
	if err := response.Header.Write(os.Stdout); err != nil {
		return err
	}
	fmt.Println()
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}

// basicAuth returns what Authorization has after "Basic".
func basicAuth(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}
