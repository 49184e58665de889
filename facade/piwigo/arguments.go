package piwigo

import (
	"fmt"
	"strings"
)

// What is read of a form, at most.
const (
	maxFields = 1000 // as PHP's max_input_vars
	maxName   = 256
)

// arguments are the parameters of a call: one value of a name, several of an
// array.
type arguments struct {
	values map[string][]string
	arrays map[string]bool // which came as arrays
	count  int
}

func newArguments() *arguments {
	return &arguments{values: map[string][]string{}, arrays: map[string]bool{}}
}

// get returns the last value, "" for none.
func (a *arguments) get(name string) string {
	if v := a.values[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

// has reports whether the parameter came.
func (a *arguments) has(name string) bool { return len(a.values[name]) > 0 }

// said reports whether the parameter came and says something.
func (a *arguments) said(name string) bool { return a.get(name) != "" }

// add adds a field as PHP reads it: "a[]" and "a[7]" add to the array a, another
// "a" replaces the first, dots and spaces of names become low lines.
func (a *arguments) add(name, value string) error {
	key, _, array := strings.Cut(name, "[")
	key = strings.NewReplacer(".", "_", " ", "_").Replace(strings.TrimLeft(key, " "))
	if key == "" || len(name) > maxName {
		return nil
	}
	if a.count++; a.count > maxFields {
		return &fault{codeInvalid, fmt.Sprintf("there are more than %d fields", maxFields)}
	}
	if !array || !a.arrays[key] {
		a.values[key] = nil
	}
	a.arrays[key], a.values[key] = array, append(a.values[key], value)
	return nil
}

// parseForm reads a form or query leniently: an escape that is none stands for
// itself, as darktable sends text.
func parseForm(s string) (*arguments, error) {
	a := newArguments()
	for pair := range strings.SplitSeq(s, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		if err := a.add(unescape(name), unescape(value)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// unescape reads percent-encoding and plus signs.
func unescape(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b = append(b, ' ')
		case s[i] == '%' && i+2 < len(s) && digit(s[i+1]) >= 0 && digit(s[i+2]) >= 0:
			b = append(b, byte(digit(s[i+1])<<4|digit(s[i+2])))
			i += 2
		default:
			b = append(b, s[i])
		}
	}
	return string(b)
}

// digit returns the value of a hexadecimal digit, -1 for none.
func digit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// parseBool reads a boolean as PHP's filter does.
func parseBool(s string) (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "1", "true", "on", "yes":
		return true, true
	case "", "0", "false", "off", "no":
		return false, true
	}
	return false, false
}
