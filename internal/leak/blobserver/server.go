// Package blobserver serves a synthetic leak on loopback as Azure Blob Storage
// serves a container whose access level is "container": anybody lists and
// reads, nobody writes. It answers in the shapes and with the error codes of the
// service (REST API version 2021-12-02), as far as a reader meets them: List
// Blobs, Get Container Properties, Get Blob, Get Blob Properties.
//
// It is for the demo, for tests and for benchmarks. On demand it misbehaves:
// see [Faults].
package blobserver

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hemostat/hemostat/internal/leak"
)

// A Store holds what is served: a *leak.Leak or a *leak.Corpus.
type Store interface {
	// From yields the objects in the order of names, from the first whose name is
	// not before the given one.
	From(name string) iter.Seq[leak.Object]
	// Open returns one object and its bytes, fs.ErrNotExist where there is none.
	Open(name string) (leak.Object, []byte, error)
}

// A FileStore is a store whose objects stand in files: the system sends them, and
// nothing is held in memory.
type FileStore interface {
	Store
	// OpenFile returns one object and its file, fs.ErrNotExist where there is none.
	OpenFile(name string) (leak.Object, *os.File, error)
}

// Account is the storage account that is served, by the name that Azure's
// emulators have.
const Account = "devstoreaccount1"

// Faults are what the server does wrong. The zero value does nothing wrong.
type Faults struct {
	ThrottleEvery   int64         // every n-th request is answered 503 ServerBusy, with Retry-After: 1
	CutAfterBytes   int64         // a longer body ends here while Content-Length announces it whole
	CloseMidListing int64         // after so many pages the container is private
	RepeatMarker    bool          // each page after the first names itself as the next one
	Latency         time.Duration // before each answer
	ChangeETagAfter int64         // after so many reads of blobs every ETag is another one
	HoldAfter       int64         // after so many reads of blobs none is answered before the faults are others
}

// A Server serves one container of one account.
type Server struct {
	store    Store
	listener net.Listener
	http     *http.Server
	done     chan error
	cache    cache
	faults   atomic.Pointer[faulty]
	private  atomic.Bool
	counts   struct{ requests, pages, reads, writes, bytes atomic.Int64 }
	close    sync.Once
}

// faulty are faults that hold until others are set.
type faulty struct {
	Faults
	over chan struct{}
}

// Counts are what a server has answered since it started.
type Counts struct {
	Requests int64 // all
	Pages    int64 // of the listing
	Reads    int64 // of blobs, whole or in part
	Writes   int64 // tried, and refused
	Bytes    int64 // of blobs' bodies
}

// Serve listens on a free port of 127.0.0.1 until the context ends or
// [Server.Close] is called.
func Serve(ctx context.Context, store Store) (*Server, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the synthetic leak on loopback: %w", err)
	}
	s := &Server{store: store, listener: l, done: make(chan error, 1)}
	s.SetFaults(Faults{})
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { s.http.Close() })
	go func() {
		err := s.http.Serve(l)
		stop()
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		s.done <- err
	}()
	return s, nil
}

// URL is the container's address: http://127.0.0.1:PORT/devstoreaccount1/customer-backups.
func (s *Server) URL() string { return s.ServiceURL() + leak.Container }

// ServiceURL is the account's address, with a slash behind it.
func (s *Server) ServiceURL() string {
	return "http://" + s.listener.Addr().String() + "/" + Account + "/"
}

// SetFaults lets the server misbehave from the next request on. Reads that were held are answered.
func (s *Server) SetFaults(f Faults) {
	if before := s.faults.Swap(&faulty{f, make(chan struct{})}); before != nil {
		close(before.over)
	}
}

// SetPublic closes the container to the public, or opens it again.
func (s *Server) SetPublic(public bool) { s.private.Store(!public) }

// Counts returns what has been answered so far.
func (s *Server) Counts() Counts {
	c := &s.counts
	return Counts{c.requests.Load(), c.pages.Load(), c.reads.Load(), c.writes.Load(), c.bytes.Load()}
}

// Close ends the server and all its connections. It may be called twice.
func (s *Server) Close() (err error) {
	s.close.Do(func() {
		s.http.Close()
		err = <-s.done
	})
	return err
}
