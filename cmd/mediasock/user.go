package main

import (
	"bufio"
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func (p *program) userVerb() *cobra.Command {
	var data, label, scope string
	var stdin bool
	add := p.command(verb{
		use: "add NAME", short: "Make an account",
		example: "  mediasock user add ada\n  printf %s \"$PASSWORD\" | mediasock user add ada --password-stdin",
		args:    cobra.ExactArgs(1),
		run: func(ctx context.Context, args []string) error {
			return p.setPassword(ctx, data, "add", args[0], stdin, "made the account")
		},
	})
	passwd := p.command(verb{
		use: "passwd NAME", short: "Set an account's password and end its sessions",
		example: "  mediasock user passwd ada",
		args:    cobra.ExactArgs(1),
		run: func(ctx context.Context, args []string) error {
			return p.setPassword(ctx, data, "passwd", args[0], stdin, "set the password of")
		},
	})
	for _, cmd := range []*cobra.Command{add, passwd} {
		cmd.Flags().BoolVar(&stdin, "password-stdin", false, "read the password from standard input")
	}
	list := p.command(verb{
		use: "list", short: "List the accounts",
		example: "  mediasock user list --json",
		args:    cobra.NoArgs,
		run:     func(ctx context.Context, _ []string) error { return p.listUsers(ctx, data) },
	})
	remove := p.command(verb{
		use: "remove NAME", short: "Remove an account that owns nothing any more",
		example: "  mediasock user remove ada",
		args:    cobra.ExactArgs(1),
		run: func(ctx context.Context, args []string) error {
			_, err := p.callAdmin(ctx, data, adminCall{Verb: "remove", Name: args[0]})
			return err
		},
	})
	quota := p.command(verb{
		use: "quota NAME SIZE", short: "Set how many bytes an account may keep",
		long:    "Quota sets how much an account may keep, its trash included: a number of bytes or one with\nkB, MB, GB or TB; 0 for no limit.",
		example: "  mediasock user quota ada 50GB",
		args:    cobra.ExactArgs(2),
		run:     func(ctx context.Context, args []string) error { return p.setQuota(ctx, data, args[0], args[1]) },
	})
	app := p.command(verb{
		use: "app-password NAME", short: "Make a password for one device or program",
		long:    "App-password makes a password for a device or program that signs in with every call and\nprints it, alone, on standard output. It is shown this once.",
		example: "  mediasock user app-password ada --label phone",
		args:    cobra.ExactArgs(1),
		run: func(ctx context.Context, args []string) error {
			return p.appPassword(ctx, data, adminCall{Verb: "app-password", Name: args[0], Label: label, Scope: scope})
		},
	})
	app.Flags().StringVar(&label, "label", "command line", "name of the device or program")
	app.Flags().StringVar(&scope, "scope", "manage", "what it may do: read, upload, manage")
	group := p.group("user", "Make and change accounts, whether the service runs or not", add, list, remove, passwd, quota, app)
	group.PersistentFlags().StringVar(&data, "data", p.dataDir(), "the data directory")
	return group
}

func (p *program) setPassword(ctx context.Context, data, verb, name string, stdin bool, done string) error {
	password, err := p.askPassword(ctx, bufio.NewReader(p.stdin), stdin, "Password for "+name+": ")
	if err != nil {
		return err
	}
	if _, err := p.callAdmin(ctx, data, adminCall{Verb: verb, Name: name, Password: password}); err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "%s %s\n", done, name)
	return nil
}

func (p *program) listUsers(ctx context.Context, data string) error {
	answer, err := p.callAdmin(ctx, data, adminCall{Verb: "list"})
	if err != nil {
		return err
	}
	if p.asJSON {
		for _, u := range answer.Users {
			if err := p.printJSON(u); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, u := range answer.Users {
		role, quota := "", ""
		if u.Admin {
			role = "admin"
		}
		if u.Quota > 0 {
			quota = fmt.Sprintf(" of %d", u.Quota)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d%s bytes\n", u.Name, role, u.Added.Format("2006-01-02"), u.Bytes, quota)
	}
	return w.Flush()
}

func (p *program) appPassword(ctx context.Context, data string, call adminCall) error {
	answer, err := p.callAdmin(ctx, data, call)
	if err != nil {
		return err
	}
	if p.asJSON {
		return p.printJSON(map[string]string{"user": call.Name, "label": call.Label, "password": answer.Password})
	}
	_, err = fmt.Fprintln(p.stdout, answer.Password)
	return err
}
