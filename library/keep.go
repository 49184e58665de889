package library

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"io"

	"github.com/mediasock/mediasock"
)

// keep takes d into the store and returns a row with all that its bytes say:
// digest, size, name, type, sums of a small file, and Facts. The bytes are safe
// from a sweep until release is called, after the row was written. announced is
// the SHA-256 that the caller expects, or nil. allow is asked before
// anything is kept. If row is given it is what a caller says of a new item, and
// the item may be in the index when keep returns: then it has an ID.
func (l *Library) keep(ctx context.Context, d mediasock.Data, row *Media, announced []byte, allow func(int64, Digest) error) (m *Media, release func(), err error) {
	end := l.traffic.begin()
	defer func() {
		if err != nil {
			end()
		}
	}()
	g, finish, err := l.adopt(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	defer finish()
	if g.Size() == 0 {
		// an empty file is no media, and sending it again helps nobody.
		return nil, nil, refused("the file is empty")
	}
	digest := g.Digest()
	if len(announced) > 0 && !bytes.Equal(announced, digest[:]) {
		return nil, nil, interrupted("the file is not the one that was announced")
	}
	if err := allow(g.Size(), digest); err != nil {
		return nil, nil, err
	}
	unpin := l.pins.hold(digest)
	if m, err = l.kept(ctx, g, row); err != nil {
		unpin()
		return nil, nil, err
	}
	return m, func() { unpin(); end() }, nil
}

func (l *Library) kept(ctx context.Context, g *staged, row *Media) (*Media, error) {
	if resident, ok := g.Staged.(Resident); ok && resident.Resident() {
		return l.keptMeanwhile(ctx, g, row)
	}
	blob, err := g.Keep(ctx)
	if err != nil {
		return nil, fmt.Errorf("keep the file: %w", err)
	}
	m := &Media{Digest: blob.Digest, Size: blob.Size, Name: fileName(g.Name())}
	r, err := l.store.Open(ctx, blob.Digest)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return m, l.examine(ctx, r, m)
}

// keptMeanwhile reads a file that is in memory while the disk makes it durable.
func (l *Library) keptMeanwhile(ctx context.Context, g *staged, row *Media) (*Media, error) {
	opened, err := g.Open()
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	r, ok := opened.(io.ReadSeeker)
	if !ok {
		return nil, fmt.Errorf("library: a %T in memory cannot be sought in", opened)
	}
	m := &Media{Digest: g.Digest(), Size: g.Size(), Name: fileName(g.Name())}
	examine := func(ctx context.Context) error { return l.examine(ctx, r, m) }
	if row == nil {
		return m, l.keepMeanwhile(ctx, g, examine)
	}
	m.say(row)
	_, err = l.journal(ctx, g, m, examine)
	return m, err
}

// examine sets what follows from m's bytes.
func (l *Library) examine(ctx context.Context, r io.ReadSeeker, m *Media) (err error) {
	l.readFacts(ctx, r, m)
	if m.Size <= l.limits.Sums {
		m.SHA1, m.MD5, err = sums(ctx, r)
	}
	return err
}

// sums computes SHA-1 and MD5 of all of r: other protocols ask for them.
func sums(ctx context.Context, r io.ReadSeeker) (sha1sum, md5sum []byte, err error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	a, b := sha1.New(), md5.New()
	if _, err := io.Copy(io.MultiWriter(a, b), contextReader{ctx, r}); err != nil {
		return nil, nil, fmt.Errorf("compute sums: %w", err)
	}
	return a.Sum(nil), b.Sum(nil), nil
}

// jobs returns what is to be done for an item whose bytes are new.
func (m *Media) jobs() []Job {
	jobs := []Job{{Kind: JobPreview}}
	if m.Kind == "video" {
		jobs = append(jobs, Job{Kind: JobStream})
	}
	if m.SHA1 == nil {
		jobs = append(jobs, Job{Kind: JobSums})
	}
	return jobs
}
