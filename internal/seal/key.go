package seal

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// keySize is the length of a campaign's key and of its subkeys, in bytes.
const keySize = 32

// redacted is all that a key ever prints.
const redacted = "key(redacted)"

// The purposes of subkeys. They are part of the format on disk.
const (
	purposeFingerprint = "fingerprint"
	purposeFeatures    = "features"
	purposeFiles       = "files"
	purposeCatalog     = "catalog"
	purposeVault       = "vault"
	purposeKept        = "kept"
	purposeNames       = "names"
	purposePublic      = "public"
)

// A Key is the key of one campaign: 32 random bytes. It never prints itself.
// The zero value is no key; make one with [NewKey] or open one from [Keys].
type Key struct {
	bytes [keySize]byte
	alive bool
}

// NewKey returns a fresh random key.
func NewKey() *Key {
	k := &Key{alive: true}
	rand.Read(k.bytes[:]) // never fails, by its documentation
	return k
}

// keyFrom takes the bytes of a key that was read from its file, and wipes them.
func keyFrom(b []byte) (*Key, error) {
	defer clear(b)
	if len(b) != keySize {
		return nil, fmt.Errorf("a key has %d bytes, not %d", keySize, len(b))
	}
	return &Key{bytes: [keySize]byte(b), alive: true}, nil
}

// Wipe overwrites the key in memory. What was derived from it before stays
// usable; deriving from it afterwards panics, since going on with a key of
// zeros would look like it works.
func (k *Key) Wipe() {
	clear(k.bytes[:])
	k.alive = false
}

// subkey derives the key for one purpose by HKDF with SHA-256 (RFC 5869).
func (k *Key) subkey(purpose string) []byte {
	if !k.alive {
		panic("seal: a key is used that was wiped or never made")
	}
	sub, err := hkdf.Key(sha256.New, k.bytes[:], nil, "hemostat v1 "+purpose, keySize)
	if err != nil {
		panic("seal: " + err.Error()) // only for lengths that HKDF cannot give
	}
	return sub
}

// Fingerprint names the key in public: 16 hexadecimal digits that tell nothing
// about it, as they are printed when it is destroyed.
func (k *Key) Fingerprint() string {
	sum := sha256.Sum256(k.subkey(purposePublic))
	return hex.EncodeToString(sum[:8])
}

// CatalogKey returns the key of the catalog as 64 hexadecimal digits: the
// hexkey parameter of the adiantum VFS of ncruces/go-sqlite3. It is a secret.
func (k *Key) CatalogKey() string { return hex.EncodeToString(k.subkey(purposeCatalog)) }

// String implements [fmt.Stringer] and tells nothing.
func (Key) String() string { return redacted }

// GoString implements [fmt.GoStringer] and tells nothing.
func (Key) GoString() string { return redacted }

// Format implements [fmt.Formatter] and tells nothing, whatever the verb.
func (Key) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// LogValue implements [slog.LogValuer] and tells nothing.
func (Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler] by refusing.
func (Key) MarshalText() ([]byte, error) { return nil, errors.New("a key is not to be written out") }
