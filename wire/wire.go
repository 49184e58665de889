// Package wire turns calls and replies into bytes and back: the codec that both
// ends of MediaSock share.
//
// A client describes a request as a [Call] and sends what [Call.NewRequest]
// makes of it; a server gets the same Call from [ReadCall], whatever protocol it
// came in (REST, XML-RPC or JSON-RPC). A server answers with [WriteReply]; a
// client reads the answer with [ReadReply], out of an XML document, a page in
// which the block stands, JSON, or the envelope of an RPC protocol.
//
// Reading is lenient within hard limits: every size, count and depth is bounded,
// no document type or external entity is looked at. Writing is strict: one
// element a line, attributes in the order of the specification. A file is never
// held in memory: on the server it streams once into the place that
// [ReadOptions].Stage opens, on the client it is read while it is sent.
package wire
