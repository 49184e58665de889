package library

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/crypto/chacha20poly1305"
)

const secretSize = 32

// LoadSecret returns the secret of a library's accounts, kept in a file that
// only its owner can read, and makes it at the first start. Without it every app
// password and session is lost: it belongs into a backup, apart from the
// database. It refuses a file that others can read.
func LoadSecret(path string) ([]byte, error) {
	secret, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := makeSecret(path); err != nil {
		return nil, fmt.Errorf("library: secret: %w", err)
	}
	return readSecret(path)
}

func readSecret(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("library: secret: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("library: secret: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("library: secret: others can read %s; make it readable by its owner alone (chmod 600)", path)
	}
	secret, err := io.ReadAll(io.LimitReader(f, secretSize+1))
	if err != nil {
		return nil, fmt.Errorf("library: secret: %w", err)
	}
	if len(secret) != secretSize {
		return nil, fmt.Errorf("library: secret: %s does not hold %d bytes; restore it from the backup", path, secretSize)
	}
	return secret, nil
}

// makeSecret writes a new secret. It appears whole or not at all, and never in
// the place of another.
func makeSecret(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	secret := make([]byte, secretSize)
	rand.Read(secret) // never fails
	_, err = f.Write(secret)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // directories cannot be synced there
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// accountKeys are the keys of the HMACs, one for each use.
type accountKeys struct{ lookup, names, throttle []byte }

// deriveKeys makes the keys for all uses out of one secret.
func deriveKeys(secret []byte) (keys accountKeys, seal cipher.AEAD, err error) {
	if len(secret) != secretSize {
		return keys, nil, fmt.Errorf("library: the secret must have %d bytes", secretSize)
	}
	var sealing []byte
	for _, use := range []struct {
		name string
		key  *[]byte
	}{
		{"lookup", &keys.lookup}, {"names", &keys.names}, {"throttle", &keys.throttle}, {"seal", &sealing},
	} {
		*use.key, err = hkdf.Key(sha256.New, secret, nil, "mediasock accounts "+use.name, 32)
		if err != nil {
			return keys, nil, fmt.Errorf("library: secret: %w", err)
		}
	}
	seal, err = chacha20poly1305.NewX(sealing)
	return keys, seal, err
}

// mac returns the HMAC of parts, none of which can pass for another.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		io.WriteString(h, part)
	}
	return h.Sum(nil)
}

// sealed returns value sealed for the row of k, which has its kind, user and
// lookup already: moved to another row it cannot be opened. (The row's ID is
// not known before it is written.)
func (a *Accounts) sealed(k *Key, value string) ([]byte, error) {
	nonce, err := a.random(a.seal.NonceSize())
	if err != nil {
		return nil, err
	}
	return a.seal.Seal(nonce, nonce, []byte(value), k.binding()), nil
}

// unsealed returns what sealed has sealed.
func (a *Accounts) unsealed(k *Key) (string, error) {
	size := a.seal.NonceSize()
	if len(k.Sealed) < size {
		return "", fmt.Errorf("library: key %d is not sealed", k.ID)
	}
	value, err := a.seal.Open(nil, k.Sealed[:size], k.Sealed[size:], k.binding())
	if err != nil {
		return "", fmt.Errorf("library: key %d does not open with this secret: %w", k.ID, err)
	}
	return string(value), nil
}

func (k *Key) binding() []byte { return mac(k.Lookup, k.Kind, k.User.String()) }
