package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/pelletier/go-toml/v2"
)

// The ways in which a key file protects its key.
const (
	ProtectNone       = "none"       // by the file's permissions alone
	ProtectPassphrase = "passphrase" // age with scrypt
	ProtectAge        = "age"        // age to recipients
)

// keyVersion is the format of a key file.
const keyVersion = 1

// Protection says how the key of a new campaign is protected in its file. The
// zero value leaves it to the file's permissions.
type Protection struct {
	Passphrase []byte          // not empty: protect by passphrase
	Recipients []age.Recipient // not empty: protect to these
}

// An Unlock gives what a protected key needs: a passphrase, or age identities.
// It may be called with a prompt to show; a nil Unlock means that nobody can be
// asked.
type Unlock func(prompt string) (passphrase []byte, identities []age.Identity, err error)

// Keys is where campaign keys live, apart from the data: one file a campaign,
// readable by its owner alone.
type Keys struct {
	Dir string

	workFactor int // of scrypt, as a power of two; 0 is age's own choice
}

// An Entry describes one key without opening it.
type Entry struct {
	ID          string // 10 letters and digits; also the name of the campaign's folder
	Label       string // as the operator calls the campaign
	Created     time.Time
	Protection  string // ProtectNone, ProtectPassphrase or ProtectAge
	Fingerprint string // see [Key.Fingerprint]
	Path        string // of the key file
}

type keyFile struct {
	Version     int       `toml:"version"`
	ID          string    `toml:"id"`
	Label       string    `toml:"label"`
	Created     time.Time `toml:"created"`
	Protection  string    `toml:"protection"`
	Fingerprint string    `toml:"fingerprint"`
	Key         string    `toml:"key"`
}

func (f *keyFile) entry(path string) Entry {
	return Entry{f.ID, f.Label, f.Created, f.Protection, f.Fingerprint, path}
}

// Create makes a key for a new campaign and stores it. The label must be free.
func (s Keys) Create(label string, p Protection) (id string, key *Key, err error) {
	if label == "" {
		return "", nil, errors.New("create key: the campaign has no name")
	}
	switch _, err := s.Find(label); {
	case err == nil:
		return "", nil, fmt.Errorf("create key for %q: %w", label, ErrKeyExists)
	case !errors.Is(err, ErrNoKey):
		return "", nil, fmt.Errorf("create key for %q: %w", label, err)
	}
	key = NewKey()
	f := keyFile{Version: keyVersion, ID: newID(), Label: label, Created: time.Now().UTC().Truncate(time.Second), Fingerprint: key.Fingerprint()}
	if f.Protection, f.Key, err = s.wrap(key, p); err != nil {
		return "", nil, fmt.Errorf("create key for %q: %w", label, err)
	}
	if err := s.write(&f); err != nil {
		return "", nil, fmt.Errorf("create key for %q: %w", label, err)
	}
	return f.ID, key, nil
}

// newID returns 50 random bits in the small letters and digits of base 32. It
// names nothing, so that a stolen folder tells nothing by its name.
func newID() string { return strings.ToLower(rand.Text()[:10]) }

// validID reports whether s can be an identifier; it keeps paths out of it.
func validID(s string) bool {
	return len(s) == 10 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

func (s Keys) path(id string) string { return filepath.Join(s.Dir, id+".key") }

func (s Keys) write(f *keyFile) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("# The key of one Hemostat campaign. Whoever has it reads the campaign; without it nobody does.\n")
	if err := toml.NewEncoder(&b).Encode(f); err != nil {
		return err
	}
	defer clear(b.Bytes())
	return writeDurably(s.path(f.ID), b.Bytes())
}

