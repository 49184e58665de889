// Package campaign breaks a running service on purpose, thousands of times, and
// checks after each time that it has all that it said it has.
//
// A [Campaign] starts the real program on a [Disk], lets several clients upload,
// edit, move, delete, restore and purge by the protocols that any client speaks,
// and pulls the plug at a random moment: the process is killed, or the file
// system loses power under it. The [Ledger] knows every operation that was
// acknowledged, and those under way whose outcome nobody knows. The verifier then
// compares the ledger with the service that was started again:
//
//   - what was acknowledged is there, with its words, its album and its bytes;
//   - what was not acknowledged is there wholly or not at all;
//   - nothing is there twice, and nothing that nobody sent.
//
// Rows are read by a second connection that cannot write, bytes by HTTP from the
// service itself, and the program's own fsck judges each library at its end.
// Nothing here knows how a library keeps its bytes.
package campaign
