package piwigo_test

import (
	"strconv"
	"testing"

	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/piwigo"
	driver "github.com/mediasock/mediasock/services/piwigo"
	"github.com/mediasock/mediasock/servicetest"
)

// The façade and the driver of its protocol, all of both.
func TestPair(t *testing.T) {
	facadetest.Test(t, facadetest.Options{
		Kind: piwigo.Kind(), Driver: driver.Driver(),
		ID: told, Size: 1300 << 10,
		Lacks: []servicetest.Ability{servicetest.Note, servicetest.Attributes, servicetest.ManyParents},
	})
}

// told returns what clients call an item, its id, or an album: its last nine
// digits.
func told(id string, album bool) string {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		panic(err)
	}
	if album {
		n %= 1_000_000_000
	}
	return strconv.FormatInt(n, 10)
}
