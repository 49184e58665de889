package campaign

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

var (
	loopCuts = flag.Int("loop.cuts", 5, "how often TestLoop cuts the power of each file system")
	loopDir  = flag.String("loop.dir", "", "where TestLoop keeps its file systems; a temporary directory unless set")
)

// writers are those that sync what they write; one more does not.
const writers = 4

// TestMain is the process whose power is cut, too.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LOOP_WRITERS"); dir != "" {
		writeUntilKilled(dir)
		return
	}
	flag.Parse()
	os.Exit(m.Run())
}

// writeUntilKilled appends numbers to files and says which of them are synced.
func writeUntilKilled(dir string) {
	var all sync.WaitGroup
	for w := range writers + 1 {
		all.Go(func() {
			f, err := os.Create(filepath.Join(dir, strconv.Itoa(w)))
			for n := uint64(1); err == nil; n++ {
				if _, err = f.Write(binary.BigEndian.AppendUint64(nil, n)); err == nil && w < writers {
					err = unix.Fdatasync(int(f.Fd()))
				} else {
					time.Sleep(time.Millisecond)
				}
				if err == nil {
					_, err = fmt.Println(w, n)
				}
			}
		})
	}
	all.Wait()
}

// A cut of a process that stands still loses nothing that it said was synced,
// and does lose what was not: the campaigns rest on both. What a process that
// goes on says while the power goes is counted, and is why they excuse it.
func TestLoop(t *testing.T) {
	for _, kind := range []string{"ext4", "xfs"} {
		t.Run(kind, func(t *testing.T) {
			l := newTestLoop(t, kind)
			still := cutOften(t, l, true)
			if still.synced > 0 {
				t.Errorf("%d synced writes were lost in %d cuts of a process that stood still", still.synced, *loopCuts)
			}
			if still.plain == 0 {
				t.Errorf("%d cuts lost nothing that was not synced: they cut no power", *loopCuts)
			}
			moving := cutOften(t, l, false)
			t.Logf("%d cuts each: still %+v; going on %+v", *loopCuts, still, moving)
		})
	}
}

func newTestLoop(t *testing.T, kind string) *Loop {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: no power is cut: only root can mount a file system")
	}
	dir, err := os.MkdirTemp(*loopDir, "loop")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := NewLoop(dir, kind)
	if err != nil {
		t.Skipf("SKIPPED: no power is cut: no %s can be mounted from a file: %v", kind, err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// losses counts numbers that were said to be written and are not there.
type losses struct{ told, synced, plain int }

func cutOften(t *testing.T, l *Loop, still bool) (all losses) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	for range *loopCuts {
		told := cutOnce(t, l, time.Duration(random.Int64N(int64(30*time.Millisecond))), still)
		for w, want := range told {
			got := numbers(t, filepath.Join(l.Dir(), strconv.Itoa(w)))
			if all.told += want; w < writers {
				all.synced += max(0, want-got)
			} else {
				all.plain += max(0, want-got)
			}
		}
	}
	return all
}

// cutOnce cuts the power of the writers, and returns how far each said it was.
func cutOnce(t *testing.T, l *Loop, after time.Duration, still bool) (told [writers + 1]int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), "LOOP_WRITERS="+l.Dir()), os.Stderr
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait() // it is killed
	heard := make(chan [writers + 1]int, 1)
	go func() { heard <- hear(said) }()
	time.Sleep(10*time.Millisecond + after)
	if still {
		err = freeze(cmd.Process)
	}
	if err == nil {
		err = l.Cut()
	}
	if !still {
		time.Sleep(after / 10)
	}
	if killErr := cmd.Process.Kill(); err == nil {
		err = killErr
	}
	told = <-heard
	if err == nil {
		err = l.Mend()
	}
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// hear reads what the writers say until they are dead.
func hear(r io.Reader) (told [writers + 1]int) {
	for lines := bufio.NewScanner(r); lines.Scan(); {
		var w, n int
		if _, err := fmt.Sscan(lines.Text(), &w, &n); err == nil {
			told[w] = n
		}
	}
	return told
}

// numbers returns how many of a writer's numbers are in its file, from the first
// without a gap, and removes it.
func numbers(t *testing.T, path string) int {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; len(b) >= 8 && binary.BigEndian.Uint64(b) == uint64(n+1); b = b[8:] {
		n++
	}
	return n
}
