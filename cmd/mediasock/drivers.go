package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/announced"
	"github.com/mediasock/mediasock/services/folder"
	"github.com/mediasock/mediasock/services/immich"
	"github.com/mediasock/mediasock/services/metaweblog"
	"github.com/mediasock/mediasock/services/piwigo"
	"github.com/mediasock/mediasock/services/webdav"
	"github.com/mediasock/mediasock/services/wordpress"
)

// drivers are the services that can be found at a domain and used, in the order
// of preference. MediaSock itself comes before all of them.
func drivers() services.Registry {
	return append(services.Registry{immich.Driver(), piwigo.Driver(), webdav.Driver(), wordpress.Driver(), metaweblog.Driver(), folder.Driver()}, announced.Drivers()...)
}

// usable returns the site that files can be sent to: that of the driver named,
// or the best if name is "".
func (l *look) usable(name string) (services.Site, services.Driver, bool) {
	for _, s := range l.others {
		if d, ok := driverOf(s.Driver); ok && (name == "" || name == d.Name) {
			return s, d, true
		}
	}
	return services.Site{}, services.Driver{}, false
}

// driverOf returns the driver of a name if files can be sent by it.
func driverOf(name string) (services.Driver, bool) {
	all := drivers()
	i := slices.IndexFunc(all, func(d services.Driver) bool { return d.Name == name && d.Service != nil })
	if i < 0 {
		return services.Driver{}, false
	}
	return all[i], true
}

// ownService is what --service calls MediaSock.
const ownService = "mediasock"

// unusable says why nothing can be signed in to.
func (l *look) unusable(wanted, domain string) error {
	var names []string
	for _, s := range l.others {
		names = append(names, s.Driver)
	}
	if l.own != nil {
		names = append([]string{ownService}, names...)
	}
	what := "no service that can be signed in to"
	if wanted != "" {
		what = fmt.Sprintf("no %q", wanted)
	}
	return &exitError{exitNoService, fmt.Errorf("%s has %s; it speaks %s", domain, what, strings.Join(names, ", "))}
}

// signInBy opens a session by a driver. What is sent stays at the origin that the
// sign-in is for (XS-5), encrypted unless the user allowed otherwise.
func (p *program) signInBy(ctx context.Context, c *client.Client, in signIn, password string) (mediasock.Session, error) {
	log, err := p.logger()
	if err != nil {
		return nil, err
	}
	if in.Driver != folder.Name && !in.ClearText && !isHidden(in.Origin) {
		return nil, fmt.Errorf("sign in to %s: the connection is not encrypted; --allow-clear-text sends the password all the same", in.Domain)
	}
	driver, ok := driverOf(in.Driver)
	if !ok {
		return nil, fmt.Errorf("%s: this program knows no service %q; run mediasock login %s", in.Domain, in.Driver, in.Domain)
	}
	return openBy(ctx, driver, in, password, &services.Options{HTTP: c.Confined(in.Origin), Clear: in.ClearText, Log: log})
}

// openBy opens the session of a sign-in.
func openBy(ctx context.Context, driver services.Driver, in signIn, password string, o *services.Options) (mediasock.Session, error) {
	service, err := driver.Service(in.Address, o)
	if err != nil {
		return nil, err
	}
	session, err := service.Handshake(ctx, mediasock.Credentials{Username: in.User, Password: password, APIKey: ownService})
	if err != nil {
		return nil, fmt.Errorf("sign in to %s: %w", in.Domain, err)
	}
	return session, nil
}
