package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
)

func (p *program) importVerb() *cobra.Command {
	var data, user string
	cmd := p.command(verb{
		use: "import DIR", short: "Read folders and files into the library",
		long: "Import reads what export wrote, or any tree of folders: a folder becomes an album, an XMP file\n" +
			"beside a file its words. What the account has already is not added again. The service must not\n" +
			"run; while it runs, \"mediasock upload DIR\" sends files to it.",
		example: "  mediasock import ~/exported --user ada",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.importTree(ctx, args[0], data, user) },
	})
	cmd.Flags().StringVar(&data, "data", p.dataDir(), "the data directory")
	cmd.Flags().StringVar(&user, "user", "", "the account; not needed where there is only one")
	return cmd
}

func (p *program) importTree(ctx context.Context, dir, data, user string) (err error) {
	log, err := p.logger()
	if err != nil {
		return err
	}
	h, err := openHome(ctx, homeOptions{Data: data, Log: log})
	if errors.Is(err, disk.ErrInUse) {
		return fmt.Errorf("stop the service first, or use \"mediasock upload\": %w", err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	u, err := chooseUser(ctx, h.index, user)
	if err != nil {
		return err
	}
	i := library.Importer{
		Library: h.Library, User: &mediasock.User{ID: u.ID.String(), Name: u.Name, Scope: mediasock.ScopeManage},
		Failed: func(name string, err error) {
			fmt.Fprintf(p.stderr, "%s: failed: %s\n", printable(name), errorText(err))
		},
	}
	done, err := i.Run(ctx, dir)
	if err != nil {
		return err
	}
	if p.asJSON {
		if err := p.printJSON(done); err != nil {
			return err
		}
	}
	fmt.Fprintf(p.stderr, "%d items imported, %d known, %d albums made, %d failed\n", done.Items, done.Known, done.Albums, done.Failed)
	switch {
	case done.Failed > 0 && done.Items+done.Known == 0:
		return &exitError{exitFailed, nil}
	case done.Failed > 0:
		return &exitError{exitPartly, nil}
	}
	_, err = h.Library.WriteSidecars(ctx)
	return err
}
