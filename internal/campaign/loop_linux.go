package campaign

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// shutdownFS is FS_IOC_SHUTDOWN of the kernel, and withoutFlush its flag that
// not even the journal in memory is written: what was not synced is lost, as
// when the power goes.
const (
	shutdownFS   = 0x8004587d
	withoutFlush = 2
)

// A Loop is a file system in a file, whose power can be cut.
type Loop struct {
	kind  string // "ext4", "xfs"
	image string
	dir   string
}

var _ Disk = (*Loop)(nil)

// NewLoop makes a file system of a kind in a file in dir, and mounts it. Only
// root can, where the kernel has loop devices; Close unmounts it.
func NewLoop(dir, kind string) (*Loop, error) {
	l := &Loop{kind: kind, image: filepath.Join(dir, kind+".img"), dir: filepath.Join(dir, kind)}
	f, err := os.Create(l.image)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Truncate(1<<30), f.Close()); err != nil {
		return nil, err
	}
	if err := command("mkfs."+kind, mkfsArgs(kind, l.image)...); err != nil {
		return nil, err
	}
	if err := os.Mkdir(l.dir, 0o700); err != nil {
		return nil, err
	}
	return l, l.mount()
}

func mkfsArgs(kind, image string) []string {
	if kind == "ext4" {
		return []string{"-q", "-F", image}
	}
	return []string{"-q", "-f", image}
}

func (l *Loop) mount() error { return command("mount", "-o", "loop", l.image, l.dir) }

// Dir implements Disk.
func (l *Loop) Dir() string { return l.dir }

// Cut implements Disk.
func (l *Loop) Cut() error {
	f, err := os.Open(l.dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.IoctlSetPointerInt(int(f.Fd()), shutdownFS, withoutFlush); err != nil {
		return fmt.Errorf("campaign: the file system does not shut down: %w", err)
	}
	return nil
}

// Dark implements Disk. A sync that the kernel is at when the file system shuts
// down may succeed although nothing was written (ext4: its transaction is neither
// running nor committing any more).
func (l *Loop) Dark() bool { return true }

// Mend implements Disk: the journal is replayed by the mount, as after a start.
func (l *Loop) Mend() error {
	if err := l.unmount(); err != nil {
		return err
	}
	return l.mount()
}

// unmount waits for the last file of a process that has died.
func (l *Loop) unmount() (err error) {
	for range 200 {
		if err = unix.Unmount(l.dir, 0); !errors.Is(err, unix.EBUSY) {
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
	return err
}

// Close unmounts the file system. Its file stays.
func (l *Loop) Close() error { return l.unmount() }

func command(program string, args ...string) error {
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("campaign: %s: %w: %s", program, err, out)
	}
	return nil
}
