package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

func (p *program) exportVerb() *cobra.Command {
	var data, user string
	cmd := p.command(verb{
		use: "export DIR", short: "Write an account's media as plain folders and files",
		long: "Export writes the originals under their names into an empty directory, albums as folders, and\n" +
			"beside each file an XMP file with its words, which other programs read. \"mediasock import\" reads\n" +
			"it back. It may run while the service runs.",
		example: "  mediasock export ~/exported --user ada",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.export(ctx, args[0], data, user) },
	})
	cmd.Flags().StringVar(&data, "data", p.dataDir(), "the data directory")
	cmd.Flags().StringVar(&user, "user", "", "the account; not needed where there is only one")
	return cmd
}

func (p *program) export(ctx context.Context, dir, data, user string) (err error) {
	log, err := p.logger()
	if err != nil {
		return err
	}
	store, err := disk.OpenReadOnly(ctx, data, disk.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := awaitRows(ctx, data, store, log); err != nil {
		return err
	}
	index, err := sqlite.OpenReadOnly(ctx, filepath.Join(data, indexName), sqlite.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	owner, err := chooseUser(ctx, index, user)
	if err != nil {
		return err
	}
	done, err := library.Export(ctx, index, store, owner.ID, dir)
	if err != nil {
		return err
	}
	if p.asJSON {
		if err := p.printJSON(done); err != nil {
			return err
		}
	}
	fmt.Fprintf(p.stderr, "exported %d items and %d albums\n", done.Items-len(done.Damaged), done.Albums)
	for _, sum := range done.Damaged {
		fmt.Fprintln(p.stderr, "missing or damaged:", sum)
	}
	if len(done.Damaged) > 0 {
		return &exitError{exitDamage, errors.New("not everything could be exported")}
	}
	return nil
}

// chooseUser returns the account of a name, or the only one.
func chooseUser(ctx context.Context, index library.UserIndex, name string) (*library.User, error) {
	if name != "" {
		u, err := index.User(ctx, library.User{Name: name})
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", name, err)
		}
		return u, nil
	}
	var only *library.User
	for u, err := range index.Users(ctx) {
		if err != nil {
			return nil, err
		}
		if only != nil {
			return nil, usageError(errors.New("there are several accounts: name one with --user"))
		}
		only = u
	}
	if only == nil {
		return nil, errors.New("there is no account yet; make one with \"mediasock user add\"")
	}
	return only, nil
}
