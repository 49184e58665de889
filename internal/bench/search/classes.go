package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mediasock/mediasock/library"
)

// A class is a kind of query, asked in several instances.
type class struct {
	name  string
	who   int // whose view; stranger: nobody's
	asked []question
	goal  goal
}

// stranger asks without having signed in.
const stranger = -1

// A goal is what the milliseconds of a class must not exceed.
type goal struct{ p50, p99 float64 }

var usual = goal{1, 5}

// A question is one query, as HTTP asks it and as bare SQL does.
type question struct {
	values url.Values
	words  string // the full-text expression of what is asked for, but not of who may see it
	where  string // conditions besides
	offset int
	after  bool // the page behind a cursor, which run finds by the offset
	count  bool // the total alone, in bare SQL
}

// ask returns the question of parameters, in pairs.
func ask(words string, pairs ...string) question {
	q := question{values: url.Values{"format": {"atom"}, "count": {"20"}}, words: words}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.values.Set(pairs[i], pairs[i+1])
	}
	return q
}

// each makes a class of n questions.
func each(name string, who, n int, make func(i int) question) class {
	c := class{name: name, who: who, goal: usual}
	for i := range n {
		c.asked = append(c.asked, make(i))
	}
	return c
}

func word(w string) question { return ask(`"`+w+`"`, "q", w) }

func words(list ...string) question {
	return ask(`"`+strings.Join(list, `" AND "`)+`"`, "q", strings.Join(list, " "))
}

// classes are all that is measured of a library.
func (h *house) classes(albums []library.ID) []class {
	pages := func(name string, change func(*question)) class {
		return each(name, 0, everyWords, func(i int) question {
			q := word(everyWord(i))
			q.offset = 499 * 20
			change(&q)
			return q
		})
	}
	byNumber := pages("page 500 by number", func(q *question) { q.values.Set("startPage", "500") })
	byNumber.goal.p50 = 10
	byNumber.goal.p99 = 20
	return []class{
		each("rare word", 0, rareWords, func(i int) question { return word(rareWord(i)) }),
		each("about 5,000", 0, someWords, func(i int) question { return word(someWord(i)) }),
		each("about 60,000", 0, oftenWords, func(i int) question { return word(oftenWord(i)) }),
		each("over 150,000", 0, everyWords, func(i int) question { return word(everyWord(i)) }),
		each("two very common", 0, everyWords, func(i int) question { return words(everyWord(i), everyWord((i+1)%everyWords)) }),
		each("several words", 0, everyWords, func(i int) question {
			return words(everyWord(i), oftenWord(i%oftenWords), spelled(i+3))
		}),
		each("kind", 0, everyWords, func(i int) question {
			q := word(everyWord(i))
			q.values.Set("kind", "video")
			q.words += ` AND "§` + kindTag("video") + `"`
			return q
		}),
		each("dates", 0, years, func(i int) question {
			from := time.Date(2005+i, 6, 1, 0, 0, 0, 0, time.UTC)
			q := ask("", "start", from.Format(time.RFC3339), "end", from.AddDate(0, 3, 0).Format(time.RFC3339))
			q.where = fmt.Sprintf(" AND search.rowid BETWEEN %d AND %d", sortKey(from), sortKey(from.AddDate(0, 3, 0)))
			return q
		}),
		each("geo box", 0, 10, box),
		each("album", 0, len(albums), func(i int) question {
			return ask(`"§t`+albums[i].String()+`"`, "album", albums[i].String())
		}),
		each("newest", 0, 1, func(int) question { return ask("") }),
		each("newest of another", 3, 1, func(int) question { return ask("") }),
		each("over 150,000 of another", 3, everyWords, func(i int) question { return word(everyWord(i)) }),
		each("newest, stranger", stranger, 1, func(int) question { return ask("") }),
		byNumber,
		pages("page 500 by next link", func(q *question) { q.after = true }),
		each("total of 60,000", 0, oftenWords, func(i int) question {
			q := word(oftenWord(i))
			q.values.Set("count", "1")
			q.count = true
			return q
		}),
	}
}

// box asks for a square of a degree.
func box(i int) question {
	south, west := 41+float64(i), 2+1.5*float64(i)
	q := ask("", "box", fmt.Sprintf("%g,%g,%g,%g", west, south, west+1, south+1))
	q.words = "(" + strings.Join(cells(south, west), " OR ") + ")"
	q.where = fmt.Sprintf(" AND m.lat BETWEEN %g AND %g AND m.long BETWEEN %g AND %g", south, south+1, west, west+1)
	return q
}
