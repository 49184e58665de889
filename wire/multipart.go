package wire

import (
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxBoundary is longer than RFC 2046 allows a boundary to be.
const maxBoundary = 200

// readMultipart reads the parts of a multipart/form-data body, in whatever order
// they come (MS-141).
func (r *callReader) readMultipart(c *Call, req *http.Request, boundary string) error {
	if req.ContentLength == 0 {
		return nil // clients of Digest send an empty body first
	}
	if boundary == "" || len(boundary) > maxBoundary {
		return badRequest(http.StatusBadRequest, faultParse, "multipart without a usable boundary")
	}
	if over := req.ContentLength - r.limits.Text - 1<<20; over > r.limits.Data {
		return tooLarge("larger than %d bytes", r.limits.Data)
	}
	s := newBoundaryScanner(bodyReader{req.Body}, boundary)
	defer s.close()
	for {
		header, err := s.next(r.limits.Name)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if err == io.ErrUnexpectedEOF && s.read == 0 {
				return nil
			}
			return readError(err)
		}
		part, err := parsePart(header)
		if err != nil {
			return err
		}
		if err := r.readPart(c, s, part); err != nil {
			return err
		}
	}
}

// readPart reads the content of one part: the file, a value, or a file of
// another name, which is skipped.
func (r *callReader) readPart(c *Call, s *boundaryScanner, part partHeader) error {
	switch {
	case sameName(part.name, ParamMediaData):
		first, err := s.chunk()
		if err == io.EOF && part.fileName == "" {
			return nil // no file was chosen
		}
		if err != nil && err != io.EOF {
			return readError(err)
		}
		return r.stageData(c, part, first, s.chunk)
	case part.isFile:
		return r.skipPart(s)
	}
	value, err := r.readValue(s, part.name)
	if err != nil {
		return err
	}
	return r.add(&c.Params, part.name, value)
}

func (r *callReader) readValue(s *boundaryScanner, name string) (string, error) {
	var value []byte
	for {
		chunk, err := s.chunk()
		if err == io.EOF {
			return string(value), nil
		}
		if err != nil {
			return "", readError(err)
		}
		if value = append(value, chunk...); int64(len(value)) > r.limits.Value {
			return "", tooLarge("%.80q is longer than %d bytes", name, r.limits.Value)
		}
	}
}

func (r *callReader) skipPart(s *boundaryScanner) error {
	skipped := int64(0)
	for {
		chunk, err := s.chunk()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return readError(err)
		}
		if skipped += int64(len(chunk)); skipped > r.limits.Text {
			return tooLarge("a file that is not %s", ParamMediaData)
		}
	}
}

// A partHeader is what a part says of itself.
type partHeader struct {
	name      string
	fileName  string // without folders
	mediaType string
	isFile    bool
	size      int64 // -1 if it does not say
}

func parsePart(header string) (partHeader, error) {
	part := partHeader{size: -1}
	for line := range strings.SplitSeq(header, "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "content-disposition":
			part.disposition(value)
		case "content-type":
			part.mediaType = toUTF8(value)
		case "content-length":
			if n, err := strconv.ParseInt(value, 10, 64); err == nil && n >= 0 {
				part.size = n
			}
		case "content-transfer-encoding":
			switch strings.ToLower(value) {
			case "7bit", "8bit", "binary", "":
			default:
				return part, badRequest(http.StatusUnsupportedMediaType, faultParse, "transfer encoding %.40q", value)
			}
		}
	}
	if part.name == "" {
		return part, badRequest(http.StatusBadRequest, faultParse, "a part without a name")
	}
	return part, nil
}

// disposition reads a Content-Disposition. It is not left to package mime,
// which takes the backslashes of C:\dir\photo.jpg for escapes.
func (p *partHeader) disposition(s string) {
	_, s, _ = strings.Cut(s, ";")
	for s != "" {
		var name, value string
		name, value, s = dispositionParam(s)
		switch name {
		case "name":
			p.name = unquoteForm(value)
		case "filename":
			p.isFile = true
			if p.fileName == "" {
				p.fileName = baseName(unquoteForm(value))
			}
		case "filename*":
			if text, ok := extendedValue(value); ok {
				p.isFile, p.fileName = true, baseName(text)
			}
		}
	}
}

// dispositionParam cuts the first name=value off s.
func dispositionParam(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;")
	if end < 0 {
		return "", "", ""
	}
	if s[end] == ';' {
		return "", "", s[end+1:]
	}
	name, s = strings.ToLower(strings.TrimSpace(s[:end])), strings.TrimLeft(s[end+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return name, strings.TrimSpace(value), rest
	}
	s = s[1:]
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == '"' && strings.IndexByte(s[i+2:], '"') >= 0:
			i++
		case s[i] == '"':
			_, rest, _ = strings.Cut(s[i+1:], ";")
			return name, s[:i], rest
		}
	}
	return name, s, ""
}
