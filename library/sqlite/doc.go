// Package sqlite keeps a library's index in one SQLite database: items,
// albums, accounts, keys, jobs and settings, and a full-text index over them.
//
// [Open] returns an [Index]. It has one connection that writes and several that
// read. The writes of concurrent callers are grouped: each runs in a savepoint
// of its own, one commit with one sync makes all of them durable, and then each
// caller is answered. The database is in WAL mode with synchronous=FULL, so
// what was answered survives a power cut. Rows that are durable in a journal
// beside the database are answered at once, and written many in a commit that is
// not synced (late.go). If the disk fails while a transaction
// is written, nothing can be said of what reached it: the Index refuses every
// later write and says so on [Index.Fatal], and the process should stop.
//
// Listings are read in batches, each from its own short transaction. A slow
// consumer holds no connection and does not keep the write-ahead log from being
// emptied; what changes during a listing may be seen or not.
//
// The search index is an FTS5 table without content. Its rowid is not the
// item's id but grows with the date taken, so that the newest first costs no
// sorting and a page costs the same wherever it is. Everything that filters
// (who sees an item, whose it is, albums, kind, keywords) is a term of the same
// index, so that a page needs no join before it is cut. The words of notes, and
// of titles of albums that not everyone sees, are terms of their own, which are
// asked for only for those who may read them.
//
// In a large library which items have a term is kept in memory once it was asked
// for (sets.go), and the search index is asked for the rest.
//
// A change of an album's title or visibility rewrites the search rows of its
// items, and of what is in the albums below it if that is seen by others then,
// in the same transaction: nobody finds for a moment what is no longer theirs to
// see. Other writers wait for a large album, readers do not.
package sqlite
