package disk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mediasock/mediasock/library"
)

// Options says how a Store works. The zero value works.
type Options struct {
	Clock   func() time.Time // time.Now if nil
	Log     *slog.Logger     // discarded if nil
	Reserve int64            // bytes of the disk that uploads leave free; 0: 16 MiB
	Grace   time.Duration    // age at which staging files that stopped arriving are removed; 0: a day
	Sums    int64            // files up to this size get SHA-1 and MD5 on arrival, see Sums; 0: none
	// Intake is how many bytes of small files are taken into a journal before
	// they are laid out as files, in whole segments of 32 MiB; 0: none, each is
	// a file at once.
	Intake int64
	FS     FS // the operations; those on the directory itself if nil

	rest time.Duration // see intakeRest, for tests
}

const (
	defaultReserve = 16 << 20
	defaultGrace   = 24 * time.Hour
)

// The directories of a data directory.
const (
	blobDir       = "blobs"
	stagingDir    = "staging"
	quarantineDir = "quarantine"
	previewDir    = "previews"
	uploadDir     = "uploads"
)

// A Store is a library.StagingStore and library.Previews in a data directory.
type Store struct {
	fs      FS
	clock   func() time.Time
	log     *slog.Logger
	reserve int64
	sums    int64
	grace   time.Duration
	lock    *lock
	dirs    dirs
	serial  atomic.Int64 // of names in staging
	started int64        // makes the names of this process its own
	pending atomic.Int64 // bytes that were announced and have not arrived

	chunks sync.Pool // of buffers, *[]byte

	uploads uploads // that arrive in parts
	intake  *intake // of small files
	smalls  smalls  // that are arriving for it
	peek    *peek   // into the intake of another process; nil unless the store is read-only

	// blobs serialises what is done to one name, by the digest's first byte.
	blobs [256]sync.Mutex
}

var (
	_ library.StagingStore = (*Store)(nil)
	_ library.Previews     = (*Store)(nil)
)

// Open takes the data directory dir, which it makes, durably, if there is none
// (its parent must be there). It is ErrInUse while another process has it, and
// ErrNewer if a newer version of the program has written it.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := makeHome(dir, syncPath); err != nil {
		return nil, err
	}
	held, err := takeLock(dir)
	if err != nil {
		return nil, err
	}
	s, err := open(dir, o)
	if err != nil {
		held.release()
		return nil, fmt.Errorf("disk: data directory %s: %w", dir, err)
	}
	s.lock = held
	return s, nil
}

func open(dir string, o Options) (*Store, error) {
	s := newStore(o)
	if s.fs == nil {
		opened, err := OpenFS(dir)
		if err != nil {
			return nil, err
		}
		s.fs = opened
	}
	if err := s.prepare(o); err != nil {
		s.fs.Close()
		return nil, err
	}
	return s, nil
}

func newStore(o Options) *Store {
	s := &Store{fs: o.FS, clock: o.Clock, log: o.Log, reserve: o.Reserve, sums: o.Sums}
	s.chunks.New = func() any { b := make([]byte, chunk); return &b }
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.reserve == 0 {
		s.reserve = defaultReserve
	}
	if s.grace = o.Grace; s.grace == 0 {
		s.grace = defaultGrace
	}
	s.started = s.clock().UnixNano()
	s.intake = newIntake(s, o)
	return s
}

// prepare checks the version, makes what is missing and removes old staging
// files.
func (s *Store) prepare(o Options) error {
	if err := s.checkVersion(); err != nil {
		return err
	}
	for _, dir := range []string{blobDir, stagingDir, quarantineDir, previewDir} {
		if err := s.makeDir(dir); err != nil {
			return err
		}
	}
	if err := s.sweep(); err != nil {
		return err
	}
	if err := s.intake.recover(); err != nil {
		return err
	}
	s.intake.start()
	return nil
}

// sweep removes the staging files that nothing was added to for the grace. One
// that cannot be removed is no reason not to start.
func (s *Store) sweep() error {
	entries, err := s.fs.ReadDir(stagingDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || s.clock().Sub(info.ModTime()) < s.grace {
			continue
		}
		if err := s.fs.Remove(stagingDir + "/" + e.Name()); err != nil {
			s.log.Warn("staging file is not removed", "name", e.Name(), "error", err)
		}
	}
	return nil
}

// Close lays out what is in the intake and gives the data directory up. Files
// that are open stay usable.
func (s *Store) Close() error {
	var err error
	if s.lock != nil {
		err = s.intake.close()
	}
	err = errors.Join(err, s.fs.Close())
	if s.lock != nil {
		err = errors.Join(err, s.lock.release())
	}
	return err
}
