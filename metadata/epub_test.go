package metadata_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/metadata"
)

// book makes an EPUB of a package document.
func book(t *testing.T, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	first, err := z.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Write([]byte("application/epub+zip")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"META-INF/container.xml": `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
			<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
		"OEBPS/book.opf": document,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const harbours = `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Harbours &amp; piers</dc:title><dc:title>A second title</dc:title><dc:creator>Eve Writer</dc:creator><dc:creator>Carl Painter</dc:creator>
<dc:description>All of them.</dc:description><dc:subject>sea</dc:subject><dc:subject>boats</dc:subject><dc:rights>CC BY 4.0</dc:rights>
<title>not of the book</title></metadata></package>`

func TestRead_EPUB_OM12(t *testing.T) {
	f := read(t, "a.epub", book(t, harbours))
	if f.MediaType != "application/epub+zip" || f.Title != "Harbours & piers" || f.Author != "Eve Writer, Carl Painter" ||
		f.Caption != "All of them." || f.Copyright != "CC BY 4.0" || !slices.Equal(f.Keywords, []string{"sea", "boats"}) {
		t.Errorf("the book says %+v", f)
	}
	if f := read(t, "a.epub", book(t, strings.Replace(harbours, "All of them.", "&lt;p&gt;All&lt;/p&gt;", 1))); f.Caption != "" {
		t.Errorf("the caption is %q, which is HTML", f.Caption)
	}
}

// A hostile book costs no more than the limits allow, and is a book all the same.
func TestRead_EPUB_hostile(t *testing.T) {
	bomb := book(t, harbours+strings.Repeat(" ", 20<<20))
	f, err := metadata.Read(bytes.NewReader(bomb), int64(len(bomb)), "", metadata.Options{})
	if !errors.Is(err, metadata.ErrLimit) || f.MediaType != "application/epub+zip" || f.Title != "" {
		t.Errorf("a bomb: %+v, %v, want %v", f, err, metadata.ErrLimit)
	}
	whole := book(t, harbours)
	for n := range 40 {
		cut := whole[:len(whole)*n/40]
		if f, err := metadata.Read(bytes.NewReader(cut), int64(len(cut)), "a.epub", metadata.Options{}); f == nil || f.Title != "" {
			t.Errorf("cut at %d: %+v, %v", len(cut), f, err)
		}
	}
}
