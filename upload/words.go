package upload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/metadata"
)

// maxSidecar bounds a sidecar.
const maxSidecar = 4 << 20

// words returns what the sidecars of a file say of it. A sidecar that cannot be
// understood says nothing; one that cannot be read is an error.
func words(f File) (*mediasock.Media, error) {
	m := &mediasock.Media{}
	for _, name := range f.sidecars {
		text, err := readSidecar(name)
		if err != nil {
			return nil, fmt.Errorf("sidecar %s: %w", name, err)
		}
		if strings.EqualFold(filepath.Ext(name), ".json") {
			complete(m, takeoutWords(text))
		} else {
			complete(m, xmpWords(text))
		}
	}
	return m, nil
}

func readSidecar(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSidecar+1))
	if err == nil && len(text) > maxSidecar {
		err = errors.New("it is too large")
	}
	return text, err
}

// complete adds to m what more says and m does not.
func complete(m, more *mediasock.Media) {
	if m.Title == "" {
		m.Title = more.Title
	}
	if m.Caption == "" {
		m.Caption = more.Caption
	}
	if len(m.Keywords) == 0 {
		m.Keywords = more.Keywords
	}
	for _, a := range more.Attributes {
		if !hasType(m.Attributes, a) {
			m.Attributes = append(m.Attributes, a)
		}
	}
}

func hasType(l mediasock.AttributeList, a mediasock.Attribute) bool {
	for _, b := range l {
		if b.Domain == a.Domain && b.Name == a.Name && (!several(a.Name) || b.Value == a.Value) {
			return true
		}
	}
	return false
}

// several reports whether an item may have several attributes of a name.
func several(name string) bool {
	return name == mediasock.AttributePerson || name == library.PathAttribute
}

// xmpWords reads an XMP packet.
func xmpWords(text []byte) *mediasock.Media {
	f, err := metadata.Read(bytes.NewReader(text), int64(len(text)), "words.xmp", metadata.Options{})
	if f == nil || err != nil {
		return &mediasock.Media{}
	}
	return &mediasock.Media{Title: f.Title, Caption: f.Caption, Keywords: f.Keywords, Attributes: library.Attributes(f)}
}

// adder returns a function that adds an attribute which is not empty.
func adder(l *mediasock.AttributeList) func(domain, name, value string) {
	return func(domain, name, value string) {
		if value != "" {
			*l = append(*l, mediasock.Attribute{Domain: domain, Name: name, Value: value})
		}
	}
}

// wordsHash identifies what is said of a file; "" if nothing is.
func wordsHash(m *mediasock.Media) string {
	if m.Title == "" && m.Caption == "" && len(m.Keywords) == 0 && len(m.Attributes) == 0 {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", m.Title, m.Caption, m.Keywords, m.Attributes))
	return hex.EncodeToString(sum[:8])
}
