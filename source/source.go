package source

import (
	"context"
	"io"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Source lists and opens the objects of one target. Its methods may be called
// from several goroutines. Each makes one attempt; errors are or wrap [*Error],
// the caller's context error, or a refusal of the transport.
type Source interface {
	// List returns the page that begins at marker: "" for the first page, else
	// the Next of an earlier one, of this run or a former.
	List(ctx context.Context, marker string) (Page, error)

	// Open begins to read o at byte offset at, 0 ≤ at ≤ o.Size. With o.ETag
	// set, an object in another state is [ErrChanged]. The caller closes the
	// body; cancelling ctx ends it.
	Open(ctx context.Context, o Object, at int64) (*Reading, error)
}

// A Ranger is a Source that can read a part of an object: see [NewReaderAt].
type Ranger interface {
	// OpenRange begins to read the n bytes of o from offset off, n > 0. The
	// body ends early where the object does.
	OpenRange(ctx context.Context, o Object, off, n int64) (*Reading, error)
}

// A Page is one page of a listing.
type Page struct {
	Objects []Object
	Next    string // marker of the page after it; "" ends the listing
}

// An Object is one state of one blob, file or key, as the listing tells it.
type Object struct {
	Name            string // bytes as the provider holds them: slashes, newlines, invalid UTF-8 and all
	Size            int64  // bytes; -1 unknown
	ETag            string // as the provider writes it, quotes and all; "" unknown
	Modified        time.Time
	Created         time.Time
	MD5             []byte // set by whoever uploaded it and not checked by every provider: a hint, no proof
	Tier            string // the provider's word for the storage tier
	ContentType     string
	ContentEncoding string
	Version         string // the provider's name of this version; "" where there is none
	Snapshot        string // the provider's name of this snapshot; "" where it is none
	Current         bool   // false for older versions, snapshots and what was deleted

	// Unreadable says why it cannot or should not be read, as far as the
	// listing tells: archived, special, denied, not-current. "" otherwise.
	Unreadable exposure.Reason
}

// A Reading is one opened object.
type Reading struct {
	Body     io.ReadCloser
	ETag     string
	Size     int64 // of the whole object as announced with this answer, in bytes; -1 unknown
	Modified time.Time
	Address  string // what was asked, without its query: a URL or a path
	Access   Access
	Whole    bool // the server gives it from its first byte on only: no part of it can be asked for
}

// An Access is how a source signed in.
type Access string

// The ways to sign in.
const (
	AccessAnonymous Access = "anonymous"
	AccessSAS       Access = "sas"        // Azure shared access signature in the query
	AccessSharedKey Access = "shared key" // Azure storage account key
	AccessToken     Access = "token"      // a named sign-in with Microsoft Entra ID, or a bearer token of Google's
	AccessSigned    Access = "signed"     // AWS signature with keys that the operator gave
	AccessFolder    Access = "folder"     // the rights of the user that runs Hemostat
	AccessAccount   Access = "account without a password"
)