// List returns the keys, by label and identifier. A file that cannot be read
// as a key is an error that names it.
func (s Keys) List() ([]Entry, error) {
	paths, err := filepath.Glob(filepath.Join(globEscape(s.Dir), "*.key"))
	if err != nil {
		return nil, fmt.Errorf("list keys in %s: %w", s.Dir, err)
	}
	var entries []Entry
	for _, path := range paths {
		f, err := readKeyFile(path)
		if err != nil {
			return nil, err
		}
		entries = append(entries, f.entry(path))
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		return strings.Compare(a.Label+"\x00"+a.ID, b.Label+"\x00"+b.ID)
	})
	return entries, nil
}

// Find returns the key whose identifier or label is name.
func (s Keys) Find(name string) (Entry, error) {
	if validID(name) {
		if f, err := readKeyFile(s.path(name)); err == nil {
			return f.entry(s.path(name)), nil
		} else if !errors.Is(err, ErrNoKey) {
			return Entry{}, err
		}
	}
	entries, err := s.List()
	if err != nil {
		return Entry{}, err
	}
	var found []Entry
	for _, e := range entries {
		if e.Label == name {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return Entry{}, &KeyError{s.Dir, name, ErrNoKey}
	case 1:
		return found[0], nil
	}
	return Entry{}, fmt.Errorf("%d campaigns are called %q: name one by its identifier, as %s", len(found), name, found[0].ID)
}

// Open reads the key of a campaign. unlock is called only where the key is
// protected. Errors: [ErrNoKey], [ErrWrongPassphrase], [ErrWrongIdentity],
// [ErrKeyReadable], [ErrKeyDamaged], by [errors.Is].
func (s Keys) Open(id string, unlock Unlock) (*Key, error) {
	if !validID(id) {
		return nil, &KeyError{s.Dir, id, ErrNoKey}
	}
	path := s.path(id)
	f, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	key, err := f.unwrap(path, unlock)
	if err != nil {
		return nil, err
	}
	if key.Fingerprint() != f.Fingerprint {
		return nil, &KeyError{path, f.Label, ErrKeyDamaged}
	}
	return key, nil
}

// Export returns the key file as it is, still protected if it is. It is a
// secret.
func (s Keys) Export(id string) ([]byte, error) {
	if !validID(id) {
		return nil, &KeyError{s.Dir, id, ErrNoKey}
	}
	if _, err := readKeyFile(s.path(id)); err != nil {
		return nil, err
	}
	return os.ReadFile(s.path(id))
}

// Import stores a key file that [Keys.Export] gave. A campaign that is already
// here is left as it is: [ErrKeyExists].
func (s Keys) Import(file []byte) (Entry, error) {
	f, err := parseKeyFile("the file to import", file)
	if err != nil {
		return Entry{}, err
	}
	if _, err := os.Lstat(s.path(f.ID)); err == nil {
		return Entry{}, fmt.Errorf("import key of %q: %w", f.Label, ErrKeyExists)
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return Entry{}, fmt.Errorf("import key of %q: %w", f.Label, err)
	}
	if err := writeDurably(s.path(f.ID), file); err != nil {
		return Entry{}, fmt.Errorf("import key of %q: %w", f.Label, err)
	}
	return f.entry(s.path(f.ID)), nil
}

// Destroy overwrites the key file, removes it and syncs both to disk, without
// needing to unlock it. It returns what was destroyed. It cannot reach backups,
// exports, snapshots, or blocks that the disk or file system kept of the old
// file: whoever calls it says so.
func (s Keys) Destroy(id string) (Entry, error) {
	if !validID(id) {
		return Entry{}, &KeyError{s.Dir, id, ErrNoKey}
	}
	path := s.path(id)
	f, err := readKeyFile(path)
	if err != nil {
		return Entry{}, err
	}
	if err := overwriteAndRemove(path); err != nil {
		return Entry{}, fmt.Errorf("destroy key of %q: %w", f.Label, err)
	}
	return f.entry(path), nil
}

// encodeKey writes the bytes of a key for an unprotected file.
func encodeKey(k *Key) string { return base64.StdEncoding.EncodeToString(k.bytes[:]) }
