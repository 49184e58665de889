package upload

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A Sum is the SHA-256 of a file's bytes.
type Sum [sha256.Size]byte

// A Ledger remembers what went to one account of one service, and the hashes
// of local files. It is a folder with two text files of one JSON value a line,
// which are only ever added to, so that an interruption can cost the last line
// at most. A nil Ledger remembers nothing. Its methods may be called from
// several goroutines; two processes may use one ledger.
type Ledger struct {
	mu     sync.Mutex
	sent   *os.File
	hashed *os.File
	items  map[Sum]entry
	paths  map[string]Sum // what was last sent from a path
	hashes map[string]hash
}

// entry is what is known of bytes that the service has.
type entry struct {
	id     string
	albums map[string]bool
	words  string // hash of what was said of them
	taken  string // when they say that they were made
}

// A Sent is what went to the service: a line of the file "sent".
type Sent struct {
	SHA256 string    `json:"sha256"` // of the bytes
	Item   string    `json:"item"`   // id of the item that holds them
	Album  []string  `json:"album,omitempty"`
	Path   string    `json:"path,omitempty"`  // absolute, where the file lay; "" for a stream
	Words  string    `json:"words,omitempty"` // hash of what its sidecars said; "" for nothing
	Taken  string    `json:"taken,omitempty"` // when the file says that it was made; "" if it does not
	Time   time.Time `json:"time"`
}

// hash is the hash of a local file as long as its size and time stay. It is a
// line of the file "hashes" too.
type hash struct {
	Path     string    `json:"path"`
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	SHA256   string    `json:"sha256"`
}

// OpenLedger opens the ledger of an account in the folder dir, which it makes:
// service is the service's unique value (MS-46) or, where it has none, its
// address; account is the user name.
func OpenLedger(dir, service, account string) (*Ledger, error) {
	name := sha256.Sum256([]byte(service + "\x00" + account))
	own := filepath.Join(dir, "ledger", hex.EncodeToString(name[:8]))
	if err := os.MkdirAll(own, 0o700); err != nil {
		return nil, fmt.Errorf("upload: ledger: %w", err)
	}
	l := &Ledger{items: make(map[Sum]entry), paths: make(map[string]Sum), hashes: make(map[string]hash)}
	var err error
	if l.sent, err = openLines(filepath.Join(own, "sent"), l.readSent); err != nil {
		return nil, err
	}
	if l.hashed, err = openLines(filepath.Join(dir, "ledger", "hashes"), l.readHash); err != nil {
		return nil, errors.Join(err, l.sent.Close())
	}
	return l, nil
}

// Close closes the ledger's files.
func (l *Ledger) Close() error {
	if l == nil {
		return nil
	}
	return errors.Join(l.sent.Sync(), l.sent.Close(), l.hashed.Close())
}

