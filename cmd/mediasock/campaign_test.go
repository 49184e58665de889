package main

import (
	"flag"
	"os"
	"testing"

	"github.com/mediasock/mediasock/internal/campaign"
)

var (
	kills = flag.Int("campaign.kills", 25, "how often TestCampaignKills kills the service")
	where = flag.String("campaign.dir", "", "where the campaigns keep their data; a temporary directory unless set")
	seed  = flag.Uint64("campaign.seed", 1, "of what the campaigns do and when")
)

// The service is killed at random moments under mixed work of several clients:
// what it acknowledged is there, what it did not is there wholly or not at all,
// and fsck finds nothing.
func TestCampaignKills(t *testing.T) {
	runCampaign(t, campaign.Campaign{Disk: campaign.Folder(campaignDir(t)), Cycles: *kills})
}

// campaignDir returns an empty directory, which is removed unless the test
// failed.
func campaignDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(*where, "campaign")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what is left is in %s", dir)
		} else if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// runCampaign fails the test for each fault that a campaign finds.
func runCampaign(t *testing.T, c campaign.Campaign) {
	t.Helper()
	c.Program, c.Seed, c.Log = "mediasock", *seed, t.Logf
	report, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range report.Faults {
		t.Error(fault)
	}
	if report.Told < c.Cycles {
		t.Errorf("%d operations were acknowledged in %d cycles: the campaign has not tried much", report.Told, c.Cycles)
	}
}
