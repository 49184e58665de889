package webdav_test

import (
	"testing"

	"github.com/mediasock/mediasock/facade/facadetest"
	facade "github.com/mediasock/mediasock/facade/webdav"
	"github.com/mediasock/mediasock/services/webdav"
	"github.com/mediasock/mediasock/servicetest"
)

// TestPair: the driver speaks to the façade, and that to a library.
func TestPair(t *testing.T) {
	facadetest.Test(t, facadetest.Options{
		Kind: facade.Kind(), Driver: webdav.Driver(),
		Lacks: []servicetest.Ability{servicetest.Announced, servicetest.ManyParents},
	})
}
