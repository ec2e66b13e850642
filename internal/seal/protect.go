package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// wrap returns the protection's name and the key under it, as text.
func (s Keys) wrap(k *Key, p Protection) (protection, text string, err error) {
	switch {
	case len(p.Passphrase) > 0 && len(p.Recipients) > 0:
		return "", "", errors.New("a key is protected by a passphrase or to recipients, not both")
	case len(p.Passphrase) > 0:
		r, err := age.NewScryptRecipient(string(p.Passphrase))
		if err != nil {
			return "", "", err
		}
		if s.workFactor > 0 {
			r.SetWorkFactor(s.workFactor)
		}
		text, err = armored(k.bytes[:], r)
		return ProtectPassphrase, text, err
	case len(p.Recipients) > 0:
		text, err = armored(k.bytes[:], p.Recipients...)
		return ProtectAge, text, err
	}
	return ProtectNone, encodeKey(k), nil
}

// Protect writes the key file of a campaign anew under another protection. unlock opens it as it is
// protected now. What the disk or file system kept of the old file is not reached: whoever calls it
// says so. Errors are those of [Keys.Open].
func (s Keys) Protect(id string, unlock Unlock, p Protection) (Entry, error) {
	key, err := s.Open(id, unlock)
	if err != nil {
		return Entry{}, err
	}
	f, err := readKeyFile(s.path(id))
	if err != nil {
		return Entry{}, err
	}
	if f.Protection, f.Key, err = s.wrap(key, p); err == nil {
		err = s.write(f)
	}
	if err != nil {
		return Entry{}, fmt.Errorf("protect key of %q: %w", f.Label, err)
	}
	return f.entry(s.path(id)), nil
}

func armored(b []byte, recipients ...age.Recipient) (string, error) {
	var out strings.Builder
	a := armor.NewWriter(&out)
	w, err := age.Encrypt(a, recipients...)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = a.Close()
	}
	return out.String(), err
}

func (f *keyFile) unwrap(path string, unlock Unlock) (*Key, error) {
	if f.Protection == ProtectNone {
		b, err := base64.StdEncoding.DecodeString(f.Key)
		if err != nil {
			return nil, &KeyError{path, f.Label, ErrKeyDamaged}
		}
		return f.key(path, b)
	}
	if unlock == nil {
		return nil, &KeyError{path, f.Label, ErrKeyLocked}
	}
	passphrase, identities, err := unlock(fmt.Sprintf("key of campaign %q, protected by %s", f.Label, f.Protection))
	if err != nil {
		return nil, fmt.Errorf("unlock key of %q: %w", f.Label, err)
	}
	defer clear(passphrase)
	wrong := ErrWrongIdentity
	if f.Protection == ProtectPassphrase {
		wrong = ErrWrongPassphrase
		if len(passphrase) == 0 {
			return nil, &KeyError{path, f.Label, ErrWrongPassphrase}
		}
		id, err := age.NewScryptIdentity(string(passphrase))
		if err != nil {
			return nil, &KeyError{path, f.Label, ErrWrongPassphrase}
		}
		identities = []age.Identity{id}
	}
	if len(identities) == 0 {
		return nil, &KeyError{path, f.Label, wrong}
	}
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(f.Key)), identities...)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, &KeyError{path, f.Label, wrong}
	}
	if err != nil {
		return nil, &KeyError{path, f.Label, ErrKeyDamaged}
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(r, keySize+1)); err != nil {
		return nil, &KeyError{path, f.Label, ErrKeyDamaged}
	}
	return f.key(path, b.Bytes())
}

func (f *keyFile) key(path string, b []byte) (*Key, error) {
	k, err := keyFrom(b)
	if err != nil {
		return nil, &KeyError{path, f.Label, ErrKeyDamaged}
	}
	return k, nil
}
