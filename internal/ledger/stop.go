package ledger

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// A stopper ends the store at its first failed write.
//
// Pebble has no way back from one: it ends the process in its logger, panics
// inside of its locks, or tries again without end while commits wait for room.
// So the failed write never returns to it: its goroutine waits for ever behind
// the [gate], as does every write after it, and the callers are told instead.
// What is lost with the goroutines is the memory of one store in a process that
// is about to say why it ends.
type stopper struct {
	why     atomic.Pointer[error]
	once    sync.Once
	stopped chan struct{}
	lock    atomic.Pointer[io.Closer] // of the directory
}

func newStopper() *stopper { return &stopper{stopped: make(chan struct{})} }

// fail stops the store. Only the first call has an effect.
func (s *stopper) fail(err error) {
	s.once.Do(func() {
		s.why.Store(&err)
		close(s.stopped)
	})
}

// err returns nil, or why the store has stopped.
func (s *stopper) err() error {
	if why := s.why.Load(); why != nil {
		return fmt.Errorf("%w (%w)", ErrStopped, *why)
	}
	return nil
}

// write does one write. It does not return if the store has stopped or stops
// by it.
func (s *stopper) write(f func() error) {
	if s.err() == nil {
		err := f()
		if err == nil {
			return
		}
		s.fail(err)
	}
	select {}
}

// try waits for what f does to the store, or until the store has stopped.
func (s *stopper) try(f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return errors.Join(err, s.err())
	case <-s.stopped:
		return s.err()
	}
}

// unlock gives the directory to whoever opens it next. A store that has stopped
// still holds Pebble's lock, but nothing that is left of it can write.
func (s *stopper) unlock(lock *pebble.Lock) error {
	if s.err() == nil {
		return lock.Close()
	}
	return (*s.lock.Load()).Close()
}

// Infof implements pebble.Logger and stays silent.
func (s *stopper) Infof(string, ...any) {}

// Errorf implements pebble.Logger. What matters of it comes as an event.
func (s *stopper) Errorf(string, ...any) {}

// Fatalf implements pebble.Logger, whose own would end the process.
func (s *stopper) Fatalf(format string, args ...any) {
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			s.fail(err)
			return
		}
	}
	s.fail(fmt.Errorf(format, args...))
}

// listener stops the store also where a flush or compaction fails to read.
func (s *stopper) listener() *pebble.EventListener {
	return &pebble.EventListener{
		BackgroundError: func(err error) {
			if !errors.Is(err, pebble.ErrCancelledCompaction) {
				s.fail(err)
			}
		},
		DataCorruption: func(info pebble.DataCorruptionInfo) { s.fail(info.Details) },
	}
}

// A gate is a file system that lets nothing be written once its store has
// stopped, so that the disk stays as a crash would have left it.
type gate struct {
	vfs.FS
	stop *stopper
}

func (g gate) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return g.file(func() (vfs.File, error) { return g.FS.Create(name, c) })
}

func (g gate) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return g.file(func() (vfs.File, error) { return g.FS.OpenReadWrite(name, c, opts...) })
}

func (g gate) ReuseForWrite(oldname, newname string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return g.file(func() (vfs.File, error) { return g.FS.ReuseForWrite(oldname, newname, c) })
}

func (g gate) OpenDir(name string) (vfs.File, error) {
	return g.file(func() (vfs.File, error) { return g.FS.OpenDir(name) })
}

func (g gate) file(open func() (vfs.File, error)) (f vfs.File, err error) {
	g.stop.write(func() error { f, err = open(); return err })
	return gateFile{File: f, stop: g.stop}, nil
}

func (g gate) Link(oldname, newname string) error {
	g.stop.write(func() error { return g.FS.Link(oldname, newname) })
	return nil
}

func (g gate) Rename(oldname, newname string) error {
	g.stop.write(func() error { return g.FS.Rename(oldname, newname) })
	return nil
}

// Remove implements vfs.FS. To fail at it loses nothing.
func (g gate) Remove(name string) (err error) {
	g.stop.write(func() error { err = g.FS.Remove(name); return nil })
	return err
}

// RemoveAll implements vfs.FS. To fail at it loses nothing.
func (g gate) RemoveAll(name string) (err error) {
	g.stop.write(func() error { err = g.FS.RemoveAll(name); return nil })
	return err
}

// Lock implements vfs.FS and keeps the lock at hand for unlock.
func (g gate) Lock(name string) (io.Closer, error) {
	lock, err := g.FS.Lock(name)
	if err == nil {
		g.stop.lock.Store(&lock)
	}
	return lock, err
}

// Unwrap implements vfs.FS.
func (g gate) Unwrap() vfs.FS { return g.FS }

type gateFile struct {
	vfs.File
	stop *stopper
}

func (f gateFile) Write(p []byte) (n int, err error) {
	f.stop.write(func() error { n, err = f.File.Write(p); return err })
	return n, err
}

func (f gateFile) WriteAt(p []byte, off int64) (n int, err error) {
	f.stop.write(func() error { n, err = f.File.WriteAt(p, off); return err })
	return n, err
}

func (f gateFile) SyncTo(length int64) (full bool, err error) {
	f.stop.write(func() error { full, err = f.File.SyncTo(length); return err })
	return full, err
}

func (f gateFile) Sync() error     { return f.do(f.File.Sync) }
func (f gateFile) SyncData() error { return f.do(f.File.SyncData) }
func (f gateFile) Close() error    { return f.do(f.File.Close) }

func (f gateFile) do(what func() error) error {
	f.stop.write(what)
	return nil
}
