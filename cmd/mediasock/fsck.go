package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// indexName is the database's file in a data directory.
const indexName = "index.sqlite"

// fsckOptions say how thorough fsck is.
type fsckOptions struct {
	data     string
	readData bool
	repair   bool
	rebuild  bool
}

func (p *program) fsckVerb() *cobra.Command {
	var o fsckOptions
	cmd := p.command(verb{
		use: "fsck", short: "Check the library for damage, and repair it",
		long: "Fsck compares what the index says with the bytes that are there, and both with the sidecars\n" +
			"beside them. It may run while the service runs; to repair, the service must not run. Damaged\n" +
			"files are put aside into the directory quarantine, never deleted.\n\n" +
			"--rebuild makes a new index of the bytes and their sidecars alone, after the index was lost or\n" +
			"damaged. Passwords are in no sidecar: set new ones with \"mediasock user passwd\".\n\n" +
			"The exit code is 7 if damage was found, 6 if only disorder was found that is still there.",
		example: "  mediasock fsck --read-data\n  mediasock fsck --read-data --repair --data ~/media\n  mediasock fsck --rebuild",
		args:    cobra.NoArgs,
		run:     func(ctx context.Context, _ []string) error { return p.fsck(ctx, o) },
	})
	cmd.Flags().StringVar(&o.data, "data", p.dataDir(), "the data directory")
	cmd.Flags().BoolVar(&o.readData, "read-data", false, "read every file and compare it with its SHA-256")
	cmd.Flags().BoolVar(&o.repair, "repair", false, "put right what can be, put aside what is damaged")
	cmd.Flags().BoolVar(&o.rebuild, "rebuild", false, "make a new index of the bytes and their sidecars")
	return cmd
}

func (p *program) fsck(ctx context.Context, o fsckOptions) (err error) {
	log, err := p.logger()
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(o.data, "version")); err != nil {
		return fmt.Errorf("no data directory: %w", err)
	}
	// What stopped arriving is to be reported, not removed.
	store, err := disk.Open(ctx, o.data, disk.Options{Log: log, Grace: math.MaxInt64})
	running := errors.Is(err, disk.ErrInUse)
	if running {
		if o.repair || o.rebuild {
			return fmt.Errorf("stop the service before a repair: %w", err)
		}
		store, err = disk.OpenReadOnly(ctx, o.data, disk.Options{Log: log})
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if o.rebuild {
		return p.rebuild(ctx, o.data, store, log)
	}
	return p.check(ctx, o, store, log)
}

// check looks through the database before anything else trusts it.
func (p *program) check(ctx context.Context, o fsckOptions, store *disk.Store, log *slog.Logger) error {
	path := filepath.Join(o.data, indexName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return &exitError{exitDamage, fmt.Errorf("there is no index %s; restore a backup, or make one of the sidecars by --rebuild", path)}
	}
	damage, err := sqlite.Check(ctx, path)
	if err != nil {
		return err
	}
	if len(damage) > 0 {
		for _, text := range damage {
			if err := p.printFinding(library.Finding{Class: library.ClassDatabase, Detail: text}); err != nil {
				return err
			}
		}
		return &exitError{exitDamage, library.ErrDatabaseDamaged}
	}
	if !o.repair {
		if err := awaitRows(ctx, o.data, store, log); err != nil {
			return err
		}
	}
	open := sqlite.OpenReadOnly
	if o.repair {
		open = sqlite.Open
	}
	index, err := open(ctx, path, sqlite.Options{Log: log})
	if err != nil {
		return err
	}
	done, err := library.Check(ctx, library.CheckOptions{
		Index: index, Store: store, ReadData: o.readData, Repair: o.repair, Previewable: previewable, Log: log,
	}, p.printFinding)
	if err := errors.Join(err, index.Close()); err != nil {
		return err
	}
	return p.judge(done)
}

// previewable reports whether previews of a media type are always made.
func previewable(mediaType string) bool {
	switch mediaType {
	case "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp":
		return true
	}
	return false
}

