package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

func (p *program) restoreVerb() *cobra.Command {
	var data, secret string
	cmd := p.command(verb{
		use: "restore DIR", short: "Make a library of a backup",
		long: "Restore makes a data directory of a backup. Every file is compared with its SHA-256 on the way, and\n" +
			"the index in the end with what the backup says of it. The data directory must be empty or not there.",
		example: "  mediasock restore /mnt/backup/mediasock --data ~/restored",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.restore(ctx, args[0], data, secret) },
	})
	cmd.Flags().StringVar(&data, "data", p.dataDir(), "the data directory that is made")
	cmd.Flags().StringVar(&secret, "secret", "", "file of the accounts' secret, where the backup has none")
	return cmd
}

func (p *program) restore(ctx context.Context, dir, data, secret string) (err error) {
	log, err := p.logger()
	if err != nil {
		return err
	}
	m, err := readManifest(dir)
	if err != nil {
		return err
	}
	if m.Secret && secret == "" {
		secret = filepath.Join(dir, "secret")
	}
	if err := mustBeEmpty(data); err != nil {
		return err
	}
	from, err := disk.OpenReadOnly(ctx, dir, disk.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := makeParents(data); err != nil {
		return err
	}
	to, err := disk.Open(ctx, data, disk.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	copied, err := restoreInto(ctx, data, filepath.Join(dir, m.Index), m, from, to, log)
	if err != nil {
		return err
	}
	return p.tellRestored(copied, data, secret)
}

// mustBeEmpty refuses a directory with anything in it.
func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && len(entries) > 0 {
		err = usageError(fmt.Errorf("%s is not empty", dir))
	}
	return err
}

// restoreInto copies the files and then the index, whose name makes the
// directory a library.
func restoreInto(ctx context.Context, data, index string, m *manifest, from, to *disk.Store, log *slog.Logger) (*library.Copied, error) {
	beside := filepath.Join(data, "index.restored.sqlite")
	err := writeWhole(beside, func(f *os.File) error {
		source, err := os.Open(index)
		if err != nil {
			return err
		}
		defer source.Close()
		_, err = io.Copy(f, source)
		return err
	})
	if err != nil {
		return nil, err
	}
	copied, err := copyRestored(ctx, beside, m, from, to, log)
	if err != nil {
		return nil, err
	}
	return copied, errors.Join(os.Rename(beside, filepath.Join(data, indexName)), syncDir(data))
}

func copyRestored(ctx context.Context, path string, m *manifest, from, to *disk.Store, log *slog.Logger) (_ *library.Copied, err error) {
	index, err := sqlite.Open(ctx, path, sqlite.Options{Log: log}) // brings an earlier schema up to date
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	print, err := library.Fingerprint(ctx, index)
	if err != nil {
		return nil, err
	}
	if got := fmt.Sprintf("%x", print); got != m.Contents {
		return nil, &exitError{exitDamage, errors.New("the index does not hold what the backup says")}
	}
	copied, err := library.CopyBlobs(ctx, index, from, to, library.CopyOptions{})
	if err != nil {
		return nil, err
	}
	return copied, writeSidecars(ctx, index, to, log)
}

// writeSidecars makes the restored library whole: a backup holds the index in
// their place.
func writeSidecars(ctx context.Context, index *sqlite.Index, store *disk.Store, log *slog.Logger) error {
	l, err := library.Open(ctx, index, store, library.Options{Log: log})
	if err != nil {
		return err
	}
	_, err = l.WriteSidecars(ctx)
	return err
}

func (p *program) tellRestored(copied *library.Copied, data, secret string) error {
	if secret == "" {
		fmt.Fprintln(p.stderr, "the backup holds no secret (--secret): app passwords must be made anew, passwords still work")
	} else if err := copySecret(secret, filepath.Join(data, "secret")); err != nil {
		return err
	}
	if p.asJSON {
		err := p.printJSON(map[string]any{"data": data, "files": copied.New, "bytes": copied.NewBytes,
			"missing": digests(copied.Missing), "damaged": digests(copied.Damaged)})
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(p.stderr, "restored %d files of %d bytes\n", copied.New, copied.NewBytes)
	return p.tellNotCopied(copied)
}
