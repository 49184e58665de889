// Package disk keeps a library's bytes as files in a data directory:
//
//	blobs/aa/bb/<sha256>   the bytes, under their SHA-256 in hex
//	staging/               files that are arriving
//	intake/                a journal of small files that are not laid out yet
//	uploads/<id>           a file that arrives in parts, and <id>.info, its journal
//	sidecars/              what the index says of the bytes, in JSON
//	previews/aa/bb/        small pictures, which can be made again
//	quarantine/            what was found damaged
//	lock                   held by the process that uses the directory
//	version                of this layout
//
// [Open] takes the lock and returns a [Store]. A second process is refused.
//
// A file that arrives is written once, into staging, while its SHA-256 is taken
// on another goroutine, and the kernel is told early to begin writing it out.
// To keep it, the file is synced and closed, renamed to its place and the
// directory synced, with every directory that was newly made above it: when
// [Store.Put] or Keep returns, the bytes survive a power cut. A sync that fails
// is never tried again, because the kernel may have dropped the pages and call
// them clean: the file is dropped, and the error has state 6.
//
// Equal bytes are kept once. The second time the file that is there is synced
// anew, and only the date at which it was stored changes.
//
// A small file may go another way, if Options.Intake allows: it is appended to a
// segment of the intake, and one sync makes it durable with all that arrived
// meanwhile; the row of its item may lie beside it (KeepRow), and the segment is
// not written over before the index says that it has that. When nothing arrives for a while, or half of the intake is full, the
// records are laid out as files, synced with their directories, and the segment
// is written over. What an earlier process left there is laid out by Open, before
// anything is served; as often as it dies over that. Until it is a file, a blob
// is read from its segment. Close lays all out and removes the segments.
//
// All operations go through an [FS], by default over an os.Root, which no name
// can leave. Tests put one in its place that fails.
package disk
