// Package sandbox runs code that is not ours on what strangers sent, in processes
// that can be killed: a decoder of some hundred thousand lines of C, made for
// WebAssembly, or a program such as ffmpeg (XS-6).
//
// A program that embeds such a decoder starts itself once more as a worker, which
// reads requests from its standard input and writes answers to its standard
// output:
//
//	// in the service
//	pool := &sandbox.Pool{Command: []string{self, "worker"}}
//	err := pool.Call(ctx, time.Second, request, func(answer io.Reader) error { … })
//
//	// in the worker's main
//	sandbox.Confine(1 << 30)
//	return sandbox.Serve(os.Stdin, os.Stdout, handle)
//
// A worker has no environment, a process group of its own, and bounds on memory,
// processor time and files; on Linux it has no network either, and no privilege,
// where the kernel lets a process give those up (name spaces of users and
// networks: many containers do not). It answers a few calls and is replaced, so
// that what one file has done to it cannot reach many others.
//
// Rejected: a goroutine beside the service, which cannot be stopped and shares its
// memory; a process for each call, whose start costs more than a small picture.
package sandbox
