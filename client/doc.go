// Package client finds MediaSock services by what a user types and signs in to
// them: discovery, negotiation, and sessions over HTTP.
//
// A [Client] holds what all sites have in common: how HTTP is spoken, which
// mechanisms are known, what the user allows. [Client.Discover] turns a typed
// domain into a [Site], which is a [mediasock.Service]; its Handshake signs in
// by the best mechanism that both ends know and returns a [Session], which is a
// [mediasock.Session]:
//
//	c := &client.Client{Mechanisms: auth.All(), APIKey: "example"}
//	site, err := c.Discover(ctx, "example.com")
//	session, err := site.Handshake(ctx, mediasock.Credentials{Username: "ann", Password: pw})
//	item, err := session.MediaAppend(ctx, &mediasock.Media{Title: "Pier"}, file)
//
// The service may be one that knows all of MediaSock, an HTML login page with a
// block in its head, or a static file (MS-11, MS-227).
//
// # What the client protects its user from
//
// What a server says is never trusted. Credentials go to the origin that was
// discovered and to no other without consent (XS-5); they follow no redirect to
// another origin and no step from https down to http; passwords do not travel
// in clear text over http unless [Policy] says so. A URL that a
// site names on a private network is not called unless the site itself is
// there. Sizes, counts and times are bounded.
package client
