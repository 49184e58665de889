package main

import (
	"cmp"
	"context"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
)

// A destination is a session of whatever service the user is signed in to.
type destination struct {
	signIn  signIn
	session mediasock.Session
	close   func()

	parallel int // uploads at once that the service bears well; 0: the uploader knows
}

// destination signs in to the service of a domain, by MediaSock or by the driver that
// login found; "" means the only one there is.
func (p *program) destination(ctx context.Context, domain string) (*destination, error) {
	log, err := p.logger()
	if err != nil {
		return nil, err
	}
	if address, ok, err := folderAddress(domain); ok {
		if err != nil {
			return nil, err
		}
		return openFolder(ctx, address, log)
	}
	in, password, err := p.kept(domain)
	if err != nil {
		return nil, err
	}
	if in.Driver == "" {
		c, err := p.connect(ctx, domain)
		if err != nil {
			return nil, err
		}
		return &destination{signIn: c.signIn, session: c.session, close: func() { c.close(ctx, log) }}, nil
	}
	c, err := p.newClient(client.Policy{ClearText: in.ClearText})
	if err != nil {
		return nil, err
	}
	session, err := p.signInBy(ctx, c, in, password)
	if err != nil {
		return nil, err
	}
	d, _ := driverOf(in.Driver)
	return &destination{signIn: in, session: session, close: func() { signOut(ctx, session, log) }, parallel: d.Parallel}, nil
}

// kept returns the sign-in for a domain and its password.
func (p *program) kept(domain string) (signIn, string, error) {
	dir, err := p.configDir()
	if err != nil {
		return signIn{}, "", err
	}
	list, err := openSignIns(dir)
	if err != nil {
		return signIn{}, "", err
	}
	if address, ok, err := folderAddress(domain); ok && err == nil {
		domain = address
	}
	in, err := list.find(domain)
	if err != nil {
		return in, "", err
	}
	password, err := list.password(in)
	return in, password, err
}

// ledgerName names the service in the ledger: by its unique value (MS-46), else
// by its address.
func (d *destination) ledgerName() string {
	return cmp.Or(d.session.Offer().Service.Value, d.signIn.Address, d.signIn.Origin)
}
