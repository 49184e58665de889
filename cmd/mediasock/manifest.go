package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	manifestName   = "manifest.json"
	manifestFormat = 1
	sumsName       = "SHA256SUMS"

	// Between these a backup's index has the time at which it was made.
	indexPrefix = "index-"
	indexSuffix = ".sqlite"
)

// A manifest says what a backup holds. It is written last.
type manifest struct {
	Format      int       `json:"format"`
	Made        time.Time `json:"made"`
	Index       string    `json:"index"`       // name of the database
	IndexSHA256 string    `json:"indexSHA256"` // of that file
	Contents    string    `json:"contents"`    // library.Fingerprint of the database
	Files       int       `json:"files"`
	Bytes       int64     `json:"bytes"`
	Secret      bool      `json:"secret"`
}

// writeManifest writes SHA256SUMS, which is for people, and then the manifest,
// with which the backup begins to count.
func (b *backup) writeManifest() error {
	sum, err := sumOfFile(filepath.Join(b.dir, b.manifest.Index))
	if err != nil {
		return err
	}
	b.manifest.IndexSHA256 = sum
	if err := writeWhole(filepath.Join(b.dir, sumsName), b.writeSums); err != nil {
		return err
	}
	return writeWhole(filepath.Join(b.dir, manifestName), func(f *os.File) error {
		e := json.NewEncoder(f)
		e.SetIndent("", "\t")
		return e.Encode(b.manifest)
	})
}

func (b *backup) writeSums(f *os.File) error {
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, "%s  %s\n", b.manifest.IndexSHA256, b.manifest.Index)
	if b.manifest.Secret {
		sum, err := sumOfFile(filepath.Join(b.dir, "secret"))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s  secret\n", sum)
	}
	for _, d := range b.copied.Blobs {
		name := fmt.Sprintf("%x", d.Digest)
		fmt.Fprintf(w, "%s  blobs/%s/%s/%s\n", name, name[:2], name[2:4], name)
	}
	return w.Flush()
}

// readManifest reads the manifest of a backup and compares the index with it.
func readManifest(dir string) (*manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, fmt.Errorf("no whole backup: %w", err)
	}
	m := new(manifest)
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%s: %w", manifestName, err)
	}
	if m.Format != manifestFormat {
		return nil, fmt.Errorf("%s has the format %d; this program knows %d", manifestName, m.Format, manifestFormat)
	}
	if m.Index != filepath.Base(m.Index) || !strings.HasPrefix(m.Index, indexPrefix) {
		return nil, fmt.Errorf("%s names the index %q", manifestName, m.Index)
	}
	sum, err := sumOfFile(filepath.Join(dir, m.Index))
	if err == nil && sum != m.IndexSHA256 {
		err = &exitError{exitDamage, fmt.Errorf("%s is damaged: its SHA-256 is %s, not %s", m.Index, sum, m.IndexSHA256)}
	}
	return m, err
}

func sumOfFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

// dropIndexes removes the databases of earlier backups.
func dropIndexes(dir, but string) error {
	names, err := filepath.Glob(filepath.Join(dir, indexPrefix+"*"+indexSuffix))
	if err != nil {
		return err
	}
	for _, name := range names {
		if filepath.Base(name) == but {
			continue
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// writeWhole writes a file that its owner alone can read, beside and durably,
// and then renames it to its place.
func writeWhole(name string, write func(*os.File) error) error {
	beside := name + ".new"
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	return errors.Join(os.Rename(beside, name), syncDir(filepath.Dir(name)))
}
