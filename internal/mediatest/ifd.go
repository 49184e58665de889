package mediatest

import (
	"encoding/binary"
	"slices"
)

// The value types of TIFF that are written here.
const (
	typeByte      = 1
	typeASCII     = 2
	typeShort     = 3
	typeLong      = 4
	typeRational  = 5
	typeUndefined = 7
)

// A directory is one IFD: entries in ascending order of their tags.
type directory struct {
	order   binary.AppendByteOrder
	entries []entry
}

type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte
	subs      []*directory // written after this one; the value is their offsets
}

func (d *directory) add(tag, kind uint16, count int, value []byte) {
	d.entries = append(d.entries, entry{tag: tag, kind: kind, count: uint32(count), value: value})
}

func (d *directory) ascii(tag uint16, s string) {
	if s != "" {
		d.add(tag, typeASCII, len(s)+1, append([]byte(s), 0))
	}
}

func (d *directory) bytes(tag, kind uint16, b []byte) {
	if len(b) > 0 {
		d.add(tag, kind, len(b), b)
	}
}

func (d *directory) short(tag uint16, values ...uint16) {
	var b []byte
	for _, v := range values {
		b = d.order.AppendUint16(b, v)
	}
	d.add(tag, typeShort, len(values), b)
}

func (d *directory) long(tag uint16, v uint32) {
	d.add(tag, typeLong, 1, d.order.AppendUint32(nil, v))
}

// rational adds numerators and denominators in turn.
func (d *directory) rational(tag uint16, parts ...uint32) {
	var b []byte
	for _, v := range parts {
		b = d.order.AppendUint32(b, v)
	}
	d.add(tag, typeRational, len(parts)/2, b)
}

func (d *directory) directory(tag uint16, sub *directory) {
	if len(sub.entries) > 0 {
		d.directories(tag, sub)
	}
}

func (d *directory) directories(tag uint16, subs ...*directory) {
	d.entries = append(d.entries, entry{tag: tag, kind: typeLong, count: uint32(len(subs)), subs: subs})
}

// append writes the directory at the end of b, with what it points to after
// it, and returns the longer slice. Offsets count from the start of b.
func (d *directory) append(b []byte) []byte {
	start := len(b)
	free := start + 2 + 12*len(d.entries) + 4
	b = d.order.AppendUint16(b, uint16(len(d.entries)))
	var tail []byte
	for _, e := range d.entries {
		value := e.value
		for _, sub := range e.subs {
			at := free + len(tail)
			whole := sub.append(make([]byte, at))
			tail = append(tail, whole[at:]...)
			value = d.order.AppendUint32(value, uint32(at))
		}
		b = d.order.AppendUint16(b, e.tag)
		b = d.order.AppendUint16(b, e.kind)
		b = d.order.AppendUint32(b, e.count)
		if len(value) > 4 {
			offset := uint32(free + len(tail))
			tail = append(tail, value...)
			if len(tail)%2 == 1 {
				tail = append(tail, 0)
			}
			value = d.order.AppendUint32(nil, offset)
		}
		b = append(b, value...)
		b = append(b, make([]byte, 4-len(value))...)
	}
	b = d.order.AppendUint32(b, 0) // no next directory
	return append(b, tail...)
}

// tiffHeader begins a TIFF structure whose first directory follows at once.
func tiffHeader(order binary.AppendByteOrder) []byte {
	b := []byte("II")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	b = order.AppendUint16(b, 42)
	return order.AppendUint32(b, 8)
}

func (d *directory) sort() {
	slices.SortFunc(d.entries, func(a, b entry) int { return int(a.tag) - int(b.tag) })
}

// set gives a tag that is already there another LONG.
func (d *directory) set(tag uint16, v uint32) {
	for i := range d.entries {
		if d.entries[i].tag == tag {
			d.entries[i].value = d.order.AppendUint32(nil, v)
		}
	}
}
