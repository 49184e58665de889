package library

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mediasock/mediasock/auth"
)

// The errors of accounts that whoever manages them is told.
var (
	ErrBadName      = errors.New("library: a user name has 1 to 64 characters, no colon, no semicolon, no control or invisible characters")
	ErrWeakPassword = errors.New("library: a password has 10 characters at least and is not the user name")
	ErrSetUp        = errors.New("library: the service has been set up already")
)

// The limits of names and passwords.
const (
	maxUserName      = 64   // characters
	minPassword      = 10   // characters
	maxPasswordBytes = 1024 // more is no password but an attack on the hash
)

// CheckName returns the form in which a user name is kept: trimmed, composed. A
// colon cannot be sent by Basic, nor a semicolon in a list; two invisible names
// could not be told apart. The error is ErrBadName.
func CheckName(name string) (string, error) {
	name = norm.NFC.String(strings.TrimSpace(name))
	if !utf8.ValidString(name) || strings.ContainsAny(name, ":;") || strings.ContainsFunc(name, invisible) {
		return "", ErrBadName
	}
	if n := utf8.RuneCountInString(name); n == 0 || n > maxUserName || FoldName(name) == "" {
		return "", ErrBadName
	}
	return name, nil
}

func invisible(r rune) bool { return !unicode.IsPrint(r) }

// CheckPassword returns ErrWeakPassword for a password that is too short, far
// too long, or the name.
func CheckPassword(name, password string) error {
	if utf8.RuneCountInString(password) < minPassword || len(password) > maxPasswordBytes ||
		FoldName(password) == FoldName(name) {
		return ErrWeakPassword
	}
	return nil
}

// nameForms fills in the forms in which a ciphered name is looked up.
func (a *Accounts) nameForms(u *User) error {
	crypt, err := auth.Crypt(u.Name, u.Name)
	if err != nil {
		return fmt.Errorf("library: user name: %w", err)
	}
	u.MD5 = mac(a.keys.names, "ciph.md5", auth.HexMD5(u.Name))
	u.Crypt = mac(a.keys.names, "ciph.cry", crypt)
	return nil
}
