package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/seal"
)

// errNoRegister says that nothing was ever asked with these folders.
var errNoRegister = errors.New("no register is there: nothing was probed")

// openRegister opens the register of the data folder, and makes it where there is none.
func (a *app) openRegister(ctx context.Context) (*register.Register, error) {
	return a.register(ctx, true)
}

// knownRegister is openRegister for commands that tell what is known. Where there is none
// they make none: it would look as if nothing were open.
func (a *app) knownRegister(ctx context.Context) (*register.Register, error) {
	return a.register(ctx, false)
}

func (a *app) register(ctx context.Context, makes bool) (*register.Register, error) {
	keys := a.registerKeys()
	entry, err := keys.Find(registerName)
	if errors.Is(err, seal.ErrNoKey) {
		if entry.ID, err = a.firstRegister(keys, makes); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, fmt.Errorf("key of the register: %w", err)
	}
	if !makes && !a.holdsRegister(entry.ID) {
		return nil, a.noRegister()
	}
	if err := a.strayRegister(entry.ID); err != nil {
		return nil, err
	}
	key, err := keys.Open(entry.ID, a.unlock)
	if err != nil {
		return nil, fmt.Errorf("key of the register: %w", err)
	}
	return register.Open(ctx, filepath.Join(a.dataDir, registerName, entry.ID), key)
}

// firstRegister makes the key of a register to come.
func (a *app) firstRegister(keys seal.Keys, makes bool) (id string, err error) {
	if err := a.strayRegister(""); err != nil {
		return "", err
	}
	if !makes {
		return "", a.noRegister()
	}
	release, err := onlyOne(keys.Dir) // two first commands at once make one register
	if err != nil {
		return "", fmt.Errorf("key of the register: %w", err)
	}
	defer release()
	entry, err := keys.Find(registerName)
	if errors.Is(err, seal.ErrNoKey) {
		id, _, err = keys.Create(registerName, seal.Protection{})
		return id, err
	}
	return entry.ID, err
}

func (a *app) noRegister() error {
	return usageError{fmt.Errorf("data folder %s: %w with it; `hemostat probe` and `hemostat discover` begin one", a.dataDir, errNoRegister)}
}

// strayRegister refuses to go on beside a register whose key is somewhere else: what it
// knows would seem never to have been.
func (a *app) strayRegister(own string) error {
	if own != "" && a.holdsRegister(own) {
		return nil
	}
	all, err := os.ReadDir(filepath.Join(a.dataDir, registerName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range all {
		if e.IsDir() && a.holdsRegister(e.Name()) {
			return usageError{fmt.Errorf("the data folder %s has a register whose key is not in %s: name the folder of its key with --key-dir (or mount it), or another --data-dir to begin anew", a.dataDir, a.keyDir)}
		}
	}
	return nil
}

// holdsRegister reports whether the data folder has the register of that ID.
func (a *app) holdsRegister(id string) bool {
	files, err := os.ReadDir(filepath.Join(a.dataDir, registerName, id))
	return err == nil && len(files) > 0
}

// onlyOne waits until no other process is between a call and its release for this folder.
func onlyOne(dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}
