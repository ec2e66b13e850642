package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// maxKeyFile bounds what is read as a key file, in bytes.
const maxKeyFile = 64 << 10

// readKeyFile reads and checks a key file, which nobody but its owner may read.
func readKeyFile(path string) (*keyFile, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &KeyError{path, strings.TrimSuffix(filepath.Base(path), ".key"), ErrNoKey}
	}
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &KeyError{path, fmt.Sprintf("mode %#o", info.Mode().Perm()), ErrKeyReadable}
	}
	if info.Size() > maxKeyFile {
		return nil, &KeyError{path, "too long", ErrKeyDamaged}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	defer clear(b)
	f, err := parseKeyFile(path, b)
	if err == nil && f.ID+".key" != filepath.Base(path) {
		return nil, &KeyError{path, "holds the key of another campaign", ErrKeyDamaged}
	}
	return f, err
}

// parseKeyFile never quotes what it reads: a TOML error quotes its line.
func parseKeyFile(path string, b []byte) (*keyFile, error) {
	var f keyFile
	var unknown *toml.StrictMissingError
	switch err := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields().Decode(&f); {
	case errors.As(err, &unknown):
		return nil, &KeyError{path, "an entry that this version does not know", ErrKeyDamaged}
	case err != nil:
		return nil, &KeyError{path, "not TOML", ErrKeyDamaged}
	}
	switch {
	case f.Version > keyVersion:
		return nil, fmt.Errorf("key file %s has format %d and this version of Hemostat knows %d: use a newer version", path, f.Version, keyVersion)
	case f.Version != keyVersion, !validID(f.ID), f.Label == "", len(f.Fingerprint) != 16, f.Key == "":
		return nil, &KeyError{path, "an entry is missing", ErrKeyDamaged}
	}
	switch f.Protection {
	case ProtectNone, ProtectPassphrase, ProtectAge:
		return &f, nil
	}
	return nil, &KeyError{path, "unknown protection", ErrKeyDamaged}
}

// writeDurably puts b at path so that after a crash either all of it or none of
// it is there, readable by the owner alone.
func writeDurably(path string, b []byte) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	return err
}

func overwriteAndRemove(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = io.CopyN(f, rand.Reader, info.Size())
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return err
}

// syncDir makes the names in dir durable. Windows has no such call and orders
// renames by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// globEscape makes a path stand for itself in a pattern.
func globEscape(path string) string {
	if runtime.GOOS == "windows" {
		return path // its separator is what would escape
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
