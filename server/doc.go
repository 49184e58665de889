// Package server serves MediaSock over HTTP: one [Handler] is one endpoint that
// speaks all methods, protocols and formats on one URL.
//
// What it serves is a [Backend], which opens the session of a user whom one of
// the mechanisms has verified: a person's own library, or anything else that is
// a [mediasock.Session], a client's session with a foreign service among them.
//
//	h := &server.Handler{
//		Service:    mediasock.Identity{Value: "com.example", Title: "Example"},
//		Backend:    library,
//		Mechanisms: auth.All(),
//		Users:      users,
//		Base:       func(*http.Request) string { return "https://example.com" },
//	}
//	http.Handle("/mediasock/", h)
//
// A handshake announces exactly what is handled: the methods that the session
// has, the methods that [Handler.Handle] added, and what Handler.Extra says is
// served elsewhere.
//
// # An upload
//
// The file streams once into the backend's staging place while it arrives
// ([mediasock.Stager]; into a temporary file where the backend has none). What
// proves the user may follow the file, so the decision comes at the end; but
// who is verified when the file begins has the whole limit, who is refused by
// then is told so at once, and everybody else may send 256 MiB, a few at a time
// from one address, which are dropped on refusal.
//
// # Forgery
//
// A browser sends cookies and Basic credentials along unasked. So what changes
// anything is not done by GET, and nothing is done by a POST that another
// site's page makes the browser send.
package server
