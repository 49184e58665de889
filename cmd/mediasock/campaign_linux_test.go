package main

import (
	"flag"
	"os"
	"os/exec"
	"testing"

	"github.com/mediasock/mediasock/internal/campaign"
)

var (
	cuts = flag.Int("campaign.cuts", 10, "how often TestCampaignPower cuts the power of each file system")
	tusd = flag.String("campaign.tusd", "", "the program tusd, which TestPeerPower compares with")
	work = flag.Duration("campaign.work", 0, "how long clients of TestPeerPower upload at most before a cut")
)

// The file system loses its power under the service, and all that was not
// synced: the same holds as after a kill.
func TestCampaignPower(t *testing.T) {
	for _, kind := range []string{"ext4", "xfs"} {
		t.Run(kind, func(t *testing.T) {
			runCampaign(t, campaign.Campaign{Disk: loop(t, kind), Cycles: *cuts})
		})
	}
}

// The same cuts of uploads by tus alone, and beside them of tusd's file store,
// which syncs nothing: that it loses what it acknowledged shows that the cuts cut.
func TestPeerPower(t *testing.T) {
	for _, kind := range []string{"ext4", "xfs"} {
		t.Run(kind, func(t *testing.T) {
			disk := loop(t, kind)
			ours := cutPeer(t, campaign.PeerCuts{Peer: campaign.Ours("mediasock"), Disk: disk})
			if ours.Told < ours.Cuts || ours.Lost+ours.Damaged > 0 {
				t.Errorf("%v, want one upload a cut at least, none lost, none damaged", ours)
			}
			if *tusd == "" {
				t.Log("no comparison with tusd: -campaign.tusd names no program (make crash-power builds it)")
				return
			}
			cutPeer(t, campaign.PeerCuts{Peer: campaign.Tusd(*tusd), Disk: disk})
		})
	}
}

func cutPeer(t *testing.T, c campaign.PeerCuts) campaign.Tally {
	t.Helper()
	c.Cuts, c.Seed, c.Work = *cuts, *seed, *work
	tally, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %v", c.Name, tally)
	return tally
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
