package folder

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// movesFile says of what has been moved where it was first: by that it is called,
// and it keeps its id wherever it goes. Each line is an id and a path, both as ids
// are written; a later one counts.
const movesFile = ".mediasock-moved"

// maxMoves bounds the file.
const maxMoves = 16 << 20

// moves is what the file says. What is not in it has never been moved, but perhaps
// a folder that it is in.
type moves struct {
	paths map[string]string // of what was first at a path
	first map[string]string // the way back
	size  int64
	time  time.Time
	whole bool // the last line has an end
}

// moved reads what has been moved, again where it has changed.
func (s *Session) moved() (*moves, error) {
	info, err := s.root.Stat(movesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return &moves{whole: true}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	s.movesMu.Lock()
	defer s.movesMu.Unlock()
	if m := s.moves; m != nil && m.size == info.Size() && m.time.Equal(info.ModTime()) {
		return m, nil
	}
	if info.Size() > maxMoves {
		return nil, fmt.Errorf("folder: %s has more than %d bytes", movesFile, maxMoves)
	}
	f, err := s.root.Open(movesFile)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxMoves))
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	s.moves = readMoves(text)
	s.moves.size, s.moves.time = info.Size(), info.ModTime()
	return s.moves, nil
}

// readMoves reads the lines that are whole and make sense.
func readMoves(text []byte) *moves {
	m := &moves{paths: map[string]string{}, first: map[string]string{}, whole: len(text) == 0 || text[len(text)-1] == '\n'}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 64<<10)
	for lines.Scan() {
		id, to, _ := strings.Cut(lines.Text(), " ")
		first, now := pathOf(id), pathOf(to)
		if first == "" || now == "" {
			continue
		}
		delete(m.first, m.paths[first])
		m.paths[first], m.first[now] = now, first
	}
	return m
}

// path returns where that is now which was first at a path.
func (m *moves) path(first string) string {
	if now, ok := m.paths[first]; ok {
		return now
	}
	if dir := path.Dir(first); dir != "." {
		return path.Join(m.path(dir), path.Base(first))
	}
	return first
}

// origin returns where that was first which is now at a path.
func (m *moves) origin(now string) string {
	if first, ok := m.first[now]; ok {
		return first
	}
	if dir := path.Dir(now); dir != "." {
		return path.Join(m.origin(dir), path.Base(now))
	}
	return now
}

// idOf returns the id of what is at a path. Where others have put something that
// was moved away from, it has the id of that place, and what was moved that of its
// own.
func (s *Session) idOf(m *moves, now string) string {
	first := m.origin(now)
	if first != now && m.origin(first) == first {
		if _, err := s.root.Lstat(first); err == nil {
			return escape(now)
		}
	}
	return escape(first)
}

// resolve returns the path of an id, "" where there can be none.
func (s *Session) resolve(m *moves, id string) string {
	first := pathOf(id)
	if first == "" {
		return ""
	}
	now := m.path(first)
	if now != first && m.origin(first) == first {
		if _, err := s.root.Lstat(first); err == nil {
			return first
		}
	}
	return now
}

// isFree reports whether something new can have a name: there is nothing, and its
// id is not that of what was moved away.
func (s *Session) isFree(m *moves, name string) (bool, error) {
	if m.path(m.origin(name)) != name {
		return false, nil
	}
	_, err := s.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return false, err
}

// note says, before it happens, that something moves: where it does not, the id
// still leads to where it is.
func (s *Session) note(m *moves, from, to string) error {
	var text strings.Builder
	if !m.whole {
		text.WriteByte('\n')
	}
	line := func(first, now string) { fmt.Fprintf(&text, "%s %s\n", escape(first), escape(now)) }
	line(m.origin(from), to)
	for now, first := range m.first { // what has been moved into it goes along
		if strings.HasPrefix(now, from+"/") {
			line(first, to+strings.TrimPrefix(now, from))
		}
	}
	f, err := s.root.OpenFile(movesFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text.String())
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return s.sync(".")
}
