package mediatest

import "encoding/binary"

// HEIF writes the boxes of a HEIC as telephones do: the stored size, irot and
// imir for the orientation, and EXIF and XMP as items. EXIF repeats the
// orientation, which readers must then ignore. The coded picture is missing,
// so that nothing can decode it; [HEIC] makes a whole one where it can.
func HEIF(o PhotoOptions) []byte {
	o = o.withDefaults()
	w, h := o.Width, o.Height
	if o.Orientation >= 5 {
		w, h = h, w
	}
	exif := EXIF(o)
	if exif != nil {
		exif = append(words(0), exif...) // how far it is to the TIFF header
	}
	xmp := XMP(o)
	ftyp := box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic"))
	picture := []byte("no picture")
	layout := func(start int) []byte { // the offsets need the size of what tells them
		return box("meta", words(0),
			box("hdlr", words(0, 0), []byte("pict"), words(0, 0, 0), []byte{0}),
			box("pitm", words(0), []byte{0, 1}),
			box("iinf", words(0), []byte{0, 3}, infe(1, "hvc1", ""), infe(2, "Exif", ""),
				infe(3, "mime", "application/rdf+xml\x00")),
			iloc(start, len(picture), len(exif), len(xmp)),
			box("iprp", box("ipco", ispe(w, h), turns(o.Orientation)), ipma(o.Orientation)))
	}
	start := len(ftyp) + len(layout(0)) + 8
	out := append(ftyp, layout(start)...)
	return append(out, box("mdat", picture, exif, xmp)...)
}

func infe(id byte, kind, contentType string) []byte {
	return box("infe", words(0x02000000), []byte{0, id, 0, 0}, []byte(kind+"\x00"+contentType))
}

// iloc tells where the items lie that follow each other from start on.
func iloc(start int, sizes ...int) []byte {
	b := []byte{0x44, 0, 0, byte(len(sizes))}
	for i, size := range sizes {
		b = append(b, 0, byte(i+1), 0, 0, 0, 1)
		b = binary.BigEndian.AppendUint32(b, uint32(start))
		b = binary.BigEndian.AppendUint32(b, uint32(size))
		start += size
	}
	return box("iloc", words(0), b)
}

func ispe(w, h int) []byte { return box("ispe", words(0, uint32(w), uint32(h))) }

// turns are irot, which counts quarters anticlockwise, and then imir, whose 1
// exchanges left and right and whose 0 top and bottom.
func turns(orientation int) []byte {
	quarters := [9]byte{3: 2, 5: 1, 6: 3, 7: 1, 8: 1}[orientation]
	b := box("irot", []byte{quarters})
	if axis, mirrored := mirrorAxis(orientation); mirrored {
		b = append(b, box("imir", []byte{axis})...)
	}
	return b
}

func mirrorAxis(orientation int) (axis byte, mirrored bool) {
	switch orientation {
	case 2, 7:
		return 1, true
	case 4, 5:
		return 0, true
	}
	return 0, false
}

// ipma gives the picture its two or three properties, the turns as essential.
func ipma(orientation int) []byte {
	uses := []byte{1, 2 | 0x80}
	if _, mirrored := mirrorAxis(orientation); mirrored {
		uses = append(uses, 3|0x80)
	}
	return box("ipma", words(0, 1), []byte{0, 1, byte(len(uses))}, uses)
}
