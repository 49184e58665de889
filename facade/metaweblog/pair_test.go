package metaweblog_test

import (
	"bytes"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/metaweblog"
	driver "github.com/mediasock/mediasock/services/metaweblog"
	"github.com/mediasock/mediasock/servicetest"
)

// TestPair: the driver speaks to the façade, and both keep their promises.
func TestPair(t *testing.T) {
	facadetest.Test(t, facadetest.Options{
		Kind: metaweblog.Kind(), Driver: driver.Driver(),
		// metaWeblog has no place for notes and attributes, none for the sum of
		// what is sent, and none for new bytes.
		Lacks: []servicetest.Ability{servicetest.Note, servicetest.Attributes, servicetest.Announced, servicetest.NewBytes},
		Resign: func(body []byte, from, to mediasock.Credentials) []byte {
			body = bytes.ReplaceAll(body, []byte(from.Password), []byte(to.Password))
			return bytes.ReplaceAll(body, []byte("<string>"+from.Username+"<"), []byte("<string>"+to.Username+"<"))
		},
		Hostile: []facadetest.Request{
			{Method: "POST", Path: "/xmlrpc", Type: "text/xml", Body: "<methodCall><methodName>system.multicall</methodName></methodCall>"},
			{Method: "POST", Path: "/xmlrpc", Type: "text/xml", Body: "<!DOCTYPE x [<!ENTITY a 'b'>]><methodCall><methodName>&a;</methodName></methodCall>"},
			{Method: "POST", Path: "/xmlrpc", Type: "text/xml", Body: "<methodCall><methodName>metaWeblog.newMediaObject</methodName><params><param><value><struct><member><name>bits</name><value><base64>!!</base64></value></member></struct></value></param></params></methodCall>"},
			{Method: "GET", Path: "/xmlrpc/media/..%2f..%2fetc/passwd"},
			{Method: "GET", Path: "/xmlrpc/media/%00/x"},
		},
	})
}
