package metadata

import (
	"encoding/binary"
	"errors"
)

// maxSamples bounds the samples of a track whose sizes differ: one a frame for
// nineteen hours.
const maxSamples = 1 << 22

// A sampleTable tells where the samples of a track lie: in chunks, of which runs
// have as many samples each.
type sampleTable struct {
	one    int64    // size of every sample, 0 if they differ
	sizes  []uint32 // of each, else
	count  int64
	runs   []uint32 // first chunk from 1 on, samples a chunk, description; each
	chunks []int64
	other  bool  // it points to more than samples
	frame  int64 // what a sample of uncompressed sound takes, by its description
}

// samples returns where the samples of a track's table lie, a run for each chunk.
func (m *movieCutter) samples(stbl box) (spans []span, t *sampleTable, err error) {
	t = &sampleTable{}
	if stbl.size == 0 {
		return nil, t, nil
	}
	err = m.eachBox(stbl.body(), stbl.end(), func(b box) error { return m.table(t, b) })
	if err != nil {
		return nil, t, err
	}
	next, run := int64(0), 0
	for i, at := range t.chunks {
		for run+5 < len(t.runs) && int(t.runs[run+3]) <= i+1 {
			run += 3
		}
		size, n := t.run(next, int64(t.perChunk(run)))
		next += n
		if at < 0 || at > m.s.size || size > m.s.size-at {
			return nil, t, errTruncated
		}
		spans = append(spans, span{at, size})
	}
	if next < t.count {
		return nil, t, errors.New("samples in no chunk")
	}
	return spans, t, nil
}

// run returns the size of at most n samples from one on, and how many they are.
func (t *sampleTable) run(from, n int64) (size, count int64) {
	count = min(n, t.count-from)
	if t.one > 0 {
		return t.one * count, count
	}
	for _, s := range t.sizes[from : from+count] {
		size += int64(s)
	}
	return size, count
}

// perChunk returns how many samples the chunks of a run have each.
func (t *sampleTable) perChunk(run int) uint32 {
	if run+1 >= len(t.runs) {
		return 0
	}
	return t.runs[run+1]
}

// table reads one box of a table.
func (m *movieCutter) table(t *sampleTable, b box) (err error) {
	switch b.kind {
	case "stsz":
		head, err := m.s.at(b.body(), 12)
		if err != nil {
			return err
		}
		t.one, t.count = int64(binary.BigEndian.Uint32(head[4:])), int64(binary.BigEndian.Uint32(head[8:]))
		if t.one == 0 {
			t.sizes, err = m.numbers(b, 12, t.count, 1)
		}
		return err
	case "stsc":
		t.runs, err = m.counted(b, 3)
	case "stco":
		var offsets []uint32
		offsets, err = m.counted(b, 1)
		for _, off := range offsets {
			t.chunks = append(t.chunks, int64(off))
		}
	case "co64":
		var halves []uint32
		halves, err = m.counted(b, 2)
		for i := 0; i+1 < len(halves); i += 2 {
			t.chunks = append(t.chunks, int64(halves[i])<<32|int64(halves[i+1]))
		}
	case "stsd":
		if b.size-b.head >= 36 { // the first description's channels and bits of each
			head, err := m.s.at(b.body()+32, 4)
			if err != nil {
				return err
			}
			t.frame = int64(binary.BigEndian.Uint16(head)) * int64(binary.BigEndian.Uint16(head[2:])) / 8
		}
	case "saio":
		t.other = true
	case "stz2":
		return errors.New("a track with small sample sizes")
	}
	return err
}

// counted reads the numbers behind a version and a count of entries.
func (m *movieCutter) counted(b box, each int64) ([]uint32, error) {
	head, err := m.s.at(b.body(), 8)
	if err != nil {
		return nil, err
	}
	return m.numbers(b, 8, int64(binary.BigEndian.Uint32(head[4:])), each)
}

func (m *movieCutter) numbers(b box, skip, count, each int64) ([]uint32, error) {
	if count > maxSamples || count*each*4 > b.size-b.head-skip {
		return nil, errTruncated
	}
	raw, err := m.s.at(b.body()+skip, count*each*4)
	if err != nil {
		return nil, err
	}
	list := make([]uint32, len(raw)/4)
	for i := range list {
		list[i] = binary.BigEndian.Uint32(raw[4*i:])
	}
	return list, nil
}
