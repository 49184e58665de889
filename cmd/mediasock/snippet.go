package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A snippet is what is known of a site that is to carry a block.
type snippet struct {
	kind     string // xml, html, login, upload
	title    string
	id       string
	login    string // URL of the page that signs in
	upload   string // URL that takes uploads
	albums   string // URL that lists albums
	auth     []string
	types    []string
	apis     []string // foreign ones, NAME:URL
	needsOne bool
	serial   int
	ask      bool
}

func (p *program) snippetVerb() *cobra.Command {
	var s snippet
	cmd := p.command(verb{
		use: "snippet xml|html|login|upload", short: "Write what makes an existing site known",
		long: "Snippet writes what an existing site needs to be a MediaSock service:\n" +
			"  xml     an index.xml to put into the folder mediasock of the web space\n" +
			"  html    an index.html for the same place\n" +
			"  login   the block for the head of a login page\n" +
			"  upload  the block for the head of an upload page\n" +
			"Without flags it asks on the terminal. What is written passes mediasock check.",
		example: "  mediasock snippet xml --title Pictures --id org.example --api 'flickr.*:https://example.org/services/rest/'\n" +
			"  mediasock snippet login --title Pictures --id org.example --upload-url https://example.org/upload.php",
		args: cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		run:  func(_ context.Context, args []string) error { return p.snippet(args[0], s) },
	})
	cmd.ValidArgs = []string{"xml", "html", "login", "upload"}
	flags := cmd.Flags()
	flags.StringVar(&s.title, "title", "", "name of the site")
	flags.StringVar(&s.id, "id", "", "identifier that never changes, such as org.example")
	flags.StringVar(&s.login, "login-url", "", "URL of the login page; not needed for the block of that page itself")
	flags.StringVar(&s.upload, "upload-url", "", "URL that takes uploads (mediasock.media.append)")
	flags.StringVar(&s.albums, "albums-url", "", "URL that lists albums (mediasock.taxa.list)")
	flags.StringSliceVar(&s.auth, "auth", nil, "mechanisms to sign in (default hsc, cookies, where there is a login page)")
	flags.StringSliceVar(&s.types, "types", nil, "what may be uploaded, such as img,image/jpeg (default anything)")
	flags.StringArrayVar(&s.apis, "api", nil, "a foreign API, as NAME:URL; may be repeated, the preferred first")
	flags.BoolVar(&s.needsOne, "album-needed", false, "an upload must go into an album (feat.amp)")
	flags.IntVar(&s.serial, "serial", 1, "number to raise whenever the block changes")
	flags.BoolVar(&s.ask, "ask", false, "ask the questions although standard input is no terminal")
	return cmd
}

func (p *program) snippet(kind string, s snippet) error {
	s.kind = kind
	if s.ask || s.title == "" && s.id == "" && isTerminal(p.stdin) {
		if err := p.questions(&s); err != nil {
			return err
		}
	}
	text, err := s.write()
	if err != nil {
		return usageError(err)
	}
	if p.asJSON {
		return p.printJSON(struct {
			Kind string `json:"kind"`
			Text string `json:"text"`
		}{kind, string(text)})
	}
	if _, err := p.stdout.Write(text); err != nil {
		return err
	}
	fmt.Fprintln(p.stderr, hints[kind])
	return nil
}

// hints say what to do with what was written.
var hints = map[string]string{
	"xml":    "mediasock: save this as mediasock/index.xml on the site, and try: mediasock check",
	"html":   "mediasock: save this as mediasock/index.html on the site, and try: mediasock check",
	"login":  "mediasock: put this into the head of the login page, let /mediasock/ lead there, call the fields username\nand password, and write 0 for 1 in stat when the login succeeded, 2 when it failed",
	"upload": "mediasock: put this into the head of the upload page, call the fields media.data, media.title, media.caption\nand media.keywords, and write the new item's id into item, or the state and a message into stat",
}

// write returns the text.
func (s *snippet) write() ([]byte, error) {
	if s.title == "" || s.id == "" {
		return nil, errors.New("--title and --id are needed")
	}
	reply := &wire.Reply{Service: mediasock.Identity{Value: s.id, Title: s.title, Version: "1.4"}}
	if s.kind == "upload" {
		reply.Results = []wire.Result{{Method: mediasock.MethodMediaAppend, Item: &mediasock.Item{}}}
		return comment(reply)
	}
	offer, err := s.offer()
	if err != nil {
		return nil, err
	}
	reply.Results = []wire.Result{{Method: mediasock.MethodHandshake, Stat: offer.Stat, Handshake: offer}}
	switch s.kind {
	case "login":
		return comment(reply)
	case "html":
		return s.page(reply)
	}
	var b bytes.Buffer
	err = wire.WriteReply(&b, reply, wire.WriteOptions{})
	return b.Bytes(), err
}

