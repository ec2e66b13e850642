package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"filippo.io/age"

	"github.com/hemostat/hemostat/exposure"
)

// segmentLimit is from where on a new segment is begun, in bytes.
const segmentLimit = 64 << 20

// A Vault keeps values for a campaign whose basis is the owner's. It is a folder
// of segment files that only grow, each under a file key that age wraps to an
// identity which the campaign's key yields. Values go in without trace; each
// reading goes through the log that the caller gave. It is safe for concurrent
// use by one process.
type Vault struct {
	dir      string
	identity *age.X25519Identity
	log      func(what string) error

	mu      sync.Mutex
	current *segmentWriter // nil until something is put
	next    int            // number of the next segment
	failed  error
}

// OpenVault opens the vault in dir, and makes it if it is not there. log is
// called before anything is read out; if it fails, nothing is. A segment that a
// crash left torn is cut to what was whole.
func (k *Key) OpenVault(dir string, log func(what string) error) (*Vault, error) {
	identity, err := k.identity(purposeVault)
	if err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	v := &Vault{dir: dir, identity: identity, log: log}
	paths, err := v.segments()
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if err := v.repair(path); err != nil {
			return nil, err
		}
	}
	if len(paths) > 0 {
		fmt.Sscanf(filepath.Base(paths[len(paths)-1]), "%d", &v.next)
		v.next++
	}
	return v, nil
}

const segmentSuffix = ".vault"

// segments returns the paths of the segments, in the order of their numbers.
func (v *Vault) segments() ([]string, error) {
	entries, err := os.ReadDir(v.dir)
	if err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	var paths []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), segmentSuffix) {
			paths = append(paths, filepath.Join(v.dir, e.Name()))
		}
	}
	slices.Sort(paths)
	return paths, nil
}

// repair cuts a torn tail off, and removes a segment that has no whole header.
func (v *Vault) repair(path string) error {
	whole, err := walkSegment(path, v.identity, func(exposure.Fingerprint, exposure.Kind, []byte) error { return nil })
	if err != nil {
		return err
	}
	if whole == 0 {
		return os.Remove(path)
	}
	info, err := os.Stat(path)
	if err == nil && info.Size() > whole {
		err = os.Truncate(path, whole)
	}
	if err != nil {
		return fmt.Errorf("repair vault: %w", err)
	}
	return nil
}

// Put adds a value of an identity as [Written] has it. Putting it again adds it again, and another way of
// writing it too: leaving out what is there already is the caller's business. It is durable
// after the next [Vault.Sync].
func (v *Vault) Put(fp exposure.Fingerprint, kind exposure.Kind, canonical string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.failed != nil {
		return v.failed
	}
	if v.current != nil && v.current.size > segmentLimit {
		err := v.current.close()
		v.current = nil
		if err != nil {
			return v.fail(err)
		}
	}
	if v.current == nil {
		w, err := createSegment(filepath.Join(v.dir, fmt.Sprintf("%08d%s", v.next, segmentSuffix)), v.identity.Recipient())
		if err != nil {
			return v.fail(err)
		}
		v.current = w
		v.next++
	}
	if err := v.current.put(fp, kind, canonical); err != nil {
		return v.fail(err)
	}
	return nil
}

// fail keeps the first error: after it a segment may end in a torn frame, and
// nothing may follow that.
func (v *Vault) fail(err error) error {
	v.failed = fmt.Errorf("vault: %w", err)
	return v.failed
}

// Sync makes durable what was put.
func (v *Vault) Sync() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.failed != nil || v.current == nil {
		return v.failed
	}
	if err := v.current.sync(); err != nil {
		return v.fail(err)
	}
	return nil
}

// Close syncs and closes the vault.
func (v *Vault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.current == nil {
		return nil
	}
	err := v.current.close()
	v.current = nil
	return err
}

// errFound ends a walk early.
var errFound = errors.New("found")

// Open returns the value of one identity. It reads the whole vault up to it. A
// fingerprint that was never put is [ErrNoValue].
func (v *Vault) Open(fp exposure.Fingerprint) (kind exposure.Kind, canonical string, err error) {
	err = v.walk("value of "+fp.String(), func(f exposure.Fingerprint, k exposure.Kind, value []byte) error {
		if f != fp {
			return nil
		}
		kind, canonical = k, string(value)
		return errFound
	})
	switch {
	case errors.Is(err, errFound):
		return kind, canonical, nil
	case err == nil:
		err = fmt.Errorf("vault: %s: %w", fp, ErrNoValue)
	}
	return 0, "", err
}

// Walk calls fn for each value, in the order in which they were put, until fn
// fails. why is what the log says: "all values, for linkage". The value is lent:
// it is overwritten after fn returns.
func (v *Vault) Walk(why string, fn func(fp exposure.Fingerprint, kind exposure.Kind, canonical []byte) error) error {
	return v.walk(why, fn)
}

func (v *Vault) walk(what string, fn func(exposure.Fingerprint, exposure.Kind, []byte) error) error {
	if err := v.log(what); err != nil {
		return fmt.Errorf("vault: nothing is opened, since the opening cannot be logged: %w", err)
	}
	v.mu.Lock()
	if v.current != nil {
		if err := v.current.flush(); err != nil {
			defer v.mu.Unlock()
			return v.fail(err)
		}
	}
	paths, err := v.segments()
	v.mu.Unlock()
	if err != nil {
		return err
	}
	for _, path := range paths {
		if _, err := walkSegment(path, v.identity, fn); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
