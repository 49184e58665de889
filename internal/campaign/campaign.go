package campaign

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A Campaign says what is broken and how often. Program and Disk must be set.
type Campaign struct {
	Program  string        // the command, such as "mediasock"
	Disk     Disk          // where the data are
	Cycles   int           // how often the plug is pulled
	Fresh    int           // after how many cycles a library is judged as a whole and the next one begun; 200 unless set
	Accounts int           // clients at once; 4 unless set
	Work     time.Duration // how long they work at most before the plug is pulled; 60 ms unless set
	Seed     uint64        // of what is done and when
	Log      func(format string, args ...any)
}

// A Report says what a campaign has done and found.
type Report struct {
	Cycles    int // pulls of the plug, those during a start included
	Starts    int // of them during a start
	Strict    int // of them with a service that stood still: nothing it had answered is excused
	Libraries int
	Told      int // operations that were acknowledged
	Compared
	Faults []error
	Took   time.Duration
}

// String writes the figures in a line.
func (r *Report) String() string {
	return fmt.Sprintf("%d cycles (%d during a start, %d of a service that stood still) of %d libraries in %s: %d operations acknowledged, %d cut short and settled, %d comparisons, %d faults",
		r.Cycles, r.Starts, r.Strict, r.Libraries, r.Took.Round(time.Second), r.Told, r.Settled, r.Items, len(r.Faults))
}

// A run is a campaign under way.
type run struct {
	*Campaign
	report Report
	rand   *rand.Rand
	web    *http.Client
	listen string
	slow   int // how much slower than usual the machine is
}

// Run breaks the service Cycles times. The error is that of the campaign itself;
// what the service did wrong is in the report. After a fault the library is
// left where it is, and the campaign ends.
func (c Campaign) Run(ctx context.Context) (*Report, error) {
	c.orDefaults()
	r := &run{Campaign: &c, slow: 1, rand: rand.New(rand.NewPCG(c.Seed, 1)), web: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * c.Accounts}}}
	var err error
	if r.listen, err = freePort(); err != nil {
		return nil, err
	}
	began := time.Now()
	for r.report.Cycles < c.Cycles && len(r.report.Faults) == 0 && err == nil {
		r.report.Libraries++
		err = r.library(ctx)
		r.report.Took = time.Since(began)
		c.Log("%s", &r.report)
	}
	return &r.report, err
}

func (c *Campaign) orDefaults() {
	if c.Fresh == 0 {
		c.Fresh = 200
	}
	if c.Accounts == 0 {
		c.Accounts = 4
	}
	if c.Work == 0 {
		c.Work = 60 * time.Millisecond
	}
	if c.Log == nil {
		c.Log = func(string, ...any) {}
	}
}

// library goes through the cycles of one library, and judges it.
func (r *run) library(ctx context.Context) error {
	l, err := r.newShelf()
	if err != nil {
		return err
	}
	defer l.stop()
	for n := 0; n < r.Fresh && r.report.Cycles < r.Cycles; n++ {
		if err := l.cycle(ctx); err != nil {
			return err
		}
		if l.note(); len(r.report.Faults) > 0 {
			return nil
		}
	}
	if err := l.judge(ctx); err != nil {
		return err
	}
	if l.note(); len(r.report.Faults) > 0 {
		return nil
	}
	return os.RemoveAll(l.data)
}

// moment returns a random time up to most.
func (r *run) moment(most time.Duration) time.Duration {
	return time.Duration(r.rand.Int64N(int64(most)))
}

// A shelf is one library and those who use it.
type shelf struct {
	*run
	*verifier
	accounts []*account
	process  *process
	faults   []error
	pulled   atomic.Bool // the plug: from now on any operation may fail
}

// note takes what was found into the report.
func (l *shelf) note() {
	for _, err := range l.faults {
		if f := (*Fault)(nil); errors.As(err, &f) {
			f.Cycle = l.report.Cycles
		}
	}
	l.report.Faults = append(l.report.Faults, l.faults...)
	l.faults = nil
	l.report.Items += l.done.Items
	l.report.Settled += l.done.Settled
	l.done = Compared{}
	for _, a := range l.accounts {
		l.report.Told += a.ledger.told
		a.ledger.told = 0
	}
}

