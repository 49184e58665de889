package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mediasock/mediasock/internal/mediatest"
)

// A terminal is what a person sits at: what the program shows there can be
// waited for, and keys can be pressed.
type terminal struct {
	t      *testing.T
	master *os.File
	cmd    *exec.Cmd

	mu    sync.Mutex
	shown bytes.Buffer
	more  *sync.Cond
	ended bool
}

// newTerminal runs the program on a terminal, with the state of h.
func newTerminal(h *house, args ...string) *terminal {
	h.t.Helper()
	return onTerminal(h, exec.Command("mediasock", args...))
}

// newShell runs a line of a shell on a terminal, with the state of h.
func newShell(h *house, line string) *terminal {
	h.t.Helper()
	return onTerminal(h, exec.Command("sh", "-c", line))
}

func onTerminal(h *house, cmd *exec.Cmd) *terminal {
	h.t.Helper()
	master, slave, err := openTerminal()
	if err != nil {
		h.t.Skipf("SKIPPED: nothing is tried on a terminal: %v", err)
	}
	defer slave.Close()
	term := &terminal{t: h.t, master: master, cmd: cmd}
	term.more = sync.NewCond(&term.mu)
	term.cmd.Env = append(os.Environ(), "MEDIASOCK_CONFIG="+h.config, "TERM=xterm")
	term.cmd.Stdin, term.cmd.Stdout, term.cmd.Stderr = slave, slave, slave
	term.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := term.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { master.Close() })
	go term.watch()
	return term
}

// openTerminal returns both ends of a new terminal of 100 by 30 characters.
func openTerminal() (master, slave *os.File, err error) {
	if master, err = os.OpenFile("/dev/ptmx", os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	fd := int(master.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 30, Col: 100})
	}
	if err == nil {
		slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		master.Close()
		return nil, nil, err
	}
	return master, slave, nil
}

// watch keeps what is shown, until the program has ended.
func (term *terminal) watch() {
	b := make([]byte, 4096)
	for {
		n, err := term.master.Read(b)
		term.mu.Lock()
		term.shown.Write(b[:n])
		term.ended = err != nil
		term.more.Broadcast()
		term.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// wait waits until text is shown.
func (term *terminal) wait(text string) {
	term.t.Helper()
	term.mu.Lock()
	defer term.mu.Unlock()
	for !strings.Contains(term.shown.String(), text) {
		if term.ended {
			term.t.Fatalf("%q is not shown: %q", text, term.shown.String())
		}
		term.more.Wait()
	}
}

// press types keys.
func (term *terminal) press(keys string) {
	term.t.Helper()
	if _, err := term.master.WriteString(keys); err != nil {
		term.t.Fatal(err)
	}
}

// end waits for the program's end and returns all that was shown and the exit
// code.
func (term *terminal) end() (shown string, code int) {
	term.t.Helper()
	code, _ = exitStatus(term.cmd.Wait())
	term.mu.Lock()
	defer term.mu.Unlock()
	for !term.ended {
		term.more.Wait()
	}
	return term.shown.String(), code
}

// echoes reports whether the terminal shows what is typed.
func (term *terminal) echoes() bool {
	term.t.Helper()
	state, err := unix.IoctlGetTermios(int(term.master.Fd()), unix.TCGETS)
	if err != nil {
		term.t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// waitSecret waits until the program asks for a password and the terminal shows
// no longer what is typed.
func (term *terminal) waitSecret() {
	term.t.Helper()
	term.wait("Password")
	for term.echoes() {
		time.Sleep(time.Millisecond)
	}
}

// A password that is typed is not shown.
func TestPasswordIsNotShown(t *testing.T) {
	h := newHouse(t)
	term := newTerminal(h, "login", h.address, "--user", "ada", "--password-store", "file")
	term.waitSecret()
	term.press(password + "\n")
	shown, code := term.end()
	if code != exitOK || !strings.Contains(shown, "signed in") || strings.Contains(shown, password) {
		t.Errorf("exit code %d, shown %q", code, shown)
	}
}

// Ctrl-C at the question for a password ends it, and leaves the terminal as it
// was.
func TestInterruptedPassword(t *testing.T) {
	h := newHouse(t)
	term := newTerminal(h, "login", h.address, "--user", "ada")
	term.waitSecret()
	term.press("half a pass\x03")
	if shown, code := term.end(); code != exitInterrupted || strings.Contains(shown, "half") {
		t.Errorf("exit code %d, shown %q, want %d", code, shown, exitInterrupted)
	}
	if !term.echoes() {
		t.Error("the terminal no longer shows what is typed")
	}
}

// On a terminal an upload shows a bar with rate and time left, and names only
// files that make problems.
func TestProgressOnATerminal(t *testing.T) {
	h := newHouse(t)
	dir := filepath.Join(t.TempDir(), "Pictures")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		photo := mediatest.Photo(mediatest.PhotoOptions{Width: 640, Height: 480, Grain: 30, Title: fmt.Sprint(i)})
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.jpg", i)), photo, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shown, code := newTerminal(h, "upload", dir, "missing.jpg").end()
	if code != exitPartly {
		t.Errorf("exit code %d, want %d", code, exitPartly)
	}
	for _, want := range []string{"B of ", "B/s", " left", "missing.jpg: failed: ", "12 uploaded, 1 failed"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the terminal does not show %q: %q", want, shown)
		}
	}
	if strings.Contains(shown, "11.jpg") {
		t.Errorf("the terminal names a file that made no problems: %q", shown)
	}
}
