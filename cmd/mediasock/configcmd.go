package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// configVerb shows what serve would run with. It takes serve's flags, so that a
// command line can be tried.
func (p *program) configVerb() *cobra.Command {
	var o serveOptions
	show := &cobra.Command{
		Use: "show", Short: "Show each setting of the service and where it comes from",
		Example: "  mediasock config show\n  MEDIASOCK_LISTEN=:80 mediasock config show --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := p.settle(cmd)
			if err != nil {
				return err
			}
			return p.printSettings(settings)
		},
	}
	o.flags(show.Flags(), p.dataDir())
	return p.group("config", "Show the configuration", show)
}

func (p *program) printSettings(settings []setting) error {
	if p.asJSON {
		for _, s := range settings {
			if err := p.printJSON(s); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, s := range settings {
		fmt.Fprintf(w, "%s\t= %q\t# %s\n", s.Name, s.Value, s.Source)
	}
	return w.Flush()
}
