package main

import (
	"context"

	"github.com/spf13/cobra"
)

// A verb is what the program can be asked to do; each has a file of its own.
type verb struct {
	use     string // name and arguments
	short   string
	long    string
	example string
	args    cobra.PositionalArgs
	run     func(ctx context.Context, args []string) error
}

// command makes the verb a command whose flags are settled before it runs.
func (p *program) command(v verb) *cobra.Command {
	return &cobra.Command{
		Use: v.use, Short: v.short, Long: v.long, Example: v.example, Args: v.args,
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := p.settle(cmd); err != nil {
				return err
			}
			return v.run(cmd.Context(), args)
		},
	}
}

// group makes a verb that only holds others.
func (p *program) group(use, short string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Args: cobra.NoArgs,
		Example: verbs[0].Example,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(verbs...)
	return cmd
}

// verbs returns all verbs.
func (p *program) verbs() []*cobra.Command {
	return []*cobra.Command{
		p.serveVerb(), p.userVerb(), p.jobsVerb(),
		p.discoverVerb(), p.loginVerb(), p.logoutVerb(),
		p.uploadVerb(), p.albumsVerb(), p.searchVerb(), p.downloadVerb(),
		p.fsckVerb(), p.backupVerb(), p.restoreVerb(), p.exportVerb(), p.importVerb(),
		p.configVerb(), p.checkVerb(), p.snippetVerb(), p.decodeVerb(),
	}
}
