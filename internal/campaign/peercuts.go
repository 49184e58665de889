package campaign

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// PeerCuts cuts the power of a server that takes uploads by tus, always while it
// stands still, so that each answer that it gave counts.
type PeerCuts struct {
	Peer
	Disk Disk
	Cuts int
	Work time.Duration // how long clients upload at most before a cut, in at most 200 uploads each; 250 ms unless set
	Seed uint64
}

const (
	peerClients = 4
	peerUploads = 200 // of a client, at most, before a cut
	peerFresh   = 200 // cuts, after which the peer begins anew in another folder
)

// peerRun is a comparison under way.
type peerRun struct {
	PeerCuts
	web    *http.Client
	header http.Header // who asks
	listen string
	dir    string
	rand   *rand.Rand
	last   time.Time // when the power went
	tally  Tally
}

// Run cuts the power as often as it is told, and counts what of the acknowledged
// uploads is there afterwards.
func (c PeerCuts) Run(ctx context.Context) (Tally, error) {
	if c.Work == 0 {
		c.Work = 250 * time.Millisecond
	}
	listen, err := freePort()
	if err != nil {
		return Tally{}, err
	}
	r := &peerRun{PeerCuts: c, listen: listen, rand: rand.New(rand.NewPCG(c.Seed, 2)), web: &http.Client{Timeout: startTime, Transport: &http.Transport{MaxIdleConnsPerHost: peerClients}}}
	var told []*upload
	for r.tally.Cuts < c.Cuts && err == nil {
		if r.tally.Cuts%peerFresh == 0 {
			if err := r.settle(ctx, told); err != nil {
				return r.tally, err
			}
			if err := r.anew(); err != nil {
				return r.tally, err
			}
			told = nil
		}
		told, err = r.cut(ctx, told)
	}
	if err != nil {
		return r.tally, err
	}
	return r.tally, r.settle(ctx, told)
}

// anew lets the peer begin in an empty folder.
func (r *peerRun) anew() error {
	if err := os.RemoveAll(r.dir); err != nil {
		return err
	}
	r.dir = filepath.Join(r.Disk.Dir(), fmt.Sprint(r.Name, r.tally.Cuts))
	r.header = make(http.Header)
	return r.prepare(r.dir, r.header)
}

// start runs the peer and looks for the uploads of the last time.
func (r *peerRun) start(ctx context.Context, told []*upload) (*process, error) {
	program, args := r.serve(r.dir, r.listen)
	p, err := start(program, args...)
	if err != nil {
		return nil, err
	}
	err = p.ready(ctx, r.web, "http://"+r.listen+r.Ready)
	for _, u := range told {
		if err != nil {
			break
		}
		err = r.count(ctx, u)
	}
	if err != nil {
		p.kill()
		return nil, err
	}
	return p, nil
}

// settle looks for the last uploads of a folder.
func (r *peerRun) settle(ctx context.Context, told []*upload) error {
	if len(told) == 0 {
		return nil
	}
	p, err := r.start(ctx, told)
	if err == nil {
		p.kill()
	}
	return err
}

// cut lets clients upload, cuts the power, and returns what was acknowledged.
func (r *peerRun) cut(ctx context.Context, last []*upload) ([]*upload, error) {
	p, err := r.start(ctx, last)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wait := r.work(ctx)
	time.Sleep(time.Duration(r.rand.Int64N(int64(r.pace()))))
	err = freeze(p.cmd.Process)
	r.last = time.Now()
	if err == nil {
		err = r.Disk.Cut()
	}
	p.kill()
	defer time.AfterFunc(grace, cancel).Stop()
	told := wait()
	r.web.CloseIdleConnections()
	r.tally.Cuts++
	r.tally.Told += len(told)
	if err != nil {
		return nil, err
	}
	return told, r.Disk.Mend()
}

// pace returns how long clients work at most: longer where a busy machine would
// let them do less than two things a cut.
func (r *peerRun) pace() time.Duration {
	if r.tally.Told < 2*r.tally.Cuts {
		return 8 * r.Work
	}
	return r.Work
}

// work lets clients upload one file after the other until the peer is gone; wait
// returns what was acknowledged.
func (r *peerRun) work(ctx context.Context) (wait func() []*upload) {
	var all sync.WaitGroup
	lists := make([][]*upload, peerClients)
	for n := range lists {
		s := &sender{web: r.web, header: r.header, at: "http://" + r.listen + r.Uploads, rand: rand.New(rand.NewPCG(r.Seed, uint64(r.tally.Cuts*peerClients+n)))}
		all.Go(func() {
			for u := s.send(ctx); u != nil; u = s.send(ctx) {
				lists[n] = append(lists[n], u)
				time.Sleep(r.Work / peerUploads)
			}
		})
	}
	return func() (told []*upload) {
		all.Wait()
		for _, list := range lists {
			told = append(told, list...)
		}
		return told
	}
}
