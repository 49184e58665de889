package wire

import (
	"errors"
	"io"
	"net/http"

	"github.com/mediasock/mediasock"
)

// stageData streams the file into the place that Stage opens: first, then what
// next returns until io.EOF.
func (r *callReader) stageData(c *Call, part partHeader, first []byte, next func() ([]byte, error)) error {
	switch {
	case c.Data != nil:
		return badRequest(http.StatusBadRequest, faultRequest, "more than one %s", ParamMediaData)
	case r.stage == nil:
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "files are not taken here"}
	case part.size > r.limits.Data:
		return tooLarge("larger than %d bytes", r.limits.Data)
	}
	staged, err := r.stage(r.ctx, c, part.fileName, part.mediaType, part.size)
	if err != nil {
		return err
	}
	c.Data = staged
	size := int64(0)
	for chunk := first; ; {
		if size += int64(len(chunk)); size > r.limits.Data {
			return tooLarge("larger than %d bytes", r.limits.Data)
		}
		if len(chunk) > 0 {
			if _, err := staged.Write(chunk); err != nil {
				return err
			}
		}
		if err := r.ctx.Err(); err != nil {
			return readError(err)
		}
		if chunk, err = next(); err == io.EOF {
			return nil
		} else if err != nil {
			return readError(err)
		}
	}
}

// stageReader is stageData for a file that is decoded on its way, as base64 is.
func (r *callReader) stageReader(c *Call, src io.Reader) error {
	mem := scanBuffers.Get().(*[]byte)
	defer scanBuffers.Put(mem)
	buf := (*mem)[:64<<10]
	next := func() ([]byte, error) {
		for {
			n, err := src.Read(buf)
			if n > 0 {
				return buf[:n], nil
			}
			if err != nil {
				return nil, err
			}
		}
	}
	first, err := next()
	if err != nil && !errors.Is(err, io.EOF) {
		return readError(err)
	}
	part := partHeader{
		fileName:  baseName(c.Params.Get(ParamMediaFilename)),
		mediaType: c.Params.Get(ParamMediaType),
		size:      -1,
	}
	return r.stageData(c, part, first, next)
}
