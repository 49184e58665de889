package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// diskSize is that of the file system in a file. The file has holes: it takes no
// more than is written.
const diskSize = 48 << 30

// place makes the directory that all servers work in; remove gives it back.
func (b *bench) place(w io.Writer) (dir string, remove func(), err error) {
	base, err := os.MkdirTemp("", "mediasock-upload-")
	if err != nil {
		return "", nil, err
	}
	clear := func() { os.RemoveAll(base) }
	if !b.loop {
		fmt.Fprintf(w, "file system: whatever %s is on; ext4 in a file needs root\n", base)
		return base, clear, nil
	}
	dir, unmount, err := mount(base)
	if err != nil {
		clear()
		return "", nil, fmt.Errorf("ext4 in a file (-loop=false goes without): %w", err)
	}
	fmt.Fprintln(w, "file system: ext4 in a file")
	return dir, func() { unmount(); clear() }, nil
}

func mount(base string) (dir string, unmount func(), err error) {
	image, dir := filepath.Join(base, "disk"), filepath.Join(base, "mounted")
	f, err := os.Create(image)
	if err != nil {
		return "", nil, err
	}
	if err := f.Truncate(diskSize); err != nil {
		return "", nil, err
	}
	if err := f.Close(); err != nil {
		return "", nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", nil, err
	}
	if err := quiet("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image); err != nil {
		return "", nil, err
	}
	if err := quiet("mount", "-o", "loop", image, dir); err != nil {
		return "", nil, err
	}
	return dir, func() {
		if err := quiet("umount", dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}, nil
}

// quiet runs a program whose output counts only if it fails.
func quiet(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}
