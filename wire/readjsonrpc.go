package wire

import (
	"bufio"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
)

// readJSONRPC reads a JSON-RPC call of any version, or a batch.
func (r *callReader) readJSONRPC(c *Call, body *bufio.Reader) error {
	j := &jsonReader{r: body, depth: r.limits.Depth, limit: r.limits.Value}
	first, err := j.next()
	if err != nil {
		return readError(err)
	}
	if first == '[' {
		err = r.readJSONBatch(c, j)
	} else {
		err = r.readJSONCall(c, j)
	}
	if err == nil {
		err = trailing(body)
	}
	return documentError(err)
}

// trailing reports what follows the end of a document.
func trailing(body *bufio.Reader) error {
	switch _, err := firstByte(body); err {
	case io.EOF:
		return nil
	case nil:
		return errJSON
	default:
		return err
	}
}

// documentError returns what an error of reading a document means. Those of
// what the document holds, such as of Stage, it leaves alone.
func documentError(err error) error {
	var corrupt base64.CorruptInputError
	if errors.Is(err, errJSON) || errors.Is(err, errXML) || errors.As(err, &corrupt) ||
		err == io.EOF || err == io.ErrUnexpectedEOF {
		return readError(err)
	}
	return err
}

func (r *callReader) readJSONBatch(c *Call, j *jsonReader) error {
	c.RPC = &RPC{Version: "2.0"}
	err := j.array(func() error {
		if len(c.Batch) == r.limits.Batch {
			return tooLarge("more than %d calls in a batch", r.limits.Batch)
		}
		part := c.part()
		c.Batch = append(c.Batch, part)
		return r.readJSONCall(part, j)
	})
	if err == nil && len(c.Batch) == 0 {
		return badRequest(http.StatusBadRequest, faultRequest, "an empty batch")
	}
	return err
}

// part returns a call of a batch that came in c.
func (c *Call) part() *Call {
	part := *c
	part.Params, part.Methods, part.Data, part.Batch, part.RPC = nil, nil, nil, nil, nil
	return &part
}

func (r *callReader) readJSONCall(c *Call, j *jsonReader) error {
	c.RPC = &RPC{Version: "1.0"}
	method := ""
	err := j.object(func(key string) (err error) {
		switch key {
		case "jsonrpc":
			_, err = j.text()
			c.RPC.Version = "2.0"
		case "version":
			var version string
			if version, err = j.text(); version == "1.1" && c.RPC.Version == "1.0" {
				c.RPC.Version = version
			}
		case "method":
			method, err = j.text()
		case "id":
			c.RPC.ID, err = j.raw()
		case "params", "kwparams":
			err = r.readJSONParams(c, j)
		default:
			err = j.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.finishRPC(c, method)
}

// finishRPC makes the called method a parameter as it is under REST. A method
// parameter beside it names those of a combined call.
func (r *callReader) finishRPC(c *Call, method string) error {
	if strings.TrimSpace(method) == "" {
		return badRequest(http.StatusBadRequest, faultRequest, "a call without a method")
	}
	if c.Params.Get(ParamMethod) == "" {
		c.Params.Del(ParamMethod)
		if err := r.add(&c.Params, ParamMethod, method); err != nil {
			return err
		}
	}
	return r.finishForm(c)
}

// readJSONParams reads an object, or an array of one.
func (r *callReader) readJSONParams(c *Call, j *jsonReader) error {
	first, err := j.next()
	if err != nil {
		return err
	}
	switch first {
	case '{':
		return j.object(func(key string) error { return r.readJSONParam(c, j, key) })
	case '[':
		count := 0
		return j.array(func() error {
			if first, err := j.next(); err != nil {
				return err
			} else if count++; first != '{' || count > 1 {
				return badRequest(http.StatusBadRequest, faultParams, "parameters are one object")
			}
			return j.object(func(key string) error { return r.readJSONParam(c, j, key) })
		})
	case 'n':
		return j.skip()
	}
	return badRequest(http.StatusBadRequest, faultParams, "parameters are one object")
}

// readJSONParam reads one member: a scalar, a list as an array of scalars, or
// the file.
func (r *callReader) readJSONParam(c *Call, j *jsonReader, name string) error {
	first, err := j.next()
	switch {
	case err != nil:
		return err
	case first == 'n':
		return j.skip() // null is absent
	case first == '"' && sameName(name, ParamMediaData):
		s, err := j.openString()
		if err != nil {
			return err
		}
		return r.stageReader(c, newBase64Reader(s))
	case first == '{':
		return badRequest(http.StatusBadRequest, faultParams, "%.80q is an object", name)
	case first == '[':
		list, err := r.readJSONList(j, name)
		if err != nil {
			return err
		}
		return r.add(&c.Params, name, list)
	}
	value, err := j.text()
	if err != nil {
		return err
	}
	return r.add(&c.Params, name, value)
}

func (r *callReader) readJSONList(j *jsonReader, name string) (string, error) {
	var list []string
	size := int64(0)
	err := j.array(func() error {
		if first, err := j.next(); err == nil && (first == '{' || first == '[') {
			return badRequest(http.StatusBadRequest, faultParams, "%.80q is no list of texts", name)
		}
		item, err := j.text()
		if size += int64(len(item)) + 1; size > r.limits.Value {
			return tooLarge("%.80q is longer than %d bytes", name, r.limits.Value)
		}
		list = append(list, item)
		return err
	})
	return strings.Join(list, ";"), err
}
