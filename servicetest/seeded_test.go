package servicetest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/servicetest"
)

const seededVariable = "MEDIASOCK_SEEDED_FAULTS"

// house returns what opens sessions of a new library in memory.
func house(t *testing.T) func(t *testing.T, name string, scope mediasock.Scope) full {
	t.Helper()
	lib, err := library.Open(t.Context(), mem.NewIndex(), mem.NewStore(), library.Options{Title: "Seeded", ID: "com.example.seeded"})
	if err != nil {
		t.Fatal(err)
	}
	users := map[string]library.ID{}
	return func(t *testing.T, name string, scope mediasock.Scope) full {
		t.Helper()
		var user *mediasock.User
		if name != "" {
			if _, ok := users[name]; !ok {
				row := &library.User{Name: name}
				if err := lib.Index().AddUser(t.Context(), row); err != nil {
					t.Fatal(err)
				}
				users[name] = row.ID
			}
			user = &mediasock.User{ID: users[name].String(), Name: name, Scope: scope}
		}
		s, err := lib.Session(mediasock.WithBase(t.Context(), "http://example.com"), user)
		if err != nil {
			t.Fatal(err)
		}
		return s.(full)
	}
}

// faultyOptions are those of a suite whose sessions have a fault.
func faultyOptions(t *testing.T, seed seeded) servicetest.Options {
	t.Helper()
	open := house(t)
	var f fault
	if seed.fault != nil {
		f = seed.fault()
	}
	own := func(t *testing.T) mediasock.Session { return &faulty{open(t, "ann", mediasock.ScopeManage), f} }
	o := servicetest.Options{
		New:      own,
		Other:    func(t *testing.T) mediasock.Session { return open(t, "bob", mediasock.ScopeManage) },
		Stranger: func(t *testing.T) mediasock.Session { return open(t, "", 0) },
		Scoped:   func(t *testing.T, scope mediasock.Scope) mediasock.Session { return open(t, "ann", scope) },
	}
	if seed.name != "does not stream" {
		o.Large = 1 << 16
	}
	switch seed.of {
	case "other":
		o.Other = own
	case "stranger":
		o.Stranger = own
	case "reader":
		o.Scoped = func(t *testing.T, _ mediasock.Scope) mediasock.Session { return own(t) }
	}
	return o
}

// TestWithoutFault: the wrapper by itself passes.
func TestWithoutFault(t *testing.T) {
	servicetest.Test(t, faultyOptions(t, seeded{}))
}

// TestFaultySessions runs the suite on every faulty session. It fails, and is
// meant to: TestSeededFaults runs it in a process of its own.
func TestFaultySessions(t *testing.T) {
	if os.Getenv(seededVariable) == "" {
		t.Skip("run by TestSeededFaults")
	}
	for _, seed := range seededFaults {
		t.Run(seed.name, func(t *testing.T) { servicetest.Test(t, faultyOptions(t, seed)) })
	}
}

// TestSeededFaults: the suite notices every fault, by the test that is about it.
func TestSeededFaults(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFaultySessions$", "-test.v")
	cmd.Env = append(os.Environ(), seededVariable+"=1")
	out, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); !failed {
		t.Fatalf("the suite on faulty sessions: %v, want it to fail", err)
	}
	failed := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		_, name, ok := strings.Cut(strings.TrimSpace(line), "--- FAIL: TestFaultySessions/")
		if ok {
			name, _, _ = strings.Cut(strings.ReplaceAll(name, "_", " "), " (")
			fault, test, _ := strings.Cut(name, "/")
			failed[fault] = append(failed[fault], test)
		}
	}
	for _, seed := range seededFaults {
		if !strings.Contains(strings.Join(failed[seed.name], "\n"), seed.noticed) {
			t.Errorf("the fault %q fails %q, want %q among them", seed.name, failed[seed.name], seed.noticed)
		}
	}
	if strings.Contains(string(out), "panic:") {
		t.Errorf("the suite panics:\n%s", out)
	}
}
