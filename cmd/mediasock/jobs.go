package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/library"
)

// jobs are the work in the background as it is listed.
type jobs struct {
	Waiting map[string]int `json:"waiting"` // by kind
	GivenUp map[string]int `json:"givenUp"`
	Failed  []failedJob    `json:"failed"` // lately, and why
}

type failedJob struct {
	Kind  string `json:"kind"`
	Item  string `json:"item"`
	Tries int    `json:"tries"`
	Error string `json:"error"`
}

func (p *program) jobsVerb() *cobra.Command {
	var data string
	cmd := p.command(verb{
		use: "jobs", short: "Show what is done in the background, and what failed",
		long:    "Jobs shows how much of each kind of background work waits, what was given up, and why the\nlatest failures failed, whether the service runs or not.",
		example: "  mediasock jobs --data ~/media\n  mediasock jobs --json",
		args:    cobra.NoArgs,
		run:     func(ctx context.Context, _ []string) error { return p.showJobs(ctx, data) },
	})
	cmd.Flags().StringVar(&data, "data", p.dataDir(), "the data directory")
	return cmd
}

// listJobs reads the queue of a library.
func listJobs(ctx context.Context, lib *library.Library) (*adminAnswer, error) {
	const most = 100
	waiting, given, err := lib.Index().CountJobs(ctx, 0)
	if err != nil {
		return nil, err
	}
	failed, err := lib.Index().FailedJobs(ctx, 0, most)
	if err != nil {
		return nil, err
	}
	list := &jobs{Waiting: waiting, GivenUp: given}
	for _, j := range failed {
		list.Failed = append(list.Failed, failedJob{j.Kind, j.Media.String(), j.Tries, j.Error})
	}
	return &adminAnswer{Jobs: list}, nil
}

func (p *program) showJobs(ctx context.Context, data string) error {
	answer, err := p.callAdmin(ctx, data, adminCall{Verb: "jobs"})
	if err != nil {
		return err
	}
	if answer.Jobs == nil {
		return fmt.Errorf("the service that runs on %s does not tell of its jobs", data)
	}
	if p.asJSON {
		return p.printJSON(answer.Jobs)
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	kinds := maps.Clone(answer.Jobs.Waiting)
	maps.Copy(kinds, answer.Jobs.GivenUp)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		fmt.Fprintf(w, "%s\t%d waiting\t%d given up\n", kind, answer.Jobs.Waiting[kind], answer.Jobs.GivenUp[kind])
	}
	for _, j := range answer.Jobs.Failed {
		fmt.Fprintf(w, "%s\titem %s\t%d tries\t%s\n", j.Kind, j.Item, j.Tries, j.Error)
	}
	return w.Flush()
}
