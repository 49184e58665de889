package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/embed"
	"github.com/mediasock/mediasock/internal/compose"
	"github.com/mediasock/mediasock/library/thumb"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/services"
)

// embedOptions are the flags of search that make texts of results.
type embedOptions struct {
	format string
	into   string
	edge   int
	own    bool
}

func (o *embedOptions) flags(flags *pflag.FlagSet) {
	flags.StringVar(&o.format, "embed", "", "print each result as html, markdown or bbcode")
	flags.StringVar(&o.into, "into", "", "folder for copies of the pictures; without it photographs are linked to in words")
	flags.IntVar(&o.edge, "edge", 640, "longer edge of the copies in pixels")
	flags.BoolVar(&o.own, "own", false, "the media is yours: copy it without a licence too")
}

func (o *embedOptions) check() error {
	if o.format == "" {
		if o.into != "" {
			return usageError(errors.New("--into goes with --embed"))
		}
		return nil
	}
	if o.edge < 16 || o.edge > 8192 {
		return usageError(fmt.Errorf("--edge %d: want 16 to 8192", o.edge))
	}
	if _, err := (embed.Piece{}).Format(embed.Format(o.format)); err != nil {
		return usageError(fmt.Errorf("--embed %q: want html, markdown or bbcode", o.format))
	}
	return nil
}

// embedded returns a result as a text. A picture that cannot be had makes it one
// in words alone, and a line on standard error.
func (s *manySearch) embedded(ctx context.Context, o embedOptions, f *services.Found) (string, error) {
	options := embed.Options{Edge: o.edge, Own: o.own}
	if o.into != "" && (o.own || embed.TermsOf(&f.Entry, f.Feed).Copy) && f.Entry.Media.Player == nil {
		copy, err := s.copy(ctx, o, f)
		switch {
		case ctx.Err() != nil:
			return "", ctx.Err()
		case errors.Is(err, thumb.ErrUnsupported): // no picture
		case err != nil:
			fmt.Fprintf(s.program.stderr, "%s: %s\n", printable(f.Entry.Title.String()), errorText(err))
		default:
			options.Src, options.Width, options.Height = filepath.ToSlash(copy.name), copy.Width, copy.Height
		}
	}
	return embed.Of(&f.Entry, f.Feed, options).Format(embed.Format(o.format))
}

// pictureCopy is a copy of our own, as small as it is shown.
type pictureCopy struct {
	name string
	thumb.Preview
}

// maxCopy bounds the original of a picture that is embedded, in bytes.
const maxCopy = 256 << 20

// whole returns the entry with its original, which some indexes tell only of an
// entry that is asked for by itself (OM-27).
func (s *manySearch) whole(ctx context.Context, f *services.Found) *atom.Entry {
	index := s.indexes[f.Source]
	if _, ok := original(&f.Entry); ok || index == nil {
		return &f.Entry
	}
	if e, err := index.Entry(ctx, f.Entry.ID); err == nil {
		return e
	}
	return &f.Entry
}

// copy fetches the original and makes a picture of it (OM-37). The original is
// not kept.
func (s *manySearch) copy(ctx context.Context, o embedOptions, f *services.Found) (*pictureCopy, error) {
	dir, err := os.MkdirTemp("", "mediasock-embed-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	entry := s.whole(ctx, f)
	if file, ok := entry.Media.Default(); !ok || file.MediumOf() != mediarss.Image {
		return nil, thumb.ErrUnsupported
	}
	from := &searching{domain: f.Source, http: s.client(f.Source), most: maxCopy}
	name, err := from.save(ctx, entry, dir)
	if err != nil {
		return nil, err
	}
	preview, err := picture(ctx, name, o.edge)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.into, 0o777); err != nil {
		return nil, err
	}
	made, err := os.CreateTemp(o.into, ".embed-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(made.Name())
	_, err = made.Write(preview.JPEG)
	if err := errors.Join(err, made.Close()); err != nil {
		return nil, err
	}
	base := filepath.Base(name)
	target, err := place(made.Name(), o.into, base[:len(base)-len(filepath.Ext(base))]+".jpg")
	return &pictureCopy{target, *preview}, err
}

// picture makes a picture of the file of that name.
func picture(ctx context.Context, name string, edge int) (*thumb.Preview, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	return compose.Picture(ctx, f, size, filepath.Base(name), edge)
}
