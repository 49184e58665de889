package gallery

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/mediasock/mediasock/library"
)

// A workLine is work on an item that failed, and why.
type workLine struct{ ID, Kind, Error string }

// work returns what failed of the user's items lately, and how much waits.
func (g *Gallery) work(r *http.Request) (lines []workLine, queue []string, err error) {
	index, user := g.Library.Index(), g.viewer(r).User
	failed, err := index.FailedJobs(r.Context(), user, 20)
	if err != nil {
		return nil, nil, err
	}
	for _, j := range failed {
		lines = append(lines, workLine{j.Media.String(), workName(j.Kind), j.Error})
	}
	waiting, given, err := index.CountJobs(r.Context(), user)
	kinds := maps.Clone(waiting)
	maps.Copy(kinds, given)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		line := fmt.Sprintf("%s: %d to be done", workName(kind), waiting[kind])
		if n := given[kind]; n > 0 {
			line += fmt.Sprintf(", %d given up", n)
		}
		queue = append(queue, line)
	}
	return lines, queue, err
}

// workName is what people call a kind of work.
func workName(kind string) string {
	switch kind {
	case library.JobPreview:
		return "Previews"
	case library.JobStream:
		return "Films for browsers"
	case library.JobSums:
		return "Checksums"
	}
	return kind
}
