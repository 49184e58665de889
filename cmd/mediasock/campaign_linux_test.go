package main

import (
	"flag"
	"os"
	"os/exec"
	"testing"

	"github.com/mediasock/mediasock/internal/campaign"
)

var cuts = flag.Int("campaign.cuts", 10, "how often TestCampaignPower cuts the power of each file system")

// The file system loses its power under the service, and all that was not
// synced: the same holds as after a kill.
func TestCampaignPower(t *testing.T) {
	for _, kind := range []string{"ext4", "xfs"} {
		t.Run(kind, func(t *testing.T) {
			runCampaign(t, campaign.Campaign{Disk: loop(t, kind), Cycles: *cuts})
		})
	}
}

// loop returns a file system whose power can be cut. Only root has one.
func loop(t *testing.T, kind string) *campaign.Loop {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: no power is cut: only root can mount a file system")
	}
	if _, err := exec.LookPath("mkfs." + kind); err != nil {
		t.Skipf("SKIPPED: needs mkfs.%s, of the Debian package %s", kind, map[string]string{"ext4": "e2fsprogs", "xfs": "xfsprogs"}[kind])
	}
	l, err := campaign.NewLoop(campaignDir(t), kind)
	if err != nil {
		t.Skipf("SKIPPED: no power is cut: no file system can be mounted from a file: %v", err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}
