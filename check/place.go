package check

import "bytes"

// position returns the line and column of a byte, both from 1.
func (a *answer) position(at int) (line, column int) {
	before := a.body[:min(at, len(a.body))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}

// line returns the line in which a byte stands, cut to what can be shown.
func (a *answer) line(at int) string {
	at = min(at, len(a.body))
	start := bytes.LastIndexByte(a.body[:at], '\n') + 1
	end := len(a.body)
	if i := bytes.IndexByte(a.body[at:], '\n'); i >= 0 {
		end = at + i
	}
	if end-start > maxExcerpt {
		start = max(start, at-maxExcerpt/4)
		end = min(end, start+maxExcerpt)
	}
	return shown(string(a.body[start:end]))
}
