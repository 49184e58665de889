// Package vp8 decodes the key frames of VP8, which the pictures of lossy WebP
// are (RFC 6386; RFC 9649, 2.5), row by row and in little memory, for previews.
//
// It leaves out the loop filter, which smooths the edges of blocks. The pixels of
// a key frame are predicted from those before the filter (RFC 6386, 15), so that
// nothing else depends on it, and in a picture that is then shrunk to a third or
// less the edges are not seen.
package vp8
