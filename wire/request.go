package wire

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Prepare completes the parameters to what will travel: method is made of
// Methods where there is none, and an RPC call names its file and the file's
// type. A mechanism that signs parameters signs them after it. It may be called
// twice; NewRequest calls it too.
func (c *Call) Prepare() {
	if len(c.Methods) > 0 && c.Params.Get(ParamMethod) == "" {
		c.Params.Del(ParamMethod)
		c.Params = slices.Insert(c.Params, 0, Param{ParamMethod, strings.Join(c.Methods, ";")})
	}
	if c.Data != nil && (c.Protocol == XMLRPC || c.Protocol == JSONRPC) {
		c.Params.Set(ParamMediaFilename, c.dataName())
		c.Params.Set(ParamMediaType, c.dataType())
	}
}

// NewRequest writes c as an HTTP request, by its Protocol: of REST a GET, or a
// POST as multipart/form-data with the file last, or urlencoded where
// Form is set; an RPC call is always a POST. The request can be sent again, for it has a
// GetBody; its Content-Length is set where the file's size is known.
func (c *Call) NewRequest(ctx context.Context) (*http.Request, error) {
	c.Prepare()
	var b *body
	switch {
	case c.Protocol == XMLRPC:
		b = c.xmlrpcBody()
	case c.Protocol == JSONRPC:
		b = c.jsonrpcBody()
	case c.HTTPMethod == http.MethodGet, c.HTTPMethod == http.MethodHead:
		return c.newGet(ctx)
	case c.Form && c.Data == nil:
		b = &body{contentType: "application/x-www-form-urlencoded", head: []byte(c.Params.Encode())}
	default:
		b = c.multipartBody()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	c.copyHeader(req)
	req.Header.Set("Content-Type", b.contentType)
	req.ContentLength, req.GetBody = b.size(), b.open
	req.Body, err = b.open()
	return req, err
}

func (c *Call) newGet(ctx context.Context) (*http.Request, error) {
	if c.Data != nil {
		return nil, fmt.Errorf("wire: a file cannot be sent by %s", c.HTTPMethod)
	}
	req, err := http.NewRequestWithContext(ctx, c.HTTPMethod, c.Target().String(), nil)
	if err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	c.copyHeader(req)
	return req, nil
}

func (c *Call) copyHeader(req *http.Request) {
	for name, values := range c.Header {
		req.Header[name] = slices.Clone(values)
	}
}

// multipartBody writes the parameters and then the file.
func (c *Call) multipartBody() *body {
	boundary := "mediasock" + rand.Text()
	b := &body{contentType: "multipart/form-data; boundary=" + boundary, data: c.Data}
	for _, p := range c.Params {
		b.head = append(b.head, "--"+boundary+"\r\nContent-Disposition: form-data; name=\""+
			quoteForm(p.Name)+"\"\r\n\r\n"+p.Value+"\r\n"...)
	}
	if c.Data == nil {
		b.head = append(b.head, "--"+boundary+"--\r\n"...)
		return b
	}
	b.head = append(b.head, "--"+boundary+"\r\nContent-Disposition: form-data; name=\""+ParamMediaData+
		"\"; filename=\""+quoteForm(c.dataName())+"\"\r\nContent-Type: "+c.dataType()+"\r\n\r\n"...)
	b.tail = []byte("\r\n--" + boundary + "--\r\n")
	return b
}

// quoteForm writes a name in quotes as browsers do.
func quoteForm(s string) string {
	return strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A", "\x00", "").Replace(s)
}

// dataName returns the file's name; there must be one, or a server takes the
// file for a value.
func (c *Call) dataName() string {
	if name := baseName(c.Data.Name()); name != "" {
		return name
	}
	return "unnamed"
}

func (c *Call) dataType() string {
	t := c.Data.Type()
	if t == "" || strings.ContainsFunc(t, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "application/octet-stream"
	}
	return t
}

// xmlrpcBody writes the parameters as one struct, the file last.
func (c *Call) xmlrpcBody() *body {
	b := &body{contentType: "text/xml", data: c.Data, base64: true}
	b.head = append(b.head, "<?xml version=\"1.0\"?>\n<methodCall><methodName>"...)
	b.head = appendValue(b.head, c.rpcMethod(), false)
	b.head = append(b.head, "</methodName><params><param><value><struct>\n"...)
	for _, p := range c.rpcParams() {
		b.head = appendValue(append(b.head, "<member><name>"...), p.Name, false)
		b.head = appendValue(append(b.head, "</name><value><string>"...), p.Value, false)
		b.head = append(b.head, "</string></value></member>\n"...)
	}
	if c.Data != nil {
		b.head = append(b.head, "<member><name>"+ParamMediaData+"</name><value><base64>"...)
		b.tail = append(b.tail, "</base64></value></member>\n"...)
	}
	b.tail = append(b.tail, "</struct></value></param></params></methodCall>\n"...)
	return b
}

// jsonrpcBody writes the call so that readers of every version can read it.
func (c *Call) jsonrpcBody() *body {
	b := &body{contentType: "text/javascript", data: c.Data, base64: true}
	b.head = append(b.head, `{"jsonrpc":"2.0","version":"1.1","method":`...)
	b.head = append(appendJSONString(b.head, c.rpcMethod()), `,"params":[{`...)
	separator := ""
	for _, p := range c.rpcParams() {
		b.head = appendJSONString(append(b.head, separator...), p.Name)
		b.head = appendJSONString(append(b.head, ':'), p.Value)
		separator = ","
	}
	if c.Data != nil {
		b.head = append(b.head, separator+`"`+ParamMediaData+`":"`...)
		b.tail = append(b.tail, '"')
	}
	b.tail = append(b.tail, "}],\"id\":1}\n"...)
	return b
}

func (c *Call) rpcMethod() string {
	if len(c.Methods) > 0 {
		return c.Methods[0]
	}
	return strings.Split(c.Params.Get(ParamMethod), ";")[0]
}

// rpcParams returns the parameters that go into an RPC call: the method is among
// them only where there are several.
func (c *Call) rpcParams() Params {
	params := slices.Clone(c.Params)
	if len(c.Methods) < 2 {
		params.Del(ParamMethod)
	}
	return params
}
