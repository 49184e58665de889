// Package jpegscale decodes JPEG images straight to a fraction of their size.
//
// A preview of a photograph of 24 megapixels needs less than a twentieth of
// what the file holds. JPEG keeps each 8 by 8 block as frequencies, lowest
// first, so a decoder that is told how small the result may be can leave out
// the high ones. This package decodes to 1/1, 1/2, 1/4 or 1/8, and it does
// not merely leave the high frequencies out: it passes over them in the
// Huffman stream several at a time, with a table that knows for the next bits
// how many whole symbols they hold and how far these lead. While the processor
// waits for one look into that table it reads the few values that are needed.
//
//	planes, err := jpegscale.Decode(r, jpegscale.Options{FitWidth: 512, FitHeight: 512})
//
// The result stays as the file has it, one [Plane] for each component, chroma
// with its own size; [Planes.Image] makes a standard image of it. For a plain
// replacement of image/jpeg there is [DecodeScaled].
//
// It reads baseline, extended sequential and progressive files of 8 bits with
// Huffman coding: grey, YCbCr, RGB, CMYK and YCCK, with any sampling factors,
// restart intervals and any order of scans. The file is read as a stream and
// never held in memory. 12-bit, arithmetic, lossless and hierarchical files
// are refused with [ErrUnsupported], so that a caller can fall back to another
// decoder. A file that ends too early, as cameras with an empty battery write
// it, gives what could be decoded together with a [*DamageError].
//
// Nothing is allocated before the header was compared with the limits of
// [Options].
package jpegscale
