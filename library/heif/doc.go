// Package heif decodes HEIC and AVIF, the still images of the ISO base media
// family, by builds of libheif and libavif for WebAssembly that run inside Go,
// without cgo and without any program or library of the system.
//
// It is in a program only if that is built with the tag nodynamic. The modules
// behind it take minutes to compile and, without the tag, link the program
// dynamically and load what libraries of these names the system has into the
// process: code in C that reads what strangers sent. Without the tag, Codecs
// returns none, and such files are kept without a preview.
//
// The decoders cannot be stopped in the middle, are three times slower than
// native ones, and take the whole file into memory: their caller bounds pixels
// and bytes first. A service runs them in processes of their own, which can be
// ended (package sandbox): [Work] is the main of such a process, and [Apart]
// gives the codecs that use it.
//
//	pool := &sandbox.Pool{Command: command}
//	maker := &thumb.Maker{}
//	for _, codec := range heif.Apart(pool) {
//		maker.Codecs = append(maker.Codecs, codec)
//	}
//
// The build of libheif that is used colours two columns at the left edge of some HEIC
// wrongly. The one after it (heic 0.5.0) loses a plane of colour altogether.
//
// A program that gives no such command uses [Codecs] in the same way.
package heif
