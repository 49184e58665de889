package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// version is set by the build; without it the module's own version counts.
var version string

// A program is one run of the command in its surroundings.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string

	// Flags that every verb has.
	asJSON    bool
	logLevel  string
	logFormat string
	config    string
}

// run parses args, runs the verb and returns the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(ctx)
	var quiet *exitError
	if err != nil && !(errors.As(err, &quiet) && quiet.err == nil) {
		fmt.Fprintln(p.stderr, "mediasock:", errorText(err))
	}
	return exitCode(ctx, err)
}

const long = `Mediasock runs a service for your own media (serve, user, config), and uploads to and
searches in any MediaSock service by its domain (all other verbs).

A setting comes from its flag, else from the environment (--listen is MEDIASOCK_LISTEN),
else from mediasock.toml in the configuration directory, which MEDIASOCK_CONFIG names.

Exit codes:
  0  all went well                5  the domain offers no service
  1  it failed                    6  a check found errors
  2  wrong usage                  7  damage was found
  3  a part was done            130  interrupted
  4  a sign-in is needed`

// root returns the command with all its verbs.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "mediasock",
		Short:         "Keep your own media, and upload to and search in any service by its domain",
		Long:          long,
		Example:       "  mediasock serve\n  mediasock login example.org\n  mediasock upload ~/Pictures",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	flags := root.PersistentFlags()
	flags.BoolVar(&p.asJSON, "json", false, "print data as JSON, one value a line")
	flags.StringVar(&p.logLevel, "log-level", "info", "least level that is logged: debug, info, warn, error")
	flags.StringVar(&p.logFormat, "log-format", "auto", "form of the log: text, json, auto")
	flags.StringVar(&p.config, "config", "", "TOML file of settings (default mediasock.toml in the configuration directory)")
	root.AddCommand(p.verbs()...)
	finish(root, versionText())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError(err) })
	return root
}

// finish gives every command what all have: --version, settings from the
// environment and the file, and wrong arguments as wrong usage.
func finish(cmd *cobra.Command, version string) {
	cmd.Version = version
	if cmd.Args != nil {
		check := cmd.Args
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usageError(err)
			}
			return nil
		}
	}
	for _, c := range cmd.Commands() {
		finish(c, version)
	}
}

// versionText returns the version that the build set, else the module's.
func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

// logger returns the log that the flags ask for, on standard error.
func (p *program) logger() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(p.logLevel)); err != nil {
		return nil, usageError(fmt.Errorf("--log-level %q: want debug, info, warn or error", p.logLevel))
	}
	switch p.logFormat {
	case "json":
		return slog.New(slog.NewJSONHandler(p.stderr, &slog.HandlerOptions{Level: level})), nil
	case "text":
		return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level})), nil
	case "auto":
		if isTerminal(p.stderr) {
			return slog.New(tint.NewTextHandler(p.stderr, &tint.Options{Level: level})), nil
		}
		return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level})), nil
	}
	return nil, usageError(fmt.Errorf("--log-format %q: want text, json or auto", p.logFormat))
}

// isTerminal reports whether w is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// printJSON prints v as one line.
func (p *program) printJSON(v any) error {
	encoder := json.NewEncoder(p.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
