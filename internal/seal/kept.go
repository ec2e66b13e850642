package seal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
)

// A Kept is a folder of what can be worked out again from a campaign, and is kept to spare that. Each file is
// an age file to an identity which the campaign's key yields, so that it tells nothing but its size, and
// one that was changed, cut or written by somebody else is none. It is safe for one process; nothing is
// synced, since what a crash tears is worked out again.
type Kept struct {
	dir      string
	identity *age.X25519Identity
}

// Kept returns the folder of what is kept in dir. It is made with the first file.
func (k *Key) Kept(dir string) (*Kept, error) {
	identity, err := k.identity(purposeKept)
	if err != nil {
		return nil, fmt.Errorf("open what is kept: %w", err)
	}
	return &Kept{dir, identity}, nil
}

func (k *Kept) path(name string) string { return filepath.Join(k.dir, name+".kept") }

// Read hands what is kept under a name to read, which must take all of it: more is an error, as is
// a file that is not whole. The error is [fs.ErrNotExist] where nothing is kept.
func (k *Kept) Read(name string, read func(io.Reader) error) error {
	f, err := os.Open(k.path(name))
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := age.Decrypt(f, k.identity)
	if err == nil {
		err = read(r)
	}
	if err != nil {
		return fmt.Errorf("read what is kept: %w", err)
	}
	if n, err := r.Read(make([]byte, 1)); n > 0 || err != io.EOF {
		return errors.New("read what is kept: there is more of it, or its end is missing")
	}
	return nil
}

// Write keeps what fill writes, in place of what was kept under that name. After an error that
// is still there.
func (k *Kept) Write(name string, fill func(io.Writer) error) (err error) {
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	f, err := os.CreateTemp(k.dir, name+".*")
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("keep: %w", err), os.Remove(f.Name()))
		}
	}()
	w, err := age.Encrypt(f, k.identity.Recipient())
	if err == nil {
		err = fill(w)
	}
	if err == nil {
		err = w.Close()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), k.path(name))
}

// Forget removes all that is kept, and what a killed process left of it.
func (k *Kept) Forget() error { return os.RemoveAll(k.dir) }
