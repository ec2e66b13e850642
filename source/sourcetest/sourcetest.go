// Package sourcetest is the suite that every provider of [source.Source] passes,
// and the real servers that providers are tried against.
//
//	func TestSuite(t *testing.T) {
//		sourcetest.Run(t, sourcetest.Provider{
//			Store: func(t testing.TB) sourcetest.Store { … },
//			…
//		})
//	}
package sourcetest

import (
	"net"
	"net/http"
	"testing"

	"github.com/hemostat/hemostat/source"
)

// A Provider is what the suite needs to try one.
type Provider struct {
	// Store makes an empty place of its own that the provider can read.
	Store func(testing.TB) Store

	// Missing returns a source, or the error of making it, for a target that
	// does not exist.
	Missing func(testing.TB, Options) (source.Source, error)

	// Private is Missing for a target that exists and may not be read. It is
	// nil where a provider knows no such thing.
	Private func(testing.TB, Options) (source.Source, error)

	// Many is how many objects the paging test makes; 0 means 12,000.
	Many int

	// Sparse reports that a listing tells names, and of size, date and ETag what
	// it can.
	Sparse bool

	// Wish reports that a page may be longer than it was asked to be.
	Wish bool

	// Ordered reports that a listing is in the byte order of names.
	Ordered bool
}

// A Store is the other side of a source: what its owner can do.
type Store interface {
	Put(t testing.TB, name string, data []byte)
	Remove(t testing.TB, name string)

	// Shut takes the right to read away from the sources that Open returned.
	Shut(testing.TB)

	// Holds reports whether the place can hold an object of this name; the
	// suite leaves out what a server or file system refuses by itself.
	Holds(name string) bool

	// Open returns a source over the place.
	Open(testing.TB, Options) source.Source
}

// Options are what the suite asks of a source.
type Options struct {
	PageSize  int               // 0 means the provider's own
	Transport http.RoundTripper // for providers that send packets

	conn func(net.Conn) net.Conn // put around connections of [DialTo]; nil: none
}
