package wire

import (
	"fmt"
	"io"
	"strings"

	"github.com/mediasock/mediasock"
)

// readXML reads a block from its begin on. It stops at the first taxon, unless
// the document is in memory: the taxa are read while they are ranged over.
func (b *builder) readXML(tags *tagScanner) error {
	raw, err := tags.next()
	if err != nil {
		return err
	}
	name, end, rest := tagName(raw)
	if name != rootName || end {
		return ErrNoBlock
	}
	b.root(decodeAttrs(rest))
	if strings.HasSuffix(string(rest), "/") {
		b.finish()
		return nil
	}
	return b.elements(tags)
}

// elements reads what is left of a block.
func (b *builder) elements(tags *tagScanner) error {
	for {
		raw, err := tags.next()
		if err != nil {
			return err
		}
		name, end, rest := tagName(raw)
		switch {
		case name == rootName:
			if !end {
				return fmt.Errorf("%w: a block in a block", errXML)
			}
			b.finish()
			return nil
		case end:
			if b.current != nil && b.current.name == name {
				b.end()
			}
		case isLeaf(name):
			if name == "item" && b.streams() {
				b.stream(tags, string(rest))
				return nil
			}
			b.leaf(name, decodeAttrs(rest))
		default:
			b.end()
			if err := b.begin(name); err != nil {
				return err
			}
			if strings.HasSuffix(string(rest), "/") {
				b.end()
			}
		}
	}
}

// decodeAttrs reads the attributes of a tag.
func decodeAttrs(rest []byte) values {
	var v values
	attrs := attrReader{string(rest)}
	for len(v) < 32 {
		name, value, ok := attrs.next()
		if !ok {
			break
		}
		v = append(v, attr{name, decodeText(value)})
	}
	return v
}

// streams reports whether the items that are about to come are to be streamed.
func (b *builder) streams() bool {
	return !b.whole && b.current != nil && !b.current.streamed && b.result().Method == mediasock.MethodTaxaList
}

// streams reports whether r has taxa that are still to be read.
func (r *Reply) streams() bool {
	for i := range r.Results {
		if r.Results[i].streamed {
			return true
		}
	}
	return false
}

// stream leaves the taxa to who ranges over them; item holds the attributes of
// the first.
func (b *builder) stream(tags *tagScanner, item string) {
	b.current.streamed = true
	result := b.result()
	result.streamed = true
	used := false
	result.Taxa = func(yield func(mediasock.Taxon, error) bool) {
		if used {
			yield(mediasock.Taxon{}, errUsed)
			return
		}
		used = true
		if err := b.yieldTaxa(tags, item, yield); err != nil {
			yield(mediasock.Taxon{}, err)
		}
	}
	current := b.current
	b.finish() // what stands before the taxa is complete
	b.current = current
}

// errUsed is what a second range over streamed taxa gets.
var errUsed = &ReplyError{fmt.Errorf("its taxa have been read"), mediasock.ErrPermanent}

// yieldTaxa reads the taxa, then the rest of the block. It returns nil if yield
// wants no more.
func (b *builder) yieldTaxa(tags *tagScanner, item string, yield func(mediasock.Taxon, error) bool) error {
	for {
		if !yield(readTaxon(item), nil) {
			return nil
		}
		raw, err := b.nextTaxon(tags)
		switch {
		case err == io.EOF:
			return b.endTaxa(tags)
		case err != nil:
			return replyError(err)
		}
		item = raw
	}
}

// nextTaxon returns the attributes of the next item, or io.EOF at the end of
// the taxa.
func (b *builder) nextTaxon(tags *tagScanner) (string, error) {
	for {
		raw, err := tags.next()
		if err != nil {
			return "", err
		}
		name, end, rest := tagName(raw)
		switch {
		case name == "item" && !end:
			return string(rest), nil
		case name == rootName, end && name == b.current.name, !end && !isLeaf(name):
			tags.start -= len(raw) + 2 // the tag is read again
			return "", io.EOF
		case !end:
			b.leaf(name, decodeAttrs(rest))
		}
	}
}

// endTaxa reads what stands after the taxa, and returns the error that a stat
// among or after them tells.
func (b *builder) endTaxa(tags *tagScanner) error {
	index := b.current.index
	if err := b.elements(tags); err != nil {
		return replyError(err)
	}
	return b.reply.Results[index].Stat.Err()
}

// readTaxon reads the attributes of an item.
func readTaxon(rest string) mediasock.Taxon {
	var t mediasock.Taxon
	attrs := attrReader{rest}
	for range 32 {
		name, value, ok := attrs.next()
		if !ok {
			break
		}
		setTaxon(&t, name, decodeText(value))
	}
	return t
}
