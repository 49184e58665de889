// Package thumb makes previews: small JPEG pictures, the right way up, of the
// images that people keep.
//
//	maker := new(thumb.Maker)
//	previews, err := maker.Make(ctx, file, size, orientation, []int{256, 512, 1600})
//
// All sizes come from one decode. Brightness and colour stay apart from the
// file to the preview wherever the file has them apart: a JPEG photograph is
// decoded straight to a fraction of its size, resized plane by plane and coded
// again without ever becoming RGB.
//
// A file is input from strangers. Its header is read first and compared with
// [Limits]; only then anything of its size is allocated. Whatever is no image
// of a known kind gives [ErrUnsupported], which is no fault: such a file is
// kept without a preview.
//
// HEIC and AVIF need decoders that are large and slow to compile; a program
// that wants them gives them to its Maker as [Codec] (package library/heif).
package thumb
