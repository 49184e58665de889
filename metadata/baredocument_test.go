package metadata_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// letter is a PDF whose page shows a photograph that says where it was made, with an
// Info dictionary of all kinds of texts, and an older one before it.
func letter() []byte {
	photo := mediatest.Photo(mediatest.Pier())
	var b bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	object("<< /Type /Catalog /Pages 2 0 R /Metadata 8 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 5 0 R /Resources << /XObject << /I 4 0 R >> >> >>")
	object(fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width 240 /Height 320 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream", len(photo), photo))
	object("<< /Length 35 >>\nstream\nq 100 0 0 100 0 0 cm /I Do Q % obj\n \nendstream")
	object("<< /Title (Secret \\(of \\) Bergen) /Author 7 0 R /Keywords <5365637265740A> /CreationDate (D:20240714) /Trapped /False >>")
	object("(Secret Jonas)")
	packet := mediatest.XMP(mediatest.Pier())
	object(fmt.Sprintf("<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream", len(packet), packet))
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, table)
	return b.Bytes()
}

// A PDF says nothing any more, and is as whole as before.
func TestBare_PDF(t *testing.T) {
	for program, pack := range map[string]string{"exiftool": "libimage-exiftool-perl", "qpdf": "qpdf"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is missing; install the Debian package %s", program, pack)
		}
	}
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("plain.pdf"), letter(), 0o600); err != nil {
		t.Fatal(err)
	}
	command(t, "exiftool", "-q", "-Author=Secret", "-XMP:City=Bergen", "-o", in("changed.pdf"), in("plain.pdf")) // appended to it
	command(t, "qpdf", "--linearize", in("plain.pdf"), in("linear.pdf"))
	command(t, "qpdf", "--object-streams=preserve", "--compress-streams=y", in("changed.pdf"), in("packed.pdf"))
	for _, name := range []string{"plain.pdf", "changed.pdf", "linear.pdf", "packed.pdf"} {
		data, err := os.ReadFile(in(name))
		if err != nil {
			t.Fatal(err)
		}
		if told(t, in(name)) == "" {
			t.Errorf("%s says nothing before", name)
		}
		after := bare(t, mediatest.File{Name: name, Data: data})
		if len(after) != len(data) {
			t.Errorf("%s has %d bytes, had %d", name, len(after), len(data))
		}
		path := in("bare-" + name)
		if err := os.WriteFile(path, after, 0o600); err != nil {
			t.Fatal(err)
		}
		if left := command(t, "exiftool", "-a", "-u", "-G1", "-s", "-PDF:all", "-XMP:all", path); strings.Contains(left, "Secret") || strings.Contains(left, "Bergen") {
			t.Errorf("%s still says:\n%s", name, left)
		}
		noSecrets(t, name, after)
		if out := command(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors") {
			t.Errorf("%s: %s", name, out)
		}
		photos := func(name string) string { return command(t, "qpdf", "--qdf", "--stream-data=uncompress", name, "-") }
		if !strings.Contains(photos(path), "/I Do Q") {
			t.Errorf("%s has lost its page", name)
		}
	}
	for _, args := range [][]string{{"--encrypt", "", "x", "256", "--"}, {"--object-streams=generate"}} {
		command(t, "qpdf", append(args, in("plain.pdf"), in("closed.pdf"))...)
		data, err := os.ReadFile(in("closed.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := metadata.Bare(bytes.NewReader(data), int64(len(data)), "application/pdf"); !errors.Is(err, metadata.ErrNotBare) {
			t.Errorf("Bare of a PDF by qpdf %q = %v, want ErrNotBare", args, err)
		}
	}
}

// A drawing keeps what it shows and the words that are shown with it.
func TestBare_SVG(t *testing.T) {
	const drawing = `<?xml version="1.0"?><?xpacket begin="Secret"?><!-- Secret of Jonas -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
 width="10" sodipodi:docname="/home/Secret/a.svg" inkscape:export-filename='C:\Users\Secret\a.png'>
<title>Pier</title><metadata><rdf:RDF xmlns:rdf="r"><metadata>Bergen</metadata></rdf:RDF></metadata>
<sodipodi:namedview id="Secret"/><image href="file:///home/Secret/x.png" width="3"/><a href="https://example.org"><rect id="r" width="5"/></a></svg>`
	got := string(bare(t, mediatest.File{Name: "a.svg", Data: []byte(drawing)}))
	noSecrets(t, "a.svg", []byte(got))
	for _, want := range []string{`<title>Pier</title>`, `<a href="https://example.org"><rect id="r" width="5"/></a></svg>`, `<image width="3"/>`, `width="10"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the bare drawing lacks %s:\n%s", want, got)
		}
	}
	for _, refused := range []string{"<svg><image href='data:image/jpeg;base64,xx'/></svg>", "<svg><metadata>", "<svg a=></svg>"} {
		if _, err := metadata.Bare(strings.NewReader(refused), int64(len(refused)), "image/svg+xml"); !errors.Is(err, metadata.ErrNotBare) {
			t.Errorf("Bare(%s) = %v, want ErrNotBare", refused, err)
		}
	}
}
