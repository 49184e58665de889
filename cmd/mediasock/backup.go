package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// backupOptions say what is backed up.
type backupOptions struct {
	data          string
	verify        bool
	withoutSecret bool
	prune         bool
}

func (p *program) backupVerb() *cobra.Command {
	var o backupOptions
	cmd := p.command(verb{
		use: "backup DIR", short: "Copy the whole library, while the service runs or not",
		long: "Backup copies the library into a directory, which it makes. The index is copied as it is at one\n" +
			"moment, the files after it; the service need not stop. Done again, only what is new is copied.\n" +
			"An earlier backup in the directory stays whole until the new one is.\n\n" +
			"SHA256SUMS names every file with its hash, for \"sha256sum -c\". The secret of the accounts is\n" +
			"included unless --without-secret is given; without it app passwords cannot be used after a restore.",
		example: "  mediasock backup /mnt/backup/mediasock\n  mediasock backup /mnt/backup/mediasock --verify --data ~/media",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.backup(ctx, args[0], o) },
	})
	cmd.Flags().StringVar(&o.data, "data", p.dataDir(), "the data directory")
	cmd.Flags().BoolVar(&o.verify, "verify", false, "read and compare the files too that are there already")
	cmd.Flags().BoolVar(&o.withoutSecret, "without-secret", false, "leave the secret of the accounts out")
	cmd.Flags().BoolVar(&o.prune, "prune", false, "delete files from the backup that the library no longer has")
	return cmd
}

func (p *program) backup(ctx context.Context, dir string, o backupOptions) (err error) {
	log, err := p.logger()
	if err != nil {
		return err
	}
	from, err := disk.OpenReadOnly(ctx, o.data, disk.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := makeParents(dir); err != nil {
		return err
	}
	to, err := disk.Open(ctx, dir, disk.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	b := &backup{backupOptions: o, dir: dir, from: from, to: to, log: log}
	if err := b.run(ctx); err != nil {
		return err
	}
	return p.tellBackup(b)
}

// A backup is one run.
type backup struct {
	backupOptions
	dir      string
	from, to *disk.Store
	log      *slog.Logger
	manifest manifest
	copied   *library.Copied
	pruned   int
}

// snapshots is how often a backup begins anew because files were deleted while
// it ran.
const snapshots = 3

// run copies the index, then the files that it names. Those that were purged
// meanwhile are in the copy of the index and nowhere else: then that is taken
// anew. The backup counts from the moment its manifest is in place.
func (b *backup) run(ctx context.Context) (err error) {
	for range snapshots {
		if err := b.snapshot(ctx); err != nil {
			return err
		}
		if err := b.copy(ctx); err != nil {
			return errors.Join(err, os.Remove(filepath.Join(b.dir, b.manifest.Index)))
		}
		if len(b.copied.Missing) == 0 {
			break
		}
	}
	if err := b.copySecret(); err != nil {
		return err
	}
	if err := b.writeManifest(); err != nil {
		return err
	}
	if err := dropIndexes(b.dir, b.manifest.Index); err != nil {
		return err
	}
	if b.prune {
		return b.pruneBlobs(ctx)
	}
	return nil
}

func (b *backup) snapshot(ctx context.Context) error {
	if b.manifest.Index != "" {
		if err := os.Remove(filepath.Join(b.dir, b.manifest.Index)); err != nil {
			return err
		}
	}
	if err := awaitRows(ctx, b.data, b.from, b.log); err != nil {
		return err
	}
	b.manifest = manifest{Format: manifestFormat, Made: time.Now().UTC()}
	b.manifest.Index = indexPrefix + b.manifest.Made.Format("20060102T150405.000000000") + indexSuffix
	return sqlite.Snapshot(ctx, filepath.Join(b.data, indexName), filepath.Join(b.dir, b.manifest.Index))
}

// copy copies the files that the index in the backup names.
func (b *backup) copy(ctx context.Context) (err error) {
	index, err := sqlite.OpenReadOnly(ctx, filepath.Join(b.dir, b.manifest.Index), sqlite.Options{Log: b.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	if b.copied, err = library.CopyBlobs(ctx, index, b.from, b.to, library.CopyOptions{Verify: b.verify}); err != nil {
		return err
	}
	b.manifest.Files, b.manifest.Bytes = len(b.copied.Blobs), b.copied.Bytes
	print, err := library.Fingerprint(ctx, index)
	b.manifest.Contents = fmt.Sprintf("%x", print)
	return err
}

func (b *backup) copySecret() error {
	to := filepath.Join(b.dir, "secret")
	if b.withoutSecret {
		if err := os.Remove(to); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	b.manifest.Secret = true
	return copySecret(filepath.Join(b.data, "secret"), to)
}

// copySecret copies a secret over an earlier one.
func copySecret(from, to string) error {
	secret, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("the secret of the accounts: %w", err)
	}
	return writeWhole(to, func(f *os.File) error {
		_, err := f.Write(secret)
		return err
	})
}

// pruneBlobs deletes what only earlier backups named.
func (b *backup) pruneBlobs(ctx context.Context) error {
	needed := make(map[library.Digest]bool, len(b.copied.Blobs))
	for _, blob := range b.copied.Blobs {
		needed[blob.Digest] = true
	}
	for blob, err := range b.to.List(ctx) {
		if err != nil {
			return err
		}
		if needed[blob.Digest] {
			continue
		}
		if err := b.to.Delete(ctx, blob.Digest); err != nil {
			return err
		}
		b.pruned++
	}
	return nil
}

// backupResult is a backup as JSON.
type backupResult struct {
	Dir      string   `json:"dir"`
	Files    int      `json:"files"`
	Bytes    int64    `json:"bytes"`
	New      int      `json:"new"`
	NewBytes int64    `json:"newBytes"`
	Secret   bool     `json:"secret"`
	Pruned   int      `json:"pruned,omitempty"`
	Missing  []string `json:"missing,omitempty"`
	Damaged  []string `json:"damaged,omitempty"`
}

func (p *program) tellBackup(b *backup) error {
	if p.asJSON {
		err := p.printJSON(backupResult{b.dir, b.manifest.Files, b.manifest.Bytes, b.copied.New, b.copied.NewBytes,
			b.manifest.Secret, b.pruned, digests(b.copied.Missing), digests(b.copied.Damaged)})
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(p.stderr, "%d files of %d bytes are in the backup, %d of them new\n", b.manifest.Files, b.manifest.Bytes, b.copied.New)
	if b.manifest.Secret {
		fmt.Fprintln(p.stderr, "the backup holds the secret of the accounts: whoever can read it can use app passwords; keep it where others cannot")
	}
	return p.tellNotCopied(b.copied)
}

// tellNotCopied names the files that could not be copied, which is damage.
func (p *program) tellNotCopied(c *library.Copied) error {
	for _, d := range digests(c.Missing) {
		fmt.Fprintln(p.stderr, "missing:", d)
	}
	for _, d := range digests(c.Damaged) {
		fmt.Fprintln(p.stderr, "damaged:", d)
	}
	if n := len(c.Missing) + len(c.Damaged); n > 0 {
		return &exitError{exitDamage, fmt.Errorf("%d files are missing or damaged and were not copied; all others were", n)}
	}
	return nil
}

func digests(list []library.Digest) []string {
	var texts []string
	for _, d := range list {
		texts = append(texts, fmt.Sprintf("%x", d))
	}
	return texts
}
