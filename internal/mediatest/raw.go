package mediatest

import "encoding/binary"

// RAWKinds are the endings of the files that RAW makes.
func RAWKinds() []string { return []string{"nef", "cr2", "dng", "arw", "cr3"} }

// RAW returns a camera's own kind of picture as far as it is read here: its
// directories as the maker lays them, the embedded JPEG, and where the sensor's
// pixels would be, some that nobody can decode. The size is said to be 6000 by 4000.
func RAW(kind string, o PhotoOptions, jpeg []byte) []byte {
	if kind == "cr3" {
		return cr3(o, jpeg)
	}
	lay := map[string]func(at, size uint32, o PhotoOptions) []byte{"nef": nef, "cr2": cr2, "dng": dng, "arw": arw}[kind]
	pixels := make([]byte, 512)
	at := uint32(len(lay(0, uint32(len(jpeg)), o)))
	return append(append(lay(at, uint32(len(jpeg)), o), jpeg...), pixels...)
}

// maker begins the first directory: what the file is and how it lies.
func maker(o PhotoOptions, name string) *directory {
	o.Make, o.Blocks = "", InEXIF
	d := ifd0(o)
	d.ascii(0x010f, name)
	d.ascii(0x0110, "Box Camera")
	return d
}

// sensor is the directory of the pixels that nobody decodes.
func sensor(order binary.AppendByteOrder, compression uint16) *directory {
	d := &directory{order: order}
	d.long(0x00fe, 0)
	d.long(0x0100, 6000)
	d.long(0x0101, 4000)
	d.short(0x0102, 14)
	d.short(0x0103, compression)
	d.short(0x0106, 32803)
	return d
}

func whole(o PhotoOptions, d *directory) []byte {
	d.sort()
	return d.append(tiffHeader(o.order()))
}

// nef has a JPEG in one directory below the first, and the pixels in another.
func nef(at, size uint32, o PhotoOptions) []byte {
	d := maker(o, "NIKON CORPORATION")
	preview := &directory{order: o.order()}
	preview.short(0x0103, 6)
	preview.long(0x0201, at)
	preview.long(0x0202, size)
	d.directories(0x014a, preview, sensor(o.order(), 34713))
	return whole(o, d)
}

// arw names its JPEG in the first directory.
func arw(at, size uint32, o PhotoOptions) []byte {
	d := maker(o, "SONY")
	d.short(0x0103, 6)
	d.long(0x0201, at)
	d.long(0x0202, size)
	d.directories(0x014a, sensor(o.order(), 32767))
	return whole(o, d)
}

// dng has its preview as a strip of a directory below.
func dng(at, size uint32, o PhotoOptions) []byte {
	d := maker(o, "Google")
	d.bytes(0xc612, typeByte, []byte{1, 4, 0, 0})
	preview := &directory{order: o.order()}
	preview.long(0x00fe, 1)
	preview.short(0x0103, 7)
	preview.long(0x0111, at)
	preview.long(0x0117, size)
	d.directories(0x014a, sensor(o.order(), 7), preview)
	return whole(o, d)
}

// cr2 has a mark of Canon's in its header, and the picture as the first
// directory's strip.
func cr2(at, size uint32, o PhotoOptions) []byte {
	o.BigEndian = false
	d := maker(o, "Canon")
	d.short(0x0103, 6)
	d.long(0x0100, 6000)
	d.long(0x0101, 4000)
	d.long(0x0111, at)
	d.long(0x0117, size)
	d.sort()
	head := []byte("II*\x00\x10\x00\x00\x00CR\x02\x00\x00\x00\x00\x00")
	return d.append(head)
}

// cr3 is of boxes: Canon's with the directories, and one with the JPEG.
func cr3(o PhotoOptions, jpeg []byte) []byte {
	d := maker(o, "Canon")
	d.long(0x0100, 6000)
	d.long(0x0101, 4000)
	const canon = "\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48"
	const preview = "\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16"
	return append(append(box("ftyp", []byte("crx \x00\x00\x00\x01crx isom")), box("moov", box("uuid", []byte(canon), box("CNCV", []byte("CanonCR3_001/00.09.00/00.00.00")), box("CMT1", whole(o, d))))...),
		append(box("uuid", []byte(preview), words(0, 1), box("PRVW", words(0, 0, 0), jpeg)), box("mdat", make([]byte, 512))...)...)
}
