package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/upload"
)

// uploadOptions are the flags of upload.
type uploadOptions struct {
	to       string
	scan     upload.ScanOptions
	dryRun   bool
	again    bool
	parallel int
}

func (p *program) uploadVerb() *cobra.Command {
	var o uploadOptions
	cmd := p.command(verb{
		use: "upload PATH…", short: "Upload files and folders",
		long: "Upload sends files, and folders with all that is below them, several at once. A folder\n" +
			"becomes an album of its name. What went is remembered by its content, so that running it\n" +
			"again sends only what is new. Interrupt it at any time and run it again.",
		example: "  mediasock upload ~/Pictures/Crete --to example.org\n  mediasock upload *.jpg --album 'Best of 2025' --dry-run",
		args:    cobra.MinimumNArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.upload(ctx, o, args) },
	})
	flags := cmd.Flags()
	flags.StringVar(&o.to, "to", "", "the service; not needed where there is only one sign-in")
	flags.StringVar(&o.scan.Album, "album", "", "put everything into the album of this title")
	flags.BoolVar(&o.scan.NoAlbums, "no-albums", false, "make no albums of folders")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be sent, and send nothing")
	flags.BoolVar(&o.again, "again", false, "ask the service about files that it is known to have, too")
	flags.IntVar(&o.parallel, "parallel", 4, "files sent at once")
	return cmd
}

func (p *program) upload(ctx context.Context, o uploadOptions, paths []string) error {
	if o.parallel < 1 {
		return usageError(fmt.Errorf("--parallel %d: want 1 or more", o.parallel))
	}
	c, err := p.destination(ctx, o.to)
	if err != nil {
		return err
	}
	defer c.close()
	dir, err := p.configDir()
	if err != nil {
		return err
	}
	ledger, err := upload.OpenLedger(dir, c.ledgerName(), c.signIn.User)
	if err != nil {
		return err
	}
	progress := p.newProgress(upload.Scan(paths, o.scan))
	u := &upload.Uploader{
		Session: c.session, Ledger: ledger, Parallel: o.parallel, DryRun: o.dryRun, Again: o.again,
		Report: progress.report, Progress: progress.read,
	}
	summary, err := u.Run(ctx, upload.Scan(paths, o.scan))
	progress.stop()
	err = errors.Join(err, progress.err, ledger.Close())
	p.printSummary(summary)
	return uploadError(summary, err)
}

// uploadError is what a run ends with: exit code 3 where some files went and
// some did not.
func uploadError(s upload.Summary, err error) error {
	switch {
	case err != nil:
		return err
	case s.Problems == 0:
		return nil
	case s.Problems == total(s):
		return &exitError{code: exitFailed}
	}
	return &exitError{code: exitPartly}
}

func total(s upload.Summary) int {
	n := 0
	for _, count := range s.Files {
		n += count
	}
	return n
}

func (p *program) printSummary(s upload.Summary) {
	var parts []string
	for _, outcome := range []upload.Outcome{upload.Uploaded, upload.Exists, upload.Known, upload.WouldUpload, upload.Refused, upload.Failed} {
		if n := s.Files[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcome))
		}
	}
	if len(parts) == 0 {
		parts = []string{"no files"}
	}
	fmt.Fprintln(p.stderr, strings.Join(parts, ", "))
}

// uploadLine is a file's result as JSON.
type uploadLine struct {
	Path     string   `json:"path"`
	Album    []string `json:"album,omitempty"`
	Size     int64    `json:"size"`
	Outcome  string   `json:"outcome"`
	Item     string   `json:"item,omitempty"`
	Resource string   `json:"resource,omitempty"`
	Error    string   `json:"error,omitempty"`
}

// printResult prints what became of a file. What is known already is passed
// over, unless JSON is wanted.
func (p *program) printResult(r upload.Result) error {
	line := uploadLine{Path: r.Path, Album: r.Album, Size: r.Size, Outcome: string(r.Outcome)}
	if r.Item != nil {
		line.Item, line.Resource = r.Item.ID, r.Item.Resource
	}
	if r.Err != nil {
		line.Error = errorText(r.Err)
	}
	switch {
	case p.asJSON:
		return p.printJSON(line)
	case r.Err != nil:
		fmt.Fprintf(p.stderr, "%s: %s: %s\n", printable(r.Path), r.Outcome, line.Error)
		return nil
	case r.Outcome == upload.Known:
		return nil
	}
	_, err := fmt.Fprintln(p.stdout, strings.TrimSpace(fmt.Sprintf("%s: %s %s", printable(r.Path), r.Outcome, printable(line.Resource))))
	return err
}