// cycle starts the service, compares, lets the clients work, and pulls the plug.
func (l *shelf) cycle(ctx context.Context) error {
	if err := l.start(); err != nil {
		return err
	}
	if l.rand.IntN(8) == 0 {
		time.Sleep(l.moment(40 * time.Millisecond))
		l.report.Starts++
		return l.pull(func() {})
	}
	if err := l.compare(ctx); err != nil || len(l.faults) > 0 {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wait := l.work(ctx)
	time.Sleep(l.moment(l.pace()))
	return l.pull(func() {
		// What was answered before is still on its way: it is read.
		defer time.AfterFunc(grace, cancel).Stop()
		wait()
	})
}

// grace is how long clients may take to see that the service is gone.
const grace = 5 * time.Second

// maxPace is how many times longer clients work where the machine is slow.
const maxPace = 100

// pace returns how long the clients work at most: longer where they get less done
// than two things a cycle, so that a slow machine tries as much as a fast one.
func (r *run) pace() time.Duration {
	if r.report.Told < 2*r.report.Cycles {
		r.slow = min(2*r.slow, maxPace)
	} else {
		r.slow = max(r.slow/2, 1)
	}
	return time.Duration(r.slow) * r.Work
}

// compare waits until the service is up and compares it with the ledgers.
func (l *shelf) compare(ctx context.Context) error {
	if err := l.process.ready(ctx, l.web, l.origin()+"/readyz"); err != nil {
		return err
	}
	if err := l.connect(ctx); err != nil {
		return err
	}
	faults, err := l.verify(ctx, l.accounts)
	l.faults = append(l.faults, faults...)
	return err
}

// pull takes the power away and kills the service. Of two cuts, one is of a
// service that stands still, as on a machine without power: all that it answered
// counts. The other lets the service find out by itself, and what it answers
// meanwhile counts for nothing. after ends what the clients do.
func (l *shelf) pull(after func()) error {
	l.report.Cycles++
	l.pulled.Store(true)
	if err := l.cut(); err != nil {
		return err
	}
	l.stop()
	after()
	l.web.CloseIdleConnections()
	return l.Disk.Mend()
}

func (l *shelf) cut() error {
	switch {
	case !l.Disk.Dark():
		return l.Disk.Cut()
	case l.rand.IntN(2) == 0:
		if err := freeze(l.process.cmd.Process); err != nil {
			return err
		}
		l.report.Strict++
		return l.Disk.Cut()
	default:
		l.darken(true)
	}
	err := l.Disk.Cut()
	time.Sleep(l.moment(10 * time.Millisecond))
	return err
}

func (l *shelf) darken(dark bool) {
	for _, a := range l.accounts {
		a.ledger.Darken(dark)
	}
}

// stop kills the service if it runs.
func (l *shelf) stop() {
	if l.process != nil {
		l.process.kill()
		l.process = nil
	}
}

// work lets every client work until the service is gone; wait waits for that.
func (l *shelf) work(ctx context.Context) (wait func()) {
	var workers sync.WaitGroup
	faults := make([]error, len(l.accounts))
	l.pulled.Store(false)
	l.darken(false)
	for n, a := range l.accounts {
		workers.Go(func() {
			err := a.work(ctx)
			if early := !l.pulled.Load(); early || !unknown(err) {
				faults[n] = &Fault{Account: a.name, What: err.Error()}
			}
		})
	}
	return func() {
		workers.Wait()
		l.faults = append(l.faults, slices.DeleteFunc(faults, func(err error) bool { return err == nil })...)
	}
}

// judge compares every item of the library, lets the service stop by itself, and
// has the program check what it leaves.
func (l *shelf) judge(ctx context.Context) error {
	if err := l.start(); err != nil {
		return err
	}
	if err := l.compare(ctx); err != nil {
		return err
	}
	faults, err := l.total(ctx, l.accounts)
	l.faults = append(l.faults, faults...)
	if err != nil {
		return err
	}
	if err := l.process.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	<-l.process.ended
	l.process = nil
	return l.check(ctx)
}
