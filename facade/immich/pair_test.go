package immich_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/immich"
	driver "github.com/mediasock/mediasock/services/immich"
	"github.com/mediasock/mediasock/servicetest"
)

// TestPair: the driver speaks to the façade, and both keep their promises.
func TestPair(t *testing.T) {
	facadetest.Test(t, facadetest.Options{
		Kind: immich.Kind(), Driver: driver.Driver(),
		// Albums have no notes and no albums in them; an asset's bytes stay.
		Lacks: []servicetest.Ability{servicetest.Note, servicetest.Hierarchy, servicetest.NewBytes},
		ID: func(id string, album bool) string {
			n, err := strconv.ParseUint(id, 10, 53)
			must(t, err)
			kind := 'a'
			if album {
				kind = 'c'
			}
			return fmt.Sprintf("6d656469-61%02x-8000-%04x-%012x", kind, 0x8000|n>>48, n&(1<<48-1))
		},
		Hostile: []facadetest.Request{
			{Method: "GET", Path: "/api/assets/../../etc/passwd"},
			{Method: "GET", Path: "/api/assets/6d656469-6161-8000-ffff-ffffffffffff"},
			{Method: "GET", Path: "/api/assets/6d656469-6161-8000-8000-000000000005/thumbnail?size=%00"},
			{Method: "POST", Path: "/api/assets/bulk-upload-check", Type: "application/json", Body: `{"assets":[{"id":"x","checksum":"zz"}]}`},
			{Method: "POST", Path: "/api/search/metadata", Type: "application/json", Body: `{"page":-9223372036854775808,"size":-1,"tagIds":["x"]}`},
			{Method: "POST", Path: "/api/search/metadata", Type: "application/json", Body: `{"page":9223372036854775807,"size":1000}`},
			{Method: "PUT", Path: "/api/tags", Type: "application/json", Body: `{"tags":[""]}`},
			{Method: "PUT", Path: "/api/jobs/x", Type: "application/json", Body: `{"command":"pause","force":true}`},
			{Method: "POST", Path: "/api/stacks", Type: "application/json", Body: `{"assetIds":[]}`},
			{Method: "POST", Path: "/api/assets", Type: "multipart/form-data; boundary=x", Body: "--x\r\nContent-Disposition: form-data; name=\"assetData\"; filename=\"a\"\r\n\r\n\r\n--x--\r\n"},
		},
	})
}
