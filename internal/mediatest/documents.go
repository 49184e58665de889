package mediatest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

// PDF returns a document of one empty page with a title and an author.
func PDF(title, author string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>")
	object(fmt.Sprintf("<< /Title (%s) /Author (%s) >>", title, author))
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n",
		len(offsets)+1, table)
	return b.Bytes()
}

// SVG returns a drawing with a title.
func SVG(width, height int, title string) []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
<title>%s</title><rect width="100%%" height="100%%" fill="teal"/></svg>
`, width, height, width, height, escape(title))
}

// HTML returns a page with a title and a script that must never run.
func HTML(title string) []byte {
	return fmt.Appendf(nil, "<!DOCTYPE html>\n<html><head><title>%s</title></head>"+
		"<body><script>document.title = 'run'</script></body></html>\n", escape(title))
}

// Text returns a few lines of plain text in UTF-8.
func Text() []byte {
	return []byte("Fuglene over fjorden.\nThe birds over the fjord.\n")
}

// WAV returns one second of a 440 Hz tone.
func WAV() []byte {
	const rate = 8000
	pcm := make([]byte, 0, 2*rate)
	for i := range rate {
		v := int16(8000 * math.Sin(2*math.Pi*440*float64(i)/rate))
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(v))
	}
	format := []byte{1, 0, 1, 0}
	format = binary.LittleEndian.AppendUint32(format, rate)
	format = binary.LittleEndian.AppendUint32(format, 2*rate)
	format = append(format, 2, 0, 16, 0)
	b := riff([]byte("WAVE"), "fmt ", format)
	return riff(nil, "RIFF", riff(b, "data", pcm))
}
