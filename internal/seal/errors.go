package seal

import (
	"errors"
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

// What can be wrong with a key. Test for them with [errors.Is].
var (
	ErrNoKey           = errors.New("no key")
	ErrKeyExists       = errors.New("a campaign of that name or identifier has a key already: choose another name, or go on with it")
	ErrKeyReadable     = errors.New("key file readable by others")
	ErrKeyDamaged      = errors.New("key file damaged")
	ErrKeyLocked       = errors.New("key is protected")
	ErrWrongPassphrase = errors.New("wrong passphrase")
	ErrWrongIdentity   = errors.New("no identity opens the key")
	ErrWrongKey        = errors.New("wrong key: the data was written under another campaign's key")
	ErrHeaderDamaged   = errors.New("damaged header of an encrypted file")
	ErrSpoolFull       = exposure.ErrSpoolFull
	ErrNoValue         = errors.New("the vault holds no value for this fingerprint")
)

// A KeyError is a failure about one key file, with what to do about it.
type KeyError struct {
	Path string // of the key file, or of the folder of keys
	Name string // the campaign, or what is wrong in a few words
	Err  error  // one of the errors of this package
}

// Error implements error.
func (e *KeyError) Error() string {
	switch e.Err {
	case ErrNoKey:
		return fmt.Sprintf("no key for campaign %q at %s: import its key file, or check the name with `hemostat status`", e.Name, e.Path)
	case ErrKeyReadable:
		return fmt.Sprintf("key file %s may be read by others (%s): run `chmod 600` on it, and think about who has read it", e.Path, e.Name)
	case ErrKeyDamaged:
		return fmt.Sprintf("key file %s is damaged (%s): restore it from `hemostat key export`", e.Path, e.Name)
	case ErrKeyLocked:
		return fmt.Sprintf("the key of campaign %q is protected and nobody can be asked: give its passphrase or identity file", e.Name)
	case ErrWrongPassphrase:
		return fmt.Sprintf("wrong passphrase for the key of campaign %q", e.Name)
	case ErrWrongIdentity:
		return fmt.Sprintf("none of the identities given opens the key of campaign %q: give the identity file of a recipient it was made for", e.Name)
	}
	return fmt.Sprintf("key file %s (%s): %v", e.Path, e.Name, e.Err)
}

// Unwrap returns the error of this package that e is about.
func (e *KeyError) Unwrap() error { return e.Err }
