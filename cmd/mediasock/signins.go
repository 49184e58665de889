package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zalando/go-keyring"
)

// A signIn is an account that the user has signed in to. Its password is kept
// apart.
type signIn struct {
	Domain    string `json:"domain"`            // as it was typed
	Origin    string `json:"origin"`            // where credentials go
	Service   string `json:"service,omitempty"` // the service's unique value (MS-46)
	Title     string `json:"title,omitempty"`
	Driver    string `json:"driver,omitempty"`  // how it is spoken to; "" is MediaSock
	Address   string `json:"address,omitempty"` // where, for a driver
	User      string `json:"user"`
	Store     string `json:"store"`                // where the password is: keyring, file or none
	ClearText bool   `json:"clear_text,omitempty"` // the user allowed passwords over http
}

// account names the sign-in in a keyring.
func (s signIn) account() string {
	if s.Driver != "" {
		return s.User + " at " + s.Address + " (" + s.Driver + ")"
	}
	return s.User + " at " + s.Origin
}

// signIns is the list of accounts, a file in the configuration directory that
// only its owner can read.
type signIns struct {
	dir  string
	List []signIn
}

const keyringService = "mediasock"

// openSignIns reads the list.
func openSignIns(dir string) (*signIns, error) {
	s := &signIns{dir: dir}
	if err := readJSON(filepath.Join(dir, "signins.json"), &s.List); err != nil {
		return nil, err
	}
	return s, nil
}

// find returns the sign-in for a domain; for "" the only one there is.
func (s *signIns) find(domain string) (signIn, error) {
	if domain == "" {
		switch len(s.List) {
		case 0:
			return signIn{}, &exitError{exitSignIn, errors.New("not signed in anywhere; run mediasock login DOMAIN")}
		case 1:
			return s.List[0], nil
		}
		return signIn{}, usageError(fmt.Errorf("signed in to several services (%s); say which", s.domains()))
	}
	i := slices.IndexFunc(s.List, func(have signIn) bool { return sameDomain(have, domain) })
	if i < 0 {
		return signIn{}, &exitError{exitSignIn, fmt.Errorf("not signed in to %s; run mediasock login %s", domain, domain)}
	}
	return s.List[i], nil
}

func (s *signIns) domains() string {
	names := make([]string, len(s.List))
	for i, in := range s.List {
		names[i] = in.Domain
	}
	return strings.Join(names, ", ")
}

// sameDomain reports whether a typed domain means the sign-in.
func sameDomain(s signIn, domain string) bool {
	domain = strings.TrimSuffix(domain, "/")
	return strings.EqualFold(s.Domain, domain) || s.Origin == domain || strings.EqualFold(hostOf(s.Origin), domain)
}

func hostOf(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	return host
}

// noPassword is where the password is of what needs none.
const noPassword = "none"

// put keeps a sign-in and its password: in the keyring unless where is "file",
// in a file of its own if there is no keyring. It returns where.
func (s *signIns) put(in signIn, password, where string) (string, error) {
	in.Store = where
	if where != "file" && where != noPassword {
		err := keyring.Set(keyringService, in.account(), password)
		switch {
		case err == nil:
			in.Store = "keyring"
		case where == "keyring":
			return "", fmt.Errorf("the keyring: %w", err)
		default:
			in.Store = "file"
		}
	}
	if in.Store == "file" {
		if err := s.putFile(in.account(), password); err != nil {
			return "", err
		}
	}
	s.List = slices.DeleteFunc(s.List, func(have signIn) bool { return have.Origin == in.Origin })
	s.List = append(s.List, in)
	return in.Store, writeJSON(filepath.Join(s.dir, "signins.json"), s.List)
}

// password returns the password of a sign-in.
func (s *signIns) password(in signIn) (string, error) {
	if in.Store == noPassword {
		return "", nil
	}
	if in.Store == "keyring" {
		password, err := keyring.Get(keyringService, in.account())
		if err != nil {
			return "", fmt.Errorf("the keyring: %w", err)
		}
		return password, nil
	}
	passwords := make(map[string]string)
	if err := readJSON(s.passwordFile(), &passwords); err != nil {
		return "", err
	}
	password, ok := passwords[in.account()]
	if !ok {
		return "", &exitError{exitSignIn, fmt.Errorf("no password is kept for %s; run mediasock login %s", in.account(), in.Domain)}
	}
	return password, nil
}

// remove forgets a sign-in and its password.
func (s *signIns) remove(in signIn) error {
	var err error
	if in.Store == "keyring" {
		if err = keyring.Delete(keyringService, in.account()); errors.Is(err, keyring.ErrNotFound) {
			err = nil
		}
	} else if in.Store != noPassword {
		err = s.putFile(in.account(), "")
	}
	s.List = slices.DeleteFunc(s.List, func(have signIn) bool { return have.Origin == in.Origin })
	return errors.Join(err, writeJSON(filepath.Join(s.dir, "signins.json"), s.List))
}

func (s *signIns) passwordFile() string { return filepath.Join(s.dir, "passwords.json") }

// putFile sets an account's password in the file, or removes it if it is "".
func (s *signIns) putFile(account, password string) error {
	passwords := make(map[string]string)
	if err := readJSON(s.passwordFile(), &passwords); err != nil {
		return err
	}
	if passwords[account] = password; password == "" {
		delete(passwords, account)
	}
	return writeJSON(s.passwordFile(), passwords)
}

// readJSON reads a file; one that is not there leaves v as it is.
func readJSON(name string, v any) error {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// writeJSON replaces a file, readable by its owner alone, in one step.
func writeJSON(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(text, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
