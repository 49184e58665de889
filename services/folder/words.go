package folder

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// maxWords bounds the file of an item's or album's words.
const maxWords = 4 << 20

// words returns what an XMP file says, nothing where there is none.
func (s *Session) words(name string) (*library.Packet, error) {
	info, err := s.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &library.Packet{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	if info.Size() > maxWords {
		return nil, fmt.Errorf("folder: %s has more than %d bytes", name, maxWords)
	}
	text, err := s.root.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	w, err := library.ReadXMP(text)
	if err != nil {
		return nil, fmt.Errorf("folder: %s: %w", name, err)
	}
	return w, nil
}

// packet writes words as XMP, with the number that an import knows them by.
func packet(item library.ID, was string, m *mediasock.Media) ([]byte, error) {
	words := library.Media{
		ID: cmp.Or(item, 1), Name: was, Title: lines(m.Title), Caption: lines(m.Caption), Note: lines(m.Note),
		Keywords: m.Keywords, Attributes: m.Attributes,
	}
	text, err := words.XMP()
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return text, nil
}

// lines ends lines as XMP does.
func lines(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }

// rewrite puts other words in the place of those in a file. What another program
// wrote there may say more than we know of: it goes to the trash.
func (s *Session) rewrite(name string, old *library.Packet, text []byte) error {
	if old.Item == 0 {
		if err := s.discard(name, s.root.Link); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	hidden := path.Join(path.Dir(name), hiddenName())
	if err := s.write(hidden, text); err != nil {
		return err
	}
	now := time.Now() // finer than the clock of a file system
	err := s.root.Chtimes(hidden, now, now)
	if err == nil {
		err = s.root.Rename(hidden, name)
	}
	if err != nil {
		return errors.Join(err, s.root.Remove(hidden))
	}
	return s.sync(path.Dir(name))
}

// hiddenName returns a new name for what is not done yet.
func hiddenName() string { return ".mediasock-" + rand.Text() }
