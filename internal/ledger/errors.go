package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// ErrLocked is returned by Open while somebody else has the store open.
var ErrLocked = errors.New("another process has this campaign open; wait for it, or ask it for the figures")

// ErrStopped is in every error of a store that has failed to write.
var ErrStopped = errors.New("the ledger has stopped after a failed write; free space or mend the disk and run the same command again")

// ErrClosed is returned by a store that was closed.
var ErrClosed = errors.New("the ledger is closed")

// OtherVersionError is returned by Open for a store that a newer or an older
// program wrote.
type OtherVersionError struct {
	Have, Want uint32 // schema versions: of the store, of this program
}

// Error implements error.
func (e *OtherVersionError) Error() string {
	if e.Have < e.Want {
		return fmt.Sprintf("the ledger has schema %d and this program writes %d; go on with the older hemostat that wrote it, or scan into a new campaign", e.Have, e.Want)
	}
	return fmt.Sprintf("the ledger has schema %d and this program knows none beyond %d; use the newer hemostat that wrote it", e.Have, e.Want)
}

// OtherDigestError is returned by Open for a store whose mentions come from
// other rules or data: going on would mix two rulers in one measure.
type OtherDigestError struct {
	Have, Want string // digests: of the store, of this program
}

// Error implements error.
func (e *OtherDigestError) Error() string {
	return fmt.Sprintf("the ledger was made with rules and data %s and this program has %s; go on with the version that began it, or scan into a new campaign", e.Have, e.Want)
}

// A BrokenError says that a row does not follow its format. The store's
// checksums do not notice a program that writes nonsense.
type BrokenError struct {
	What string
}

// Error implements error.
func (e *BrokenError) Error() string {
	return "the ledger holds a row that does not follow its format: " + e.What
}

func errBroken(what string) error { return &BrokenError{What: what} }

// lockError tells a lock that somebody holds from one that cannot be made. A
// held lock has another error on each platform, so those of the second sort
// are named.
func lockError(err error) error {
	for _, other := range []error{fs.ErrPermission, fs.ErrNotExist, syscall.ENOSPC, syscall.EROFS, syscall.EIO, syscall.EDQUOT} {
		if errors.Is(err, other) && !errors.Is(err, syscall.EAGAIN) {
			return err
		}
	}
	return fmt.Errorf("%w (%w)", ErrLocked, err)
}
