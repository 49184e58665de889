package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/upload"
)

// uploadOptions are the flags of upload.
type uploadOptions struct {
	to       string
	scan     upload.ScanOptions
	asIs     bool
	name     string
	dryRun   bool
	again    bool
	keep     bool
	parallel int
	report   string
	watch    bool
	every    time.Duration
}

func (p *program) uploadVerb() *cobra.Command {
	var o uploadOptions
	var cmd *cobra.Command
	cmd = p.command(verb{
		use: "upload PATH…", short: "Upload files and folders",
		long: "Upload sends files, and folders with all that is below them, several at once. A folder\n" +
			"becomes an album of its name, and so does a ZIP file; - is standard input. What lies beside a\n" +
			"file and says something of it (XMP, the JSON of Google Takeout) is sent with it. What went is\n" +
			"remembered by its content, so that running it again sends only what is new: a file that has\n" +
			"changed replaces its item where the service can do that and both were made at the same time,\n" +
			"as an edited picture is and another one of the name is not; a changed sidecar updates what is\n" +
			"said of it. Interrupt it at any time and run it again.",
		example: "  mediasock upload ~/Pictures/Crete --to example.org\n  mediasock upload *.jpg --album 'Best of 2025' --dry-run\n" +
			"  mediasock upload --watch ~/Camera\n  scan-page | mediasock upload - --name page1.png",
		args: cobra.MinimumNArgs(1),
		run: func(ctx context.Context, args []string) error {
			if cmd.Flags().Changed("parallel") && o.parallel < 1 {
				return usageError(fmt.Errorf("--parallel %d: want 1 or more", o.parallel))
			}
			return p.upload(ctx, o, args)
		},
	})
	flags := cmd.Flags()
	flags.StringVar(&o.to, "to", "", "the service, or folder:PATH; not needed where there is only one sign-in")
	flags.StringVar(&o.scan.Album, "album", "", "put everything into the album of this title")
	flags.BoolVar(&o.scan.NoAlbums, "no-albums", false, "make no albums of folders")
	flags.BoolVar(&o.scan.NoSidecars, "no-sidecars", false, "take XMP and JSON files beside others for files like them")
	flags.BoolVar(&o.asIs, "zip-as-file", false, "send a ZIP file as it is")
	flags.StringVar(&o.name, "name", "", "name of the file that standard input is")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be sent, and send nothing")
	flags.BoolVar(&o.again, "again", false, "ask the service about files that it is known to have, too")
	flags.BoolVar(&o.keep, "keep", false, "let a file that has changed become a new item, and replace none")
	flags.IntVar(&o.parallel, "parallel", 0, "files sent at once (default what the service bears well)")
	flags.StringVar(&o.report, "report", "", "file to add a line of JSON to for every file, with what became of it and why")
	flags.BoolVar(&o.watch, "watch", false, "go on, and send what comes to the folders")
	flags.DurationVar(&o.every, "every", 10*time.Second, "how often --watch looks")
	return cmd
}

func (o *uploadOptions) check(paths []string) error {
	switch stdin := slices.Contains(paths, "-"); {
	case o.every < time.Second:
		return fmt.Errorf("--every %v: want a second or more", o.every)
	case stdin && len(paths) > 1:
		return errors.New("- stands alone")
	case stdin && o.name == "":
		return errors.New("- needs --name, the name of the file")
	case stdin && o.watch:
		return errors.New("--watch looks at folders, not at standard input")
	}
	return nil
}

func (p *program) upload(ctx context.Context, o uploadOptions, paths []string) error {
	if err := o.check(paths); err != nil {
		return usageError(err)
	}
	o.scan.Archives = !o.asIs
	d, err := p.destination(ctx, o.to)
	if err != nil {
		return err
	}
	defer d.close()
	dir, err := p.configDir()
	if err != nil {
		return err
	}
	ledger, err := upload.OpenLedger(dir, d.ledgerName(), d.signIn.User)
	if err != nil {
		return err
	}
	report, err := p.openReport(o.report)
	if err != nil {
		return errors.Join(err, ledger.Close())
	}
	s := &sending{program: p, options: o, paths: paths, report: report, uploader: upload.Uploader{
		Session: d.session, Ledger: ledger, Parallel: cmp.Or(o.parallel, d.parallel),
		DryRun: o.dryRun, Again: o.again, Keep: o.keep,
	}}
	return errors.Join(s.run(ctx), report.close(), ledger.Close())
}

// sending is one call of upload.
type sending struct {
	program  *program
	options  uploadOptions
	paths    []string
	report   *reportFile
	uploader upload.Uploader
}

func (s *sending) run(ctx context.Context) error {
	switch {
	case s.options.watch:
		return s.watch(ctx)
	case s.paths[0] == "-":
		return s.stream(ctx)
	}
	return s.once(ctx, upload.Scan(s.paths, s.options.scan))
}

// once sends the files and says what became of them.
func (s *sending) once(ctx context.Context, files iter.Seq2[upload.File, error]) error {
	summary, err := s.send(ctx, files)
	s.program.printSummary(summary)
	return uploadError(summary, err)
}

func (s *sending) send(ctx context.Context, files iter.Seq2[upload.File, error]) (upload.Summary, error) {
	progress := s.program.newProgress(files)
	u := s.uploader
	u.Progress = progress.read
	u.Report = func(r upload.Result) {
		progress.report(r)
		s.report.add(r)
	}
	summary, err := u.Run(ctx, files)
	progress.stop()
	return summary, errors.Join(err, progress.err)
}

// stream sends standard input.
func (s *sending) stream(ctx context.Context) error {
	var album []string
	if s.options.scan.Album != "" {
		album = []string{s.options.scan.Album}
	}
	f, remove, err := upload.Spool(s.program.stdin, s.options.name, album, time.Now())
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	one := func(yield func(upload.File, error) bool) { yield(f, nil) }
	return errors.Join(s.once(ctx, one), remove())
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
	for _, outcome := range []upload.Outcome{upload.Uploaded, upload.Replaced, upload.Updated, upload.Exists, upload.Known, upload.WouldUpload, upload.PassedOver, upload.Refused, upload.Failed} {
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

func lineOf(r upload.Result) uploadLine {
	line := uploadLine{Path: r.Path, Album: r.Album, Size: r.Size, Outcome: string(r.Outcome)}
	if r.Item != nil {
		line.Item, line.Resource = r.Item.ID, r.Item.Resource
	}
	if r.Err != nil {
		line.Error = errorText(r.Err)
	}
	return line
}

// printResult prints what became of a file. What is known already, or no file to
// send, is passed over, unless JSON is wanted.
func (p *program) printResult(r upload.Result) error {
	line := lineOf(r)
	switch {
	case p.asJSON:
		return p.printJSON(line)
	case r.Outcome == upload.Known || r.Outcome == upload.PassedOver:
		return nil
	case r.Err != nil:
		fmt.Fprintf(p.stderr, "%s: %s: %s\n", printable(r.Path), r.Outcome, line.Error)
		return nil
	}
	_, err := fmt.Fprintln(p.stdout, strings.TrimSpace(fmt.Sprintf("%s: %s %s", printable(r.Path), r.Outcome, printable(line.Resource))))
	return err
}
