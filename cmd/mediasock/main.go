// Command mediasock keeps a person's own media and uploads to and searches in
// many services by their domain alone.
//
//	mediasock serve                         run the service
//	mediasock discover example.org          what does a site offer?
//	mediasock login example.org             sign in
//	mediasock upload ~/Pictures             upload what is new
//	mediasock search 'pier at dusk'         search
//
// Every verb has --help with an example. Data goes to standard output, all else
// to standard error. The exit code is 0 if all went well, 1 if it failed, 2 for
// wrong usage, 3 if a part was done, 4 if a sign-in is needed, 5 if the domain
// offers no service, 6 if a check found errors, 7 if damage was found, and 130
// if it was interrupted.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(mainCode())
}

// mainCode runs the program with the process's own surroundings.
func mainCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the process at once.
	context.AfterFunc(ctx, stop)
	p := &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}
	return p.run(ctx, os.Args[1:])
}
