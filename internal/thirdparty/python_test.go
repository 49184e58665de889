package thirdparty

import "testing"

func TestPythonXMLRPC_A75_A76_X2(t *testing.T) {
	need(t, "python3", "python3")
	const script = `
import sys, xmlrpc.client
url, app, path = sys.argv[1:]
who = {"username": "ann", "password": app, "apikey": "python"}
service = xmlrpc.client.ServerProxy(url).mediasock
album = service.taxa.append(dict(who, **{"taxon.title": "Küste & Meer", "sock": "x-struct"}))
print(album["mediasock"]["taxa.append"] if "mediasock" in album else album)
with open(path, "rb") as f:
    print(service.media.append(dict(who, **{"media.data": xmlrpc.client.Binary(f.read()), "media.keywords": ["pier", "night"]})))
print(service.taxa.list(who))
try:
    service.no.such.method(who)
except xmlrpc.client.Fault as fault:
    print("fault", fault.faultCode)
basic = xmlrpc.client.ServerProxy(url.replace("//", "//ann:%s@" % app)).mediasock
print("basic", basic.taxa.list({"apikey": "python"}))
many = xmlrpc.client.MultiCall(xmlrpc.client.ServerProxy(url))
many.mediasock.taxa.list(who)
many.mediasock.taxa.list(dict(who, password="wrong"))
print("multicall", *many())
`
	s := start(t, "")
	out := run(t, "python3", "-c", script, s.url, s.app, photograph(t, 1000))
	want(t, out, "Küste & Meer", "<media.append>\n"+success, `<item value="`, `title="Küste &amp; Meer"`,
		"fault -32601", "basic <", "multicall <", wrong)
}
