// Package auth holds the ways to sign in that MediaSock knows, one file a
// mechanism with both of its ends in it, and the ciphers that may hide what is
// sent (MS-189 to MS-213).
//
// A [Mechanism] is a value: its sock token, the client's end and the server's.
// A client takes the best one that a service offers with [Choose] and signs
// every call of the session with the [Signer] that it makes:
//
//	choice, err := auth.Choose(offer, auth.All(), auth.Policy{})
//	signer := choice.Signer(credentials)
//	err = signer.Sign(call)
//
// A server puts the mechanisms that it accepts together to a [Gate], which is
// itself a [Verifier]: it refuses calls that name two users, writes the
// challenges in the order that real clients need, and announces over plain http
// only what is safe there.
//
//	gate := auth.NewGate(users, auth.Default(auth.Options{Realm: "example.com"})...)
//	ctx = auth.WithRequest(ctx)
//	user, err := gate.Verify(ctx, call)
//
// Where accounts are kept is asked through [Users]. The account's own password
// is stored with a slow hash, so it signs in once, in a handshake over TLS or
// from this machine; mechanisms that sign every call take app passwords, which
// are random and checked in microseconds (doc/design.md, "Sign-in").
package auth