func comment(reply *wire.Reply) ([]byte, error) {
	b, err := wire.AppendComment(nil, reply)
	if !bytes.HasSuffix(b, []byte("\n")) {
		b = append(b, '\n')
	}
	return b, err
}

// page returns an index.html that says to people, too, what it is.
func (s *snippet) page(reply *wire.Reply) ([]byte, error) {
	block, err := comment(reply)
	if err != nil {
		return nil, err
	}
	title := template.HTMLEscapeString(s.title)
	return slices.Concat(
		[]byte("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>"+title+"</title>\n"), block,
		[]byte("</head>\n<body>\n<p>"+title+" can be used by programs that speak MediaSock: give them the name of this site.</p>\n</body>\n</html>\n")), nil
}

// offer returns the handshake of the block.
func (s *snippet) offer() (*mediasock.Handshake, error) {
	apis, err := s.list()
	if err != nil {
		return nil, err
	}
	sock, err := s.sock()
	if err != nil {
		return nil, err
	}
	if len(sock.Family("auth")) > 0 {
		if _, ok := apis.Lookup(mediasock.MethodHandshake); !ok {
			return nil, errors.New("--auth needs --login-url: where is signed in?") // MS-42
		}
	}
	return &mediasock.Handshake{
		Stat: mediasock.Stat{Code: mediasock.CodeAuth, Serial: fmt.Sprint(s.serial)}, APIs: apis, Sock: sock,
	}, nil
}

// list returns the apis: MediaSock's own methods, then the foreign ones.
func (s *snippet) list() (mediasock.APIs, error) {
	var apis mediasock.APIs
	if s.kind == "login" && s.login == "" {
		apis = append(apis, mediasock.API{Name: mediasock.MethodHandshake})
	}
	for _, own := range []struct{ name, url, flag string }{
		{mediasock.MethodHandshake, s.login, "--login-url"},
		{mediasock.MethodMediaAppend, s.upload, "--upload-url"},
		{mediasock.MethodTaxaList, s.albums, "--albums-url"},
	} {
		if own.url == "" {
			continue
		}
		if !whole(own.url) {
			return nil, fmt.Errorf("%s %q: want a whole URL, such as https://example.org/page", own.flag, own.url)
		}
		apis = append(apis, mediasock.API{Name: own.name, URL: own.url})
	}
	for _, foreign := range s.apis {
		name, address, _ := strings.Cut(foreign, ":")
		read := mediasock.ParseAPIs(name, "")
		if len(read) != 1 || !whole(address) || strings.ContainsAny(name, "; ") {
			return nil, fmt.Errorf("--api %q: want NAME:URL, such as 'flickr.*:https://example.org/rest/'", foreign)
		}
		apis = append(apis, mediasock.API{Name: read[0].Name, URL: address})
	}
	if len(apis) == 0 || s.kind == "login" && s.upload == "" {
		return nil, errors.New("--upload-url or --api is needed: what does the site offer?")
	}
	if s.needsOne && s.albums == "" {
		return nil, errors.New("--album-needed needs --albums-url: which albums are there?") // MS-165
	}
	return apis, nil
}

// sock returns the mechanisms, types and features.
func (s *snippet) sock() (mediasock.Sock, error) {
	mechanisms := s.auth
	if len(mechanisms) == 0 && (s.kind == "login" || s.login != "") {
		mechanisms = []string{"hsc"}
	}
	var sock mediasock.Sock
	known := []string{"hpo", "hsc", "hsk", "hst", "hdi", "hba", "hws", "pub", "exa"}
	for _, name := range mechanisms {
		name = strings.TrimPrefix(name, "auth.")
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("--auth %q: want some of %s", name, strings.Join(known, ","))
		}
		sock = append(sock, "auth."+name)
	}
	for _, name := range s.types {
		sock = append(sock, "type."+strings.TrimPrefix(name, "type."))
	}
	if s.needsOne {
		sock = append(sock, "feat.amp")
	}
	return sock, nil
}

// whole reports whether an address is a URL that can be called.
func whole(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil && slices.Contains([]string{"http", "https"}, cmp.Or(u.Scheme, "-"))
}
