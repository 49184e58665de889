// Package mediasock holds the words of MediaSock 1.4: the handshake with which
// a service says what it offers, the states with which it answers, the media
// and taxa that are exchanged, and the two interfaces that everything else is
// built on.
//
// A [Service] is a place that can be signed in to; a [Session] is one user's
// use of it. A client's session over HTTP is a Session, so is a user's own
// library, so is a driver for a foreign service. The server in package server
// serves any Session, and so do the façades for foreign protocols: whatever
// protocol can be served can stand in front of whatever can be driven.
//
// What a service may be able to do beyond the six methods of MediaSock is a
// second interface ([MediaUpdater], [MediaLister], …) with a function that asks
// for it ([UpdateMedia], [ListMedia], …) and answers [ErrUnsupported] where it
// is absent.
//
// The package parses and formats the small values of the specification: lists,
// attribute lists, dates, coordinates, the apis list and the sock tokens. It
// reads leniently, within limits, and writes exactly one form. The requirement
// numbers in comments (MS-n for a statement of the specification, A-n for a
// decision where it is silent) are explained in doc/spec-readings.md and
// doc/conformance.md.
package mediasock

// Version is the version of MediaSock that this module speaks (MS-1).
const Version = "1.4"

// The names of MediaSock's own methods, as they stand in a method parameter
// and in an apis list.
const (
	MethodHandshake   = "mediasock.handshake"
	MethodSignout     = "mediasock.auth.signout"
	MethodMediaAppend = "mediasock.media.append"
	MethodMediaUpdate = "mediasock.media.update"
	MethodTaxaList    = "mediasock.taxa.list"
	MethodTaxaAppend  = "mediasock.taxa.append"
)

// Methods lists MediaSock's own methods in the order in which the
// specification describes them. A wildcard is announced only if all of them
// work.
func Methods() []string {
	return []string{
		MethodHandshake, MethodSignout, MethodMediaAppend,
		MethodMediaUpdate, MethodTaxaList, MethodTaxaAppend,
	}
}
