package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock"
)

func (p *program) albumsVerb() *cobra.Command {
	var to, parent, caption string
	list := p.command(verb{
		use: "list", short: "List the albums",
		example: "  mediasock albums list --to example.org",
		args:    cobra.NoArgs,
		run:     func(ctx context.Context, _ []string) error { return p.listAlbums(ctx, to) },
	})
	add := p.command(verb{
		use: "add TITLE", short: "Make an album",
		example: "  mediasock albums add 'Crete 2025' --parent 123456",
		args:    cobra.ExactArgs(1),
		run: func(ctx context.Context, args []string) error {
			t := &mediasock.Taxon{Title: args[0], Caption: caption}
			if parent != "" {
				t.Parents = mediasock.List{parent}
			}
			return p.addAlbum(ctx, to, t)
		},
	})
	add.Flags().StringVar(&parent, "parent", "", "id of the album that it goes into")
	add.Flags().StringVar(&caption, "caption", "", "what is said of it")
	albums := p.command(verb{
		use: "albums", short: "List albums, or make one",
		example: "  mediasock albums --to example.org\n  mediasock albums add 'Crete 2025'",
		args:    cobra.NoArgs,
		run:     func(ctx context.Context, _ []string) error { return p.listAlbums(ctx, to) },
	})
	albums.PersistentFlags().StringVar(&to, "to", "", "the service, or folder:PATH; not needed where there is only one sign-in")
	albums.AddCommand(list, add)
	return albums
}

// album is a taxon as JSON.
type album struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Caption  string   `json:"caption,omitempty"`
	Parents  []string `json:"parents,omitempty"`
	Resource string   `json:"resource,omitempty"`
	Append   []string `json:"append,omitempty"`
}

func (p *program) listAlbums(ctx context.Context, to string) error {
	c, err := p.destination(ctx, to)
	if err != nil {
		return err
	}
	defer c.close()
	var taxa []mediasock.Taxon
	for t, err := range c.session.TaxaList(ctx) {
		if err != nil {
			return err
		}
		if p.asJSON {
			if err := p.printJSON(album{t.ID, t.Title, t.Caption, t.Parents, t.Resource, t.Append}); err != nil {
				return err
			}
			continue
		}
		taxa = append(taxa, t)
	}
	printTree(p.stdout, taxa)
	return nil
}

func (p *program) addAlbum(ctx context.Context, to string, t *mediasock.Taxon) error {
	c, err := p.destination(ctx, to)
	if err != nil {
		return err
	}
	defer c.close()
	item, err := c.session.TaxaAppend(ctx, t)
	if err != nil {
		return fmt.Errorf("album %q: %w", t.Title, err)
	}
	if p.asJSON {
		return p.printJSON(album{ID: item.ID, Title: t.Title, Caption: t.Caption, Parents: t.Parents, Append: item.Append})
	}
	_, err = fmt.Fprintln(p.stdout, item.ID)
	return err
}
