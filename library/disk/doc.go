// Package disk keeps a library's bytes as files in a data directory:
//
//	blobs/aa/bb/<sha256>   the bytes, under their SHA-256 in hex
//	staging/               files that are arriving
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
// All operations go through an [FS], by default over an os.Root, which no name
// can leave. Tests put one in its place that fails.
package disk
