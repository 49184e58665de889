// Package library keeps a user's own media: a [Library] over an [Index], which
// knows what is known of media, albums and accounts, and a [Store], which keeps
// bytes under their SHA-256.
//
//	l, err := library.Open(ctx, mem.NewIndex(), mem.NewStore(), library.Options{Title: "Our photos"})
//	s, err := l.Session(ctx, user) // a mediasock.Session with every optional ability
//
// The rules are here, and only here: what a sign-in allows, which words win when
// a caller and a file say different things (see settle), how an upload becomes
// an item, what the trash keeps. Indexes and stores hold no rules; package
// librarytest holds them to their contracts, and package mem is the plainest
// pair.
//
// # An upload
//
// The bytes are staged and hashed once while they arrive ([Library.Stage]). When
// a session is told to add them they are compared with the hash that was
// announced, kept (synced, renamed, directories synced), and read for what they
// say of themselves; then one transaction of the index writes the row and the
// jobs that follow from it, and the answer may be given. Bytes come before the
// row: whatever breaks in between leaves bytes without a row, which [Library.Sweep]
// removes after a time of grace, never a row without bytes.
//
// # What is deleted
//
// Deleting moves an item or album to its owner's trash, whence it can be
// restored. Purging removes rows; bytes that no row needs are removed by the
// next sweep, and never while an upload of the same bytes is under way.
package library
