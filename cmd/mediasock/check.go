package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/check"
	"github.com/mediasock/mediasock/client"
)

// checkFlags are what check may be told.
type checkFlags struct {
	user      string
	stdin     bool
	write     bool
	junit     bool
	clearText bool
	strict    bool
}

func (p *program) checkVerb() *cobra.Command {
	var f checkFlags
	cmd := p.command(verb{
		use: "check URL", short: "Test a service against the specification",
		long: "Check tests any service against MediaSock 1.4, and its search against the Open Media Profile,\n" +
			"OpenSearch, Atom and Media RSS: each finding has the number of its rule, its place, what the\n" +
			"specification says, and how to mend it. A domain is tested for both, an address with a path\n" +
			"for what it is: an endpoint, a search description, or a page that links to one. Without\n" +
			"--login it sees what strangers see. The exit code is 6 where errors were found.",
		example: "  mediasock check example.org\n  mediasock check https://example.org/mediasock/ --login ann --write\n" +
			"  mediasock check https://example.org/opensearch.xml\n" +
			"  mediasock check example.org --junit > report.xml",
		args: cobra.ExactArgs(1),
		run:  func(ctx context.Context, args []string) error { return p.checkService(ctx, args[0], f) },
	})
	flags := cmd.Flags()
	flags.StringVar(&f.user, "login", "", "sign in as this user, and test what is seen then")
	flags.BoolVar(&f.stdin, "password-stdin", false, "read the password from standard input")
	flags.BoolVar(&f.write, "write", false, "upload a picture into an album of the check's own (needs --login)")
	flags.BoolVar(&f.junit, "junit", false, "print JUnit XML")
	flags.BoolVar(&f.strict, "strict", false, "fail on warnings too")
	flags.BoolVar(&f.clearText, "insecure-http", false, "let the password travel over plain http")
	return cmd
}

func (p *program) checkService(ctx context.Context, url string, f checkFlags) error {
	switch {
	case f.write && f.user == "":
		return usageError(errors.New("--write needs --login"))
	case f.junit && p.asJSON:
		return usageError(errors.New("--json and --junit exclude each other"))
	}
	o := check.Options{Write: f.write}
	if f.user != "" {
		password, err := p.askPassword(ctx, bufio.NewReader(p.stdin), f.stdin, "Password of "+f.user+": ")
		if err != nil {
			return err
		}
		o.Login = &mediasock.Credentials{Username: f.user, Password: password}
	}
	checker := &check.Checker{Policy: client.Policy{ClearText: f.clearText}}
	report, err := checker.Run(ctx, url, o)
	if err != nil {
		return noService(url, err)
	}
	if err := p.printReport(report, f.junit); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if !report.Passed() || f.strict && report.Count(check.Warning) > 0 {
		return &exitError{code: exitFindings}
	}
	return nil
}

func (p *program) printReport(r *check.Report, junit bool) error {
	switch {
	case junit:
		return check.WriteJUnit(p.stdout, r)
	case p.asJSON:
		return check.WriteJSON(p.stdout, r)
	}
	return check.WriteText(p.stdout, r, isTerminal(p.stdout) && p.getenv("NO_COLOR") == "")
}
