package mediatest

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Hostile returns files that are broken or lie, each for a reason that its
// name tells. A reader must answer in bounded time and memory, and may refuse
// them; Type is what the first bytes show, if they show any.
func Hostile() []File {
	whole := Photo(PhotoOptions{Title: "Cut", Orientation: 6})
	return []File{
		{Name: "empty.jpg", Type: "", Data: nil},
		{Name: "one-byte.jpg", Type: "", Data: []byte{0xff}},
		{Name: "truncated.jpg", Type: "image/jpeg", Data: whole[:len(whole)/3]},
		{Name: "header-only.jpg", Type: "image/jpeg", Data: whole[:4]},
		{Name: "bomb.png", Type: "image/png", Data: BombPNG(30000, 30000)},
		{Name: "endless-segment.jpg", Type: "image/jpeg", Data: []byte("\xff\xd8\xff\xe1\xff\xffExif\x00\x00II*\x00")},
		{Name: "loop.tif", Type: "image/tiff", Data: loopTIFF()},
		{Name: "count.tif", Type: "image/tiff", Data: countTIFF()},
		{Name: "deep.mp4", Type: "video/mp4", Data: deepMovie()},
		{Name: "huge-box.mp4", Type: "video/mp4", Data: hugeBox()},
		{Name: "billion-laughs.svg", Type: "image/svg+xml", Data: []byte(laughs)},
		{Name: "deep.svg", Type: "image/svg+xml", Data: []byte("<svg>" + strings.Repeat("<g>", 20000))},
		{Name: "html-as.jpg", Type: "text/html", Data: HTML("<script>")},
		{Name: "svg-as.png", Type: "image/svg+xml", Data: SVG(1, 1, "x")},
		{Name: "words.jpg", Type: "image/jpeg", Data: hostileWords()},
	}
}

// BombPNG returns a PNG whose header claims w by h pixels and whose few bytes
// of data inflate to nothing like it.
func BombPNG(w, h int) []byte {
	b := Photo(PhotoOptions{Format: PNG, Width: 2, Height: 2})
	head := binary.BigEndian.AppendUint32(nil, uint32(w))
	head = binary.BigEndian.AppendUint32(head, uint32(h))
	head = append(head, b[24:29]...)
	out := chunk(append([]byte(nil), b[:8]...), "IHDR", head)
	return append(out, b[33:]...)
}

// loopTIFF has a directory that names itself as its own EXIF directory and as
// the one that follows it.
func loopTIFF() []byte {
	b := tiffHeader(binary.LittleEndian)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = append(b, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0)
	return binary.LittleEndian.AppendUint32(b, 8)
}

// countTIFF claims four thousand million values and 65,535 entries.
func countTIFF() []byte {
	b := tiffHeader(binary.LittleEndian)
	b = append(b, 0xff, 0xff)
	return append(b, 0x0e, 0x01, 5, 0, 0xff, 0xff, 0xff, 0xff, 8, 0, 0, 0)
}

// deepMovie nests ten thousand boxes.
func deepMovie() []byte {
	const depth = 10000
	b := box("ftyp", []byte("isom\x00\x00\x02\x00isommp41"))
	for i := depth; i > 0; i-- {
		b = binary.BigEndian.AppendUint32(b, uint32(8*i))
		b = append(b, "moov"...)
	}
	return b
}

// hugeBox claims a box of nearly 2^63 bytes.
func hugeBox() []byte {
	b := box("ftyp", []byte("isom\x00\x00\x02\x00isommp41"))
	b = append(b, 0, 0, 0, 1, 'm', 'o', 'o', 'v')
	return append(b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 8)
}

const laughs = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>&d;</title></svg>`

// hostileWords says things that must never reach a page, a header or a line
// protocol as they are.
func hostileWords() []byte {
	return Photo(PhotoOptions{
		Title:    "--><script>alert(1)</script>\r\nX: y\x00\x1b[2J",
		Caption:  strings.Repeat("long ", 6000),
		Keywords: strings.Split(strings.Repeat("k;", 3000), ";")[:3000],
		Author:   "bad \xff\xfe utf-8",
		License:  "javascript:alert(1)",
		Blocks:   InIPTC | InEXIF,
	})
}

// Truncate returns the first n bytes of a file as a copy.
func Truncate(b []byte, n int) []byte { return bytes.Clone(b[:min(n, len(b))]) }
