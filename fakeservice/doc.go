// Package fakeservice is a whole MediaSock service in memory, for the tests of
// programs that use one. It is no mock: a real library behind a real handler,
// with every mechanism; only what is kept is forgotten.
//
//	service := fakeservice.New(fakeservice.Options{})
//	service.AddUser("ann", "her password")
//	server := httptest.NewTLSServer(service)
//	defer server.Close()
//	site, err := c.Discover(ctx, server.URL)
package fakeservice
