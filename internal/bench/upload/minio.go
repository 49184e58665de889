package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"time"
)

const (
	minioUser   = "benchbench"
	minioSecret = "benchbenchbench"
	minioBucket = "/bench"
)

// startMinIO makes a bucket and sends with signatures that do not hash the body,
// which the client would have to do.
func startMinIO(b *bench, dir string) (*process, error) {
	program, err := b.built(minioModule)
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "server", "--quiet", "--address", address, dir)
	cmd.Env = append(os.Environ(), "MINIO_ROOT_USER="+minioUser, "MINIO_ROOT_PASSWORD="+minioSecret, "MINIO_BROWSER=off")
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	p, err := launch(cmd, address)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, log.Bytes())
	}
	if err := makeBucket(address); err != nil {
		p.stop()
		return nil, err
	}
	p.ask = func(serial, size int64) ([]byte, []byte) {
		path := fmt.Sprintf("%s/%08d.bin", minioBucket, serial)
		return head("PUT", path, address, size, signed("PUT", path, address)...), nil
	}
	return p, nil
}

// makeBucket waits until the server does more than listen.
func makeBucket(address string) error {
	var last error
	for range 100 {
		r, err := http.NewRequest("PUT", "http://"+address+minioBucket, nil)
		if err != nil {
			return err
		}
		lines := signed("PUT", minioBucket, address)
		for _, line := range lines {
			name, value, _ := bytes.Cut([]byte(line), []byte(": "))
			r.Header.Set(string(name), string(value))
		}
		resp, err := http.DefaultClient.Do(r)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
			err = fmt.Errorf("making the bucket: %s", resp.Status)
		}
		last = err
		time.Sleep(100 * time.Millisecond)
	}
	return last
}

// signed returns the header lines of a signed call (AWS Signature Version 4).
func signed(method, path, host string) []string {
	const scope = "/us-east-1/s3/aws4_request"
	now := time.Now().UTC()
	at, day := now.Format("20060102T150405Z"), now.Format("20060102")
	canonical := method + "\n" + path + "\n\nhost:" + host + "\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:" + at +
		"\n\nhost;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD"
	sum := sha256.Sum256([]byte(canonical))
	key := []byte("AWS4" + minioSecret)
	for _, part := range []string{day, "us-east-1", "s3", "aws4_request"} {
		key = mac(key, part)
	}
	signature := mac(key, "AWS4-HMAC-SHA256\n"+at+"\n"+day+scope+"\n"+hex.EncodeToString(sum[:]))
	return []string{
		"X-Amz-Date: " + at, "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD",
		"Authorization: AWS4-HMAC-SHA256 Credential=" + minioUser + "/" + day + scope +
			", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + hex.EncodeToString(signature),
	}
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// basic returns the header line of HTTP's Basic sign-in.
func basic(name, password string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+password))
}
