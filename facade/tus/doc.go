// Package tus serves tus 1.0.0 (https://tus.io/protocols/resumable-upload) over
// any MediaSock session: uploads in parts that can be resumed after a broken
// connection, a closed laptop, a restart or a power cut of the server.
//
// A [Handler] takes the bytes into a [mediasock.Resumer], which a library is, and
// gives the whole file to the user's session, which adopts it. The rules:
//
//   - An Upload-Offset that was told is on disk, synced. A request that breaks
//     off keeps what has arrived; one whose Upload-Checksum is wrong (460) keeps
//     nothing of it.
//   - An upload belongs to the user who made it; to everybody else it is unknown
//     (404). Its address cannot be guessed.
//   - One request at a time writes to an upload. A second PATCH is told 423; HEAD
//     and DELETE, which a client sends when its connection has broken, end the
//     request that may still hang on the old one.
//   - The answer to the last byte names the item that the file has become, in
//     X-Mediasock-Item and X-Mediasock-Resource; X-Mediasock-Stat is 20 where the
//     user had the same bytes already. The same PATCH again, or a HEAD, names the
//     same item. An upload is done only then: a crash in between is made good by
//     the next request.
//   - An upload that nobody goes on with is forgotten after a day.
//
// The extensions are creation, creation-with-upload, creation-defer-length,
// checksum (sha1, sha256, md5), expiration and termination. Upload-Metadata may
// say filename (or name), filetype (or type), title, caption, note, parents,
// keywords, attributes, each as the parameter of media.append of that name, and
// sha256, the hash of the whole file in hex.
//
// A client that sends X-Mediasock-Resume: 1 when it creates an upload with a
// sha256 needs to remember no address: it gets its own unfinished upload of the
// same file and metadata where there is one, or the item at once where it has
// the file already.
package tus