func (p *program) printFinding(f library.Finding) error {
	if p.asJSON {
		return p.printJSON(f)
	}
	text := string(f.Class)
	if f.SHA256 != "" {
		text += " " + f.SHA256
	}
	if f.Item != "" {
		text += " item " + f.Item
	}
	if f.Name != "" {
		text += " " + printable(f.Name)
	}
	text += ": " + printable(f.Detail)
	if f.Repair != "" {
		text += " (" + f.Repair + ")"
	}
	_, err := fmt.Fprintln(p.stdout, text)
	return err
}

// judge says in the end what was found, and chooses the exit code.
func (p *program) judge(done *library.Checked) error {
	if p.asJSON {
		if err := p.printJSON(map[string]any{"checked": done}); err != nil {
			return err
		}
	}
	found := 0
	for _, n := range done.Findings {
		found += n
	}
	fmt.Fprintf(p.stderr, "%d items, %d files, %d bytes, %d of them read and compared: %d findings, %d repaired\n",
		done.Items, done.Blobs, done.Bytes, done.Read, found, done.Repaired)
	switch {
	case done.Damaged():
		return &exitError{exitDamage, errors.New("damage was found")}
	case done.Untidy() > 0:
		return &exitError{exitFindings, errors.New("there is disorder, but no damage; --repair puts it right")}
	}
	return nil
}

// rebuild makes the new index beside the old one, which is put aside only when
// the new one is whole.
func (p *program) rebuild(ctx context.Context, data string, store *disk.Store, log *slog.Logger) error {
	beside := filepath.Join(data, "index.rebuilt.sqlite")
	if err := moveIndex(beside, ""); err != nil {
		return err
	}
	done, err := rebuildIndex(ctx, data, beside, store, log)
	if err != nil {
		return err
	}
	aside := filepath.Join(data, "quarantine", "index-"+time.Now().UTC().Format("20060102T150405.000")+".sqlite")
	if err := moveIndex(filepath.Join(data, indexName), aside); err != nil {
		return err
	}
	if err := errors.Join(os.Rename(beside, filepath.Join(data, indexName)), syncDir(data)); err != nil {
		return err
	}
	return p.tellRebuilt(done)
}

func rebuildIndex(ctx context.Context, data, path string, store *disk.Store, log *slog.Logger) (*library.Rebuilt, error) {
	index, err := sqlite.Open(ctx, path, sqlite.Options{Log: log})
	if err != nil {
		return nil, err
	}
	done, err := rebuildInto(ctx, data, index, store, log)
	return done, errors.Join(err, index.Close())
}

func rebuildInto(ctx context.Context, data string, index *sqlite.Index, store *disk.Store, log *slog.Logger) (*library.Rebuilt, error) {
	secret, err := library.LoadSecret(filepath.Join(data, "secret"))
	if err != nil {
		return nil, err
	}
	accounts, err := library.NewAccounts(index, secret, library.AccountOptions{})
	if err != nil {
		return nil, err
	}
	return library.Rebuild(ctx, index, store, library.RebuildOptions{Accounts: accounts, Log: log})
}

// moveIndex renames a database with the files that belong to it, or removes
// them if to is "". What is not there need not be moved.
func moveIndex(from, to string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		var err error
		if to == "" {
			err = os.Remove(from + end)
		} else {
			err = os.Rename(from+end, to+end)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (p *program) tellRebuilt(done *library.Rebuilt) error {
	if p.asJSON {
		if err := p.printJSON(map[string]any{"rebuilt": done}); err != nil {
			return err
		}
	}
	for _, text := range done.Lost {
		fmt.Fprintln(p.stderr, "lost:", printable(text))
	}
	fmt.Fprintf(p.stderr, "made a new index: %d items, %d of them without a sidecar (account %q), %d albums, %d accounts\n",
		done.Items+done.Recovered, done.Recovered, library.RecoveredName, done.Albums, len(done.Accounts))
	for _, name := range done.Accounts {
		fmt.Fprintf(p.stderr, "set a new password: mediasock user passwd %s\n", printable(name))
	}
	if len(done.Lost) > 0 {
		return &exitError{exitDamage, errors.New("not everything came back")}
	}
	return nil
}
