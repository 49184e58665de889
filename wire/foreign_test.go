package wire_test

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/wire"
)

// foreignCall is a call with every kind of value, as it is met.
const foreignCall = `<?xml version="1.0"?>
<methodCall><methodName> metaWeblog.newMediaObject </methodName><params>
<param><value>1</value></param><param><value><i4>42</i4></value></param><param><value><nil/></value></param>
<param><value><struct>
<member><name>name</name><value>A & B</value></member>
<member><name>name</name><value><string>last wins</string></value></member>
<member><name>list</name><value><array><data><value><boolean>1</boolean></value><value/></data></array></value></member>
<member><name>words</name><value><base64>S8O8c3Rl</base64></value></member>
<member><name>bits</name><value><base64>AAEC
AwQ=</base64></value></member>
</struct></value></param></params></methodCall>`

func TestForeign_Call(t *testing.T) {
	var seen map[string]any
	f := wire.Foreign{Bits: "bits", Binary: func(c *wire.ForeignCall, in map[string]any, r io.Reader) (any, error) {
		if c.Method != "metaWeblog.newMediaObject" || len(c.Params) != 3 || in["name"] != "last wins" {
			t.Errorf("the file comes after %q %q, in %v", c.Method, c.Params, in)
		}
		b, err := io.ReadAll(r)
		seen = in
		return b, err
	}}
	c, err := f.Call(strings.NewReader(foreignCall))
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"1", "42", nil, map[string]any{
		"name": "last wins", "list": []any{"1", ""}, "words": "Küste", "bits": []byte{0, 1, 2, 3, 4},
	}}
	if !reflect.DeepEqual(c.Params, want) || seen == nil {
		t.Errorf("Params = %#v, want %#v", c.Params, want)
	}
}

func TestForeign_Bounds(t *testing.T) {
	call := func(value string) string {
		return "<methodCall><methodName>x</methodName><params><param>" + value + "</param></params></methodCall>"
	}
	small := wire.Foreign{Depth: 4, Values: 10, Value: 100, Text: 150}
	for name, body := range map[string]string{
		"nothing": "", "cut": call("")[:30], "deep": call(strings.Repeat("<value><array><data>", 9)),
		"many values": call("<value><array><data>" + strings.Repeat("<value/>", 20) + "</data></array></value>"),
		"a long text": call("<value>" + strings.Repeat("x", 200) + "</value>"),
		"long texts":  call("<value><array><data>" + strings.Repeat("<value>"+strings.Repeat("x", 90)+"</value>", 3) + "</data></array></value>"),
		"long names":  call("<value><struct>" + strings.Repeat("<member><name>"+strings.Repeat("x", 90)+"</name><value/></member>", 3) + "</struct></value>"),
		"a doctype":   "<!DOCTYPE methodCall>" + call("<value/>"), "no call": "<methodResponse/>", "no base64": call("<value><base64>*</base64></value>"),
	} {
		_, err := small.Call(strings.NewReader(body))
		var unreadable *wire.RequestError
		if !errors.As(err, &unreadable) || unreadable.Fault == 0 {
			t.Errorf("%s: Call = %v, want a *wire.RequestError with a fault", name, err)
		}
	}
	broken := errors.New("no room")
	f := wire.Foreign{Bits: "bits", Binary: func(*wire.ForeignCall, map[string]any, io.Reader) (any, error) { return nil, broken }}
	if _, err := f.Call(strings.NewReader(foreignCall)); !errors.Is(err, broken) {
		t.Errorf("Call = %v, want what Binary returns", err)
	}
}

func FuzzForeign(f *testing.F) {
	f.Add(foreignCall)
	f.Add(`<methodCall><methodName>x</methodName></methodCall>`)
	f.Add("<?xml version='1.0' encoding='iso-8859-1'?><methodCall><methodName>x</methodName><params><param><value>\xfc</value></param></params></methodCall>")
	f.Fuzz(func(t *testing.T, body string) {
		c, err := wire.Foreign{Depth: 8, Values: 100, Value: 1000, Text: 4000}.Call(strings.NewReader(body))
		if err != nil {
			return
		}
		for _, p := range c.Params {
			sound(t, p, 8)
		}
	})
}

// sound checks that a value is of the kinds that it may be.
func sound(t *testing.T, v any, depth int) {
	if depth < 0 {
		t.Fatal("the value is nested too deep")
	}
	switch v := v.(type) {
	case nil, string:
	case []any:
		for _, e := range v {
			sound(t, e, depth-1)
		}
	case map[string]any:
		for _, e := range v {
			sound(t, e, depth-1)
		}
	default:
		t.Fatalf("the value is a %T", v)
	}
}
