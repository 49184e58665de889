package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/atom"
)

// downloadOptions are the flags of download.
type downloadOptions struct {
	from  string
	into  string
	limit int
}

func (p *program) downloadVerb() *cobra.Command {
	var o downloadOptions
	cmd := p.command(verb{
		use: "download QUERY", short: "Download the originals that a search finds",
		long: "Download fetches the original file of everything that the query finds; an empty query\n" +
			"finds all. A file that is there already is left alone, another of its name gets a number.",
		example: "  mediasock download 'crete -blurred' --from example.org --into ~/Crete\n  mediasock download '' --into backup",
		args:    cobra.ExactArgs(1),
		run:     func(ctx context.Context, args []string) error { return p.download(ctx, o, args[0]) },
	})
	cmd.Flags().StringVar(&o.from, "from", "", "the service; not needed where there is only one sign-in")
	cmd.Flags().StringVar(&o.into, "into", ".", "folder that the files go into")
	cmd.Flags().IntVar(&o.limit, "limit", 0, "files at most; 0 is all")
	return cmd
}

// download fetches the files one after the other. One that fails does not stop
// the others.
func (p *program) download(ctx context.Context, o downloadOptions, terms string) error {
	if terms == "" {
		if d, err := p.listable(ctx, o.from); d != nil || err != nil {
			return errors.Join(err, p.downloadListed(ctx, o, d))
		}
	}
	s, err := p.searcher(ctx, o.from)
	if err != nil {
		return err
	}
	defer s.close()
	if err := os.MkdirAll(o.into, 0o777); err != nil {
		return err
	}
	var done, failed int
	err = s.each(ctx, terms, o.limit, func(e *atom.Entry) error {
		name, err := s.fetch(ctx, e, o.into)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed++
			fmt.Fprintf(p.stderr, "%s: %s\n", printable(e.Title.String()), errorText(err))
			return nil
		}
		done++
		return p.printSaved(e.ID, name)
	})
	if err != nil {
		return err
	}
	return partly(done, failed)
}

func (p *program) printSaved(id, name string) error {
	if p.asJSON {
		return p.printJSON(map[string]string{"id": id, "file": name})
	}
	_, err := fmt.Fprintln(p.stdout, name)
	return err
}

// fetch fetches an entry's original into dir, through the session where that can, and
// returns the file's name.
func (s *searching) fetch(ctx context.Context, e *atom.Entry, dir string) (string, error) {
	if s.items == nil {
		return s.save(ctx, e, dir)
	}
	id, ok := s.items.ItemID(e.ID)
	if !ok {
		return "", errors.New("the service offers no original")
	}
	return saveItem(ctx, s.session, id, dir)
}

// save fetches an entry's original into dir and returns the file's name. The
// file appears whole, and as the entry describes it (MR-11), or not at all.
func (s *searching) save(ctx context.Context, e *atom.Entry, dir string) (string, error) {
	link, ok := original(e)
	if !ok {
		return "", errors.New("the service offers no original")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link.Href, nil)
	if err != nil {
		return "", err
	}
	web := *s.http
	web.Timeout = 0 // as long as it takes; Ctrl-C ends it
	response, err := web.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the service answers %s", response.Status)
	}
	temporary, err := os.CreateTemp(dir, ".download-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(temporary.Name())
	sums := e.Media.Sums(link.Href)
	n, err := io.Copy(io.MultiWriter(temporary, sums), s.bounded(response.Body))
	if err == nil && s.most > 0 && n > s.most {
		err = fmt.Errorf("the file is larger than %d bytes", s.most)
	}
	if err == nil && response.ContentLength >= 0 && n != response.ContentLength {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = sums.Check()
	}
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return "", err
	}
	return place(temporary.Name(), dir, fileName(response, e))
}

// bounded returns what may be read of a file, one byte more than is allowed.
func (s *searching) bounded(body io.Reader) io.Reader {
	if s.most <= 0 {
		return body
	}
	return io.LimitReader(body, s.most+1)
}

// fileName returns a name for the file that cannot lead out of its folder.
func fileName(response *http.Response, e *atom.Entry) string {
	_, parameters, err := mime.ParseMediaType(response.Header.Get("Content-Disposition"))
	name := parameters["filename"]
	if err != nil || name == "" {
		name = e.Title.String()
	}
	return safeName(name)
}

// safeName makes of what a service calls a file a name that every system takes.
func safeName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name[strings.LastIndexByte(name, '/')+1:])
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	if name == "" {
		return "file"
	}
	return strings.ToValidUTF8(name[:min(len(name), 200)], "")
}

// place gives a file its name, with a number where another file has it. One of
// the same bytes is the same file.
func place(temporary, dir, name string) (string, error) {
	ext := filepath.Ext(name)
	for n := 1; ; n++ {
		target := filepath.Join(dir, name)
		if n > 1 {
			target = filepath.Join(dir, strings.TrimSuffix(name, ext)+" ("+strconv.Itoa(n)+")"+ext)
		}
		if same, err := sameBytes(temporary, target); same || err != nil {
			return target, err
		}
		err := os.Link(temporary, target)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil { // a file system without links
			err = os.Rename(temporary, target)
		}
		return target, errors.Join(err, os.Chmod(target, 0o644))
	}
}

// sameBytes reports whether there is a file target with the bytes of name.
func sameBytes(name, target string) (bool, error) {
	info, err := os.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	a, err := fileSum(name)
	if err != nil {
		return false, err
	}
	b, err := fileSum(target)
	return a == b, err
}

func fileSum(name string) (sum [sha256.Size]byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return [sha256.Size]byte(h.Sum(nil)), err
}
