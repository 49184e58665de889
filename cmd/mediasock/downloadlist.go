package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/openmedia"
)

// listable returns the session of a sign-in whose service can list its items and
// cannot be searched; nil for any other.
func (p *program) listable(ctx context.Context, domain string) (*destination, error) {
	in, _, err := p.kept(domain)
	if err != nil || in.Driver == "" {
		return nil, nil // the search tells what is wrong
	}
	d, err := p.destination(ctx, domain)
	if err != nil {
		return nil, err
	}
	_, searches := d.session.(openmedia.Searcher)
	_, lists := d.session.(mediasock.MediaLister)
	if searches || !lists {
		d.close()
		return nil, nil
	}
	return d, nil
}

// downloadListed fetches everything from a service that can list its items and
// cannot be searched.
func (p *program) downloadListed(ctx context.Context, o downloadOptions, d *destination) error {
	if d == nil {
		return nil
	}
	defer d.close()
	if err := os.MkdirAll(o.into, 0o777); err != nil {
		return err
	}
	var done, failed int
	for m, err := range mediasock.ListMedia(ctx, d.session, mediasock.MediaQuery{Limit: o.limit}) {
		if err != nil {
			return fmt.Errorf("%s: %w", d.signIn.Domain, err)
		}
		name, err := saveItem(ctx, d.session, m.ID, o.into)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed++
			fmt.Fprintf(p.stderr, "%s: %s\n", printable(m.File.Name), errorText(err))
			continue
		}
		done++
		if err := p.printSaved(m.ID, name); err != nil {
			return err
		}
	}
	return partly(done, failed)
}

// saveItem fetches an item's file into dir and returns the file's name. The file
// appears whole or not at all.
func saveItem(ctx context.Context, s mediasock.Session, id, dir string) (string, error) {
	d, err := mediasock.OpenMedia(ctx, s, id)
	if err != nil {
		return "", err
	}
	content, err := d.Open()
	if err != nil {
		return "", err
	}
	defer content.Close()
	temporary, err := os.CreateTemp(dir, ".download-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(temporary.Name())
	n, err := io.Copy(temporary, content)
	if want := d.Size(); err == nil && want > 0 && n != want {
		err = io.ErrUnexpectedEOF
	}
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return "", err
	}
	return place(temporary.Name(), dir, safeName(d.Name()))
}

// partly is what a run ends with of which some failed.
func partly(done, failed int) error {
	switch {
	case failed > 0 && done > 0:
		return &exitError{code: exitPartly}
	case failed > 0:
		return &exitError{code: exitFailed}
	}
	return nil
}
