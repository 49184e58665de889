package wire

import "bufio"

// readJSON reads an answer in JSON, in the envelope of JSON-RPC or without one
//
func (b *builder) readJSON(body *bufio.Reader) error {
	b.whole = true
	if _, err := firstByte(body); err != nil {
		return unexpected(err)
	}
	j := &jsonReader{r: body, depth: 16, limit: maxTag}
	found := false
	err := j.object(func(key string) error {
		switch c, err := j.next(); {
		case err != nil:
			return err
		case key == rootName && c == '{':
			found = true
			return b.readRoot(j)
		case key == "result" && c == '{':
			found = true
			return b.readResult(j)
		case key == "error" && c == '{':
			found = true
			return b.readFault(j)
		}
		return j.skip()
	})
	if err == nil && !found {
		return ErrNoBlock
	}
	return err
}

// readResult reads the result of JSON-RPC: an object with the root, or the root.
func (b *builder) readResult(j *jsonReader) error {
	var v values
	err := j.object(func(key string) error {
		if c, err := j.next(); err != nil {
			return err
		} else if key == rootName && c == '{' {
			return b.readRoot(j)
		}
		return b.readMember(j, key, &v)
	})
	if v != nil {
		b.root(v)
		b.finish()
	}
	return err
}

func (b *builder) readRoot(j *jsonReader) error {
	var v values
	err := j.object(func(key string) error { return b.readMember(j, key, &v) })
	b.root(v)
	b.finish()
	return err
}

// readMember reads a member of the root: an attribute, a bare stat, a custom
// element or the answer of a method.
func (b *builder) readMember(j *jsonReader, key string, v *values) error {
	switch c, err := j.next(); {
	case err != nil:
		return err
	case c == '[':
		return j.skip()
	case c != '{':
		text, err := j.text()
		*v = append(*v, attr{key, cleanText(text)})
		return err
	case isLeaf(key):
		return b.readLeaf(j, key)
	}
	if err := b.begin(key); err != nil {
		return err
	}
	defer b.end()
	return j.object(func(name string) error {
		switch c, err := j.next(); {
		case err != nil:
			return err
		case c == '{' && isLeaf(name):
			return b.readLeaf(j, name)
		case c == '[' && isLeaf(name):
			return j.array(func() error { return b.readLeaf(j, name) })
		}
		return j.skip()
	})
}

func (b *builder) readLeaf(j *jsonReader, name string) error {
	v, err := readValues(j)
	b.leaf(name, v)
	return err
}

// readValues reads an object of texts; numbers are taken for texts.
func readValues(j *jsonReader) (values, error) {
	var v values
	err := j.object(func(key string) error {
		switch c, err := j.next(); {
		case err != nil:
			return err
		case c == '{', c == '[', len(v) == 32:
			return j.skip()
		}
		text, err := j.text()
		v = append(v, attr{key, cleanText(text)})
		return err
	})
	return v, err
}

// readFault reads the error of JSON-RPC.
func (b *builder) readFault(j *jsonReader) error {
	v, err := readValues(j)
	b.fault(v.get("code"), v.get("message"))
	return err
}

// cleanText brings a text that is not XML into the same form.
func cleanText(s string) string { return dropControls(normalizeLines(toUTF8(s))) }
