package check

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/mediasock/mediasock"
)

// An exam is one run of a checker.
type exam struct {
	*Checker
	ctx    context.Context
	opts   Options
	report *Report
	http   *http.Client
	seen   map[finding]int // where in the report a finding is

	first    *answer // of the discovery; nil if there is no MediaSock
	endpoint *url.URL
	apis     mediasock.APIs
	sock     mediasock.Sock
	linking  *answer // the page or feed that led to the search description; may be nil
}

// finding is what makes two findings the same.
type finding struct{ rule, found string }

const (
	timeout     = 60 * time.Second // of one call
	maxFindings = 500              // in a report; who has so many knows enough
	maxTimes    = 1000             // that one of them is counted
)

func newExam(ctx context.Context, c *Checker, o Options) *exam {
	e := &exam{Checker: c, ctx: ctx, opts: o, report: &Report{}, seen: map[finding]int{}}
	e.http = &http.Client{Timeout: timeout}
	if c.HTTP != nil {
		e.http.Transport = c.HTTP.Transport
		e.http.Timeout = cmp.Or(c.HTTP.Timeout, timeout)
	}
	return e
}

// at reports what is wrong at a byte of an answer's body.
func (e *exam) at(rule string, a *answer, at int, found string) {
	if e.counted(rule, found) {
		return
	}
	line, column := a.position(at)
	e.add(rule, Place{Call: a.call, Line: line, Column: column}, a.line(at), found)
}

// about reports what is wrong with an answer as a whole.
func (e *exam) about(rule string, a *answer, part, excerpt, found string) {
	e.add(rule, Place{Call: a.call, Part: part}, shown(excerpt), found)
}

// on reports what is wrong with an element of an answer, or with the answer if
// there is no such element.
func (e *exam) on(rule string, a *answer, n *node, found string) {
	if n == nil {
		e.about(rule, a, "", "", found)
		return
	}
	e.at(rule, a, n.at, found)
}

// counted counts a finding that has been made before, in another place, and
// reports whether there is nothing to add.
func (e *exam) counted(id, found string) bool {
	i, ok := e.seen[finding{id, found}]
	if ok {
		e.report.Findings[i].Times = min(e.report.Findings[i].Times+1, maxTimes)
	}
	return ok || len(e.report.Findings) >= maxFindings
}

// add adds a finding; the same one in other places is counted.
func (e *exam) add(id string, place Place, excerpt, found string) {
	if e.counted(id, found) {
		return
	}
	r := ruleOf(id)
	e.seen[finding{id, found}] = len(e.report.Findings)
	e.report.Findings = append(e.report.Findings, Finding{
		Rule: id, Level: r.level, Place: place, Excerpt: excerpt, Found: found, Says: r.says, Mend: r.mend, Times: 1,
	})
}

// listed reports whether a method is offered, and at the endpoint itself.
func (e *exam) listed(method string) bool {
	u, ok := e.apis.Lookup(method)
	return ok && u == e.endpoint.String()
}

// page reports whether the endpoint is a page that carries the block.
func (e *exam) page() bool { return e.first.doc.embedded }

func (e *exam) apikey() string { return cmp.Or(e.APIKey, "mediasock-check") }
