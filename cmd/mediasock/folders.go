package main

import (
	"context"
	"log/slog"
	"strings"

	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/folder"
)

// folderPrefix stands before the path of a folder of this machine, which is typed
// in place of a domain; a file URL will do as well.
const folderPrefix = "folder:"

// folderAddress returns the file URL of a folder if one was typed.
func folderAddress(typed string) (string, bool, error) {
	if dir, ok := strings.CutPrefix(typed, folderPrefix); ok {
		address, err := folder.Address(dir)
		return address, true, err
	}
	return strings.TrimSuffix(typed, "/"), strings.HasPrefix(typed, "file:"), nil
}

// lookAtFolder returns a folder as what was found.
func lookAtFolder(address string) (*look, error) {
	site, err := folder.Look(address)
	if err != nil {
		return nil, &exitError{exitNoService, err}
	}
	return &look{others: []services.Site{*site}}, nil
}

// openFolder returns a folder as a destination; nobody signs in to it.
func openFolder(ctx context.Context, address string, log *slog.Logger) (*destination, error) {
	in := signIn{Domain: address, Driver: folder.Name, Address: address, Origin: address}
	s, err := openBy(ctx, folder.Driver(), in, "", nil)
	if err != nil {
		return nil, err
	}
	return &destination{signIn: in, session: s, close: func() { signOut(ctx, s, log) }, parallel: folder.Driver().Parallel}, nil
}
