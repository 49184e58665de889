package campaign

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
)

// accountPassword is that of every account; clients sign in by app passwords.
const accountPassword = "a password of a campaign"

// newShelf makes a library with its accounts, by the program itself.
func (r *run) newShelf() (*shelf, error) {
	data := filepath.Join(r.Disk.Dir(), fmt.Sprintf("library%d", r.report.Libraries))
	l := &shelf{run: r, verifier: &verifier{data: data}}
	for n := range r.Accounts {
		name := fmt.Sprintf("c%d", n)
		password, err := addAccount(r.Program, data, name)
		if err != nil {
			return nil, err
		}
		l.accounts = append(l.accounts, &account{
			name: name, password: password, ledger: NewLedger(),
			rand: rand.New(rand.NewPCG(r.Seed, uint64(1000*r.report.Libraries+n))),
		})
	}
	return l, nil
}

// addAccount makes an account, and returns an app password of it.
func addAccount(program, data, name string) (string, error) {
	if _, err := runProgram(program, accountPassword, "user", "add", name, "--password-stdin", "--data", data); err != nil {
		return "", err
	}
	password, err := runProgram(program, "", "user", "app-password", name, "--label", "campaign", "--scope", "manage", "--data", data)
	return strings.TrimSpace(password), err
}

// runProgram runs the program to its end and returns what it prints.
func runProgram(program, in string, args ...string) (string, error) {
	c := exec.Command(program, args...)
	c.Stdin = strings.NewReader(in + "\n")
	var said tail
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return string(out), fmt.Errorf("campaign: %s %s: %w: %s", program, strings.Join(args, " "), err, &said)
	}
	return string(out), nil
}

// start runs the service.
func (l *shelf) start() (err error) {
	l.process, err = start(l.Program, serveArgs(l.data, l.listen)...)
	return err
}

func serveArgs(data, listen string) []string {
	return []string{"serve", "--data", data, "--listen", listen, "--log-level", "error"}
}

func (r *run) origin() string { return "http://" + r.listen }

// connect signs the clients in, once a library.
func (l *shelf) connect(ctx context.Context) error {
	for _, a := range l.accounts {
		if a.session != nil {
			continue
		}
		if err := a.connect(ctx, l.origin(), l.web); err != nil {
			return fmt.Errorf("campaign: %s cannot sign in: %w", a.name, err)
		}
	}
	return nil
}

// check has the program look through the library and every byte of it.
func (l *shelf) check(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if out, err := runProgram(l.Program, "", "fsck", "--read-data", "--json", "--data", l.data); err != nil {
		l.faults = append(l.faults, &Fault{What: fmt.Sprintf("fsck: %v: %s", err, out)})
	}
	return nil
}