// Lookup returns the item that holds the bytes with the sum, if they were
// recorded for the album.
func (l *Ledger) Lookup(sum Sum, album []string) (id string, ok bool) {
	if l == nil {
		return "", false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e, ok := l.items[sum]
	return e.id, ok && (len(album) == 0 || e.albums[albumName(album)])
}

// Words returns the hash of what was said of the bytes when they were sent, ""
// if nothing was.
func (l *Ledger) Words(sum Sum) string {
	if l == nil {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.items[sum].words
}

// Replaced returns the item that was sent from the file's path with other bytes
// than these, if no other file is known that has those still: the file was
// changed, and the item may be. Bytes that were sent before are no change, and a
// picture of another time is another picture: cameras give names again.
func (l *Ledger) Replaced(f File, sum Sum) (id string, ok bool) {
	path, err := filepath.Abs(f.Path)
	if l == nil || err != nil || f.stream {
		return "", false
	}
	before, ok := l.changed(path, sum)
	if !ok || before.taken != takenOf(f) {
		return "", false
	}
	return before.id, true
}

// changed returns what was sent from a path before it had the bytes with the sum.
func (l *Ledger) changed(path string, sum Sum) (entry, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before, ok := l.paths[path]
	if _, sent := l.items[sum]; !ok || sent || before == sum || l.elsewhere(before, path) {
		return entry{}, false
	}
	return l.items[before], true
}

// elsewhere reports whether another file has the bytes.
func (l *Ledger) elsewhere(sum Sum, path string) bool {
	text := hex.EncodeToString(sum[:])
	for _, h := range l.hashes {
		if h.SHA256 != text || h.Path == path {
			continue
		}
		if info, err := os.Stat(h.Path); err == nil && info.Size() == h.Size && info.ModTime().Equal(h.Modified) {
			return true
		}
	}
	return false
}

// Record notes that the file's bytes, with the sum, are the service's item id and
// in the file's album, and what was said of them.
func (l *Ledger) Record(f File, sum Sum, id, words string, now time.Time) error {
	if l == nil {
		return nil
	}
	s := Sent{SHA256: hex.EncodeToString(sum[:]), Item: id, Album: f.Album, Words: words, Taken: takenOf(f), Time: now.UTC()}
	if path, err := filepath.Abs(f.Path); err == nil && !f.stream {
		s.Path = path
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.add(sum, s)
	return addLine(l.sent, s)
}

// Hash returns the hash of the file's bytes, from memory if the file has not
// changed since it was last read.
func (l *Ledger) Hash(f File) (Sum, error) {
	path, err := filepath.Abs(f.Path)
	if err != nil {
		return Sum{}, err
	}
	if sum, ok := l.remembered(path, f); ok {
		return sum, nil
	}
	sum, err := hashFile(f)
	if err != nil || l == nil || f.stream {
		return sum, err
	}
	h := hash{Path: path, Size: f.Size, Modified: f.Modified, SHA256: hex.EncodeToString(sum[:])}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hashes[path] = h
	return sum, addLine(l.hashed, h)
}

func (l *Ledger) remembered(path string, f File) (Sum, bool) {
	if l == nil || f.stream {
		return Sum{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	h, ok := l.hashes[path]
	if !ok || h.Size != f.Size || !h.Modified.Equal(f.Modified) {
		return Sum{}, false
	}
	return parseSum(h.SHA256)
}

func (l *Ledger) add(sum Sum, s Sent) {
	e, ok := l.items[sum]
	if !ok || e.id != s.Item {
		e = entry{id: s.Item, albums: make(map[string]bool)}
	}
	e.albums[albumName(s.Album)] = true
	e.words, e.taken = s.Words, s.Taken
	l.items[sum] = e
	if s.Path != "" {
		l.paths[s.Path] = sum
	}
}

func (l *Ledger) readSent(line []byte) {
	var s Sent
	if json.Unmarshal(line, &s) != nil {
		return
	}
	if sum, ok := parseSum(s.SHA256); ok {
		l.add(sum, s)
	}
}

func (l *Ledger) readHash(line []byte) {
	var h hash
	if json.Unmarshal(line, &h) == nil {
		l.hashes[h.Path] = h
	}
}

func albumName(titles []string) string { return strings.Join(titles, "\x00") }

func parseSum(text string) (sum Sum, ok bool) {
	b, err := hex.DecodeString(text)
	return Sum(append(b, make([]byte, sha256.Size)...)[:sha256.Size]), err == nil && len(b) == sha256.Size
}

func hashFile(f File) (sum Sum, err error) {
	content, err := f.Open()
	if err != nil {
		return sum, err
	}
	defer content.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(struct{ io.Writer }{h}, content, make([]byte, 1<<18)); err != nil {
		return sum, err
	}
	return Sum(h.Sum(nil)), nil
}

// openLines opens a file of lines for adding to, after each line that is there
// has been given to read. A last line without its end is given one.
func openLines(name string, read func([]byte)) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("upload: ledger: %w", err)
	}
	lines := bufio.NewReaderSize(f, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			read(line)
		}
		if errors.Is(err, io.EOF) && len(line) > 0 {
			_, err = f.Write([]byte{'\n'})
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return f, nil
		default:
			return nil, errors.Join(fmt.Errorf("upload: ledger: %w", err), f.Close())
		}
	}
}

// addLine writes v as one line, in one write.
func addLine(f *os.File, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("upload: ledger: %w", err)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("upload: ledger: %w", err)
	}
	return nil
}
