package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts, and tests that need a process of its own, run the
// program as the command "mediasock".
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mediasock": func() { os.Exit(mainCode()) },
		"http":      httpMain,
	})
}

// TestScripts runs the manual: testdata/*.txtar tell in running text what the
// program does.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		Setup:               surroundings,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition:           conditions,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"certificate": makeCertificate,
			"exits":       exits,
			"interrupt":   interrupt,
			"mode":        mode,
			"photos":      makePhotos,
			"serve":       startService,
			"setup":       setUp,
			"static":      startStatic,
			"down":        stopService,
			"variable":    variable,
		},
	})
}

// surroundings are a home without a keyring, and a place for what a script
// starts.
func surroundings(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, "home")
	env.Setenv("HOME", home)
	env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(home, "no-bus"))
	env.Setenv("network", networkAddress())
	if runtime.GOOS != "linux" { // where the keyring is no matter of the environment
		env.Setenv("MEDIASOCK_PASSWORD_STORE", "file")
	}
	env.Values[servicesKey{}] = make(started)
	return os.Mkdir(home, 0o700)
}

// conditions are what a script can ask for beyond what testscript knows.
func conditions(name string) (bool, error) {
	switch name {
	case "root":
		return os.Getuid() == 0, nil
	case "network":
		return networkAddress() != "", nil
	}
	return false, errors.New("unknown condition")
}

// exits is "exits CODE PROGRAM ARG…": the program must end with the exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	if got, err := exitStatus(err); got != want {
		ts.Fatalf("exit code %d (%v), want %d", got, err, want)
	}
}

// exitStatus returns the exit code in what exec returned; -1 if the program did
// not run.
func exitStatus(err error) (int, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit):
		return exit.ExitCode(), err
	}
	return -1, err
}

// mode is "mode OCTAL FILE…": the files must have the permissions.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: mode OCTAL FILE…")
	}
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if got := info.Mode().Perm(); got != os.FileMode(want) {
			ts.Fatalf("mode of %s is %o, want %o", name, got, want)
		}
	}
}

// variable is "variable NAME": keeps the line that the last program printed.
func variable(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: variable NAME")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}
