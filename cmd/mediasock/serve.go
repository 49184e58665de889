package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library/film"
)

// serveOptions are the settings of the service.
type serveOptions struct {
	listen       string
	data         string
	baseURL      string
	proxies      []string
	tlsCert      string
	tlsKey       string
	insecureHTTP bool
	title        string
	id           string
	auth         string
	ciphers      string
	contact      string
	ffmpeg       string
	facades      string
	tags         []string
	sources      []string
	reach        []string
}

// flags declares the settings.
func (o *serveOptions) flags(flags *pflag.FlagSet, dataDir string) {
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8080", "address and port to listen on")
	flags.StringVar(&o.data, "data", dataDir, "the data directory")
	flags.StringVar(&o.baseURL, "base-url", "", "URL under which the service is reached from elsewhere; links are built on it")
	flags.StringSliceVar(&o.proxies, "trusted-proxy", nil, "addresses or networks of proxies whose X-Forwarded headers are believed")
	flags.StringVar(&o.tlsCert, "tls-cert", "", "file of the certificate, PEM")
	flags.StringVar(&o.tlsKey, "tls-key", "", "file of its key, PEM")
	flags.BoolVar(&o.insecureHTTP, "insecure-http", false, "let passwords cross the network unencrypted")
	flags.StringVar(&o.title, "title", "", "name that people see (default MediaSock)")
	flags.StringVar(&o.id, "id", "", "unique identifier, such as com.example; settled at the first start for ever")
	flags.StringVar(&o.auth, "auth", "", "ways to sign in, such as hsc,hba; or all (default hpo,hsc,hsk,hst,hdi,hba,hws)")
	flags.StringVar(&o.ciphers, "ciphers", "", "ciphers of credentials, such as txt,md5; or all (default txt)")
	flags.StringVar(&o.facades, "facades", "", "other protocols that are spoken, such as piwigo,webdav; all, or none (default all)")
	flags.StringSliceVar(&o.tags, "tags", nil, "words that the search description tells of the site, such as alps,birds")
	flags.StringVar(&o.ffmpeg, "ffmpeg", "auto", "program that makes pictures of films and what browsers can play of them; auto is ffmpeg if it is there, none is none")
	flags.StringSliceVar(&o.sources, "sources", usualPlaces(), "where writers search beside the library: "+strings.Join(conduits().Names(), ", ")+"; domains for any site they name; or none")
	flags.StringSliceVar(&o.reach, "reach", nil, "networks that may be fetched from beside the public internet, such as 192.168.0.0/16")
	flags.StringVar(&o.contact, "contact", "", "e-mail address that the search description names")
}

func (p *program) serveVerb() *cobra.Command {
	var o serveOptions
	cmd := p.command(verb{
		use: "serve", short: "Run the service",
		long: "Serve runs the service on a data directory, which it makes. It stops on SIGTERM or Ctrl-C\n" +
			"after the requests that are under way.",
		example: "  mediasock serve --data ~/media\n  mediasock serve --listen :443 --tls-cert cert.pem --tls-key key.pem",
		args:    cobra.NoArgs,
		run:     func(ctx context.Context, _ []string) error { return p.serve(ctx, o) },
	})
	o.flags(cmd.Flags(), p.dataDir())
	return cmd
}

// serve opens the library, listens, and serves until ctx is done.
func (p *program) serve(ctx context.Context, o serveOptions) (err error) {
	log, err := p.logger()
	if err != nil {
		return err
	}
	options, err := o.site()
	if err != nil {
		return usageError(err)
	}
	encryption, err := o.tls()
	if err != nil {
		return usageError(err)
	}
	h, err := openHome(ctx, homeOptions{Data: o.data, Title: o.title, ID: o.id, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	listener, scheme, err := listen(ctx, o.listen, encryption)
	if err != nil {
		return err
	}
	defer listener.Close()
	options.Library, options.Accounts, options.Log = h.Library, h.Accounts, log
	s := site.New(options)
	stopAdmin, err := serveAdmin(ctx, o.data, h.Library, h.Accounts, log)
	if err != nil {
		return fmt.Errorf("admin socket: %w", err)
	}
	defer stopAdmin()
	if err := p.welcome(ctx, o, scheme+"://"+reachable(listener.Addr()), s, h); err != nil {
		return err
	}
	return p.runServer(ctx, log, listener, s, h)
}

// site turns the settings into those of the site.
func (o *serveOptions) site() (site.Options, error) {
	options := site.Options{InsecureHTTP: o.insecureHTTP, Contact: o.contact, Tags: o.tags}
	if o.baseURL != "" {
		u, err := url.Parse(o.baseURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			return options, fmt.Errorf("--base-url %q: want a URL such as https://media.example.org", o.baseURL)
		}
		options.Front.BaseURL = strings.TrimSuffix(u.String(), "/")
	}
	for _, text := range o.proxies {
		prefix, err := parsePrefix(text)
		if err != nil {
			return options, fmt.Errorf("--trusted-proxy %q: want an address or a network such as 10.0.0.0/8", text)
		}
		options.Front.Proxies = append(options.Front.Proxies, prefix)
	}
	var err error
	if options.Facades, err = chooseFacades(o.facades); err != nil {
		return options, err
	}
	if options.Film, err = findFilm(o.ffmpeg); err != nil {
		return options, fmt.Errorf("--ffmpeg: %w", err)
	}
	if options.Codecs, err = decoders(); err != nil {
		return options, err
	}
	if options.Compose, err = o.compose(); err != nil {
		return options, err
	}
	ciphers, err := auth.ParseCiphers(o.ciphers)
	if err != nil {
		return options, err
	}
	options.Mechanisms, err = auth.Parse(o.auth, auth.Options{Ciphers: ciphers, InsecureHTTP: o.insecureHTTP})
	return options, err
}

// parsePrefix reads an address or a network.
func parsePrefix(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

// tls returns how connections are encrypted, nil if they are not.
func (o *serveOptions) tls() (*tls.Config, error) {
	switch {
	case (o.tlsCert == "") != (o.tlsKey == ""):
		return nil, errors.New("--tls-cert and --tls-key go together")
	case o.tlsCert == "":
		return nil, nil
	}
	certificate, err := tls.LoadX509KeyPair(o.tlsCert, o.tlsKey)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	return &tls.Config{
		Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12,
	}, nil
}

// listen listens at an address, with TLS if there is a configuration for it.
func listen(ctx context.Context, address string, encryption *tls.Config) (_ net.Listener, scheme string, err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil || encryption == nil {
		return listener, "http", err
	}
	return tls.NewListener(listener, encryption), "https", nil
}

// findFilm returns the program of --ffmpeg; nil if there is to be none.
func findFilm(name string) (*film.Tool, error) {
	switch name {
	case "", "none":
		return nil, nil
	case "auto":
		if found, err := film.Find("ffmpeg"); err == nil {
			return found, nil
		}
		return nil, nil // then there is none
	}
	return film.Find(name)
}
