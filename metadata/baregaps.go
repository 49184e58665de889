package metadata

import (
	"cmp"
	"errors"
	"slices"
	"sort"
)

// toNext is the size of a span that ends where the next begins.
const toNext = -1

// keep notes what of the media data a track shows. Where the table does not say all
// of it, nothing is overwritten for its sake. QuickTime may count the samples of
// sound as one byte each, whatever they take.
func (m *movieCutter) keep(handler string, table box) {
	spans, t, err := m.samples(table)
	if err != nil || t.other {
		m.unsure = true
		return
	}
	if handler == "soun" && t.one > 0 && t.one != t.frame {
		for i := range spans {
			spans[i].size = toNext
		}
	}
	m.kept = append(m.kept, spans...)
}

// silence zeros all media data that no kept track shows: the samples of tracks that
// go, and what may lie between samples or behind the last. Where samples are told
// by fragments, or a table does not say all, only the former are.
func (m *movieCutter) silence() error {
	if m.fragments || m.unsure {
		for _, s := range m.hidden {
			m.zero(s.off, s.size)
		}
		return nil
	}
	byPlace := func(a, b span) int { return cmp.Compare(a.off, b.off) }
	slices.SortFunc(m.kept, byPlace)
	slices.SortFunc(m.hidden, byPlace)
	kept, hidden := m.kept, m.hidden
	for _, b := range m.media {
		for len(hidden) > 0 && hidden[0].off >= b.body() && hidden[0].off+hidden[0].size <= b.end() {
			hidden = hidden[1:]
		}
		kept = m.silenceBox(b, kept)
	}
	if len(hidden) > 0 {
		return errors.New("samples outside of the media data")
	}
	return nil
}

// silenceBox zeros what is in one box of media data and in no kept span, and returns
// the spans behind it.
func (m *movieCutter) silenceBox(b box, kept []span) []span {
	done := b.body()
	for ; len(kept) > 0 && kept[0].off < b.end(); kept = kept[1:] {
		s := kept[0]
		if s.off < b.body() {
			continue // outside, where nothing is overwritten
		}
		m.zero(done, s.off-done)
		end := s.off + s.size
		if s.size == toNext {
			end = m.nextStart(s.off, kept[1:], b.end())
		}
		done = max(done, min(end, b.end()))
	}
	m.zero(done, b.end()-done)
	return kept
}

// nextStart returns where the first span behind at begins, kept or not, or the end
// of its box.
func (m *movieCutter) nextStart(at int64, kept []span, end int64) int64 {
	for _, list := range [][]span{kept, m.hidden} {
		i := sort.Search(len(list), func(i int) bool { return list[i].off > at })
		if i < len(list) {
			end = min(end, list[i].off)
		}
	}
	return end
}
