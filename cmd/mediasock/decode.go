package main

import (
	"github.com/spf13/cobra"

	"github.com/mediasock/mediasock/library/heif"
	"github.com/mediasock/mediasock/library/sandbox"
)

// decodeName is the verb by which the service starts itself as a worker.
const decodeName = "decode"

// decodeVerb is for the service alone: a process that decodes what strangers sent.
// It reads no settings.
func (p *program) decodeVerb() *cobra.Command {
	return &cobra.Command{
		Use: decodeName, Short: "Decode pictures for the service", Hidden: true,
		Example: "  mediasock decode   # as serve starts it",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return heif.Work(p.stdin, p.stdout) },
	}
}

// decoders returns the codecs of HEIC and AVIF, which run in processes of their own.
func decoders() ([]heif.Codec, error) {
	command, err := sandbox.Self(decodeName)
	if err != nil {
		return nil, err
	}
	return heif.Apart(&sandbox.Pool{Command: command}), nil
}
