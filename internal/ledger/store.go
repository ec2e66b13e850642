package ledger

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

const (
	defaultCache = 64 << 20
	memTableSize = 32 << 20
)

// pebbleOptions tunes Pebble for long sequential passes and few point reads:
// no bloom filters, the fastest compression (fingerprints do not compress), L0
// allowed to grow so that a scan is not held up by compactions.
func pebbleOptions(fsys vfs.FS, o Options, stop *stopper) *pebble.Options {
	size := o.Cache
	if size <= 0 {
		size = defaultCache
	}
	p := &pebble.Options{
		FS:                          fsys,
		Cache:                       pebble.NewCache(size),
		ReadOnly:                    o.ReadOnly,
		FormatMajorVersion:          pebble.FormatTableFormatV6,
		Merger:                      leastMerger(),
		MemTableSize:                memTableSize,
		MemTableStopWritesThreshold: 2,
		L0CompactionThreshold:       4,
		L0StopWritesThreshold:       64,
		LBaseMaxBytes:               256 << 20,
		MaxOpenFiles:                256,
		WALBytesPerSync:             1 << 20,
		BytesPerSync:                1 << 20,
		Logger:                      stop,
		EventListener:               stop.listener(),
	}
	p.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.DBCompressionFastest })
	for i := range p.Levels {
		p.Levels[i].BlockSize = 32 << 10
		p.Levels[i].IndexBlockSize = 128 << 10
	}
	p.TargetFileSizes[0] = 8 << 20
	return p
}

// A stopper is Pebble's logger and the end of its writing. Pebble ends the
// process on a failed write of its log or manifest, by [os.Exit] in the logger's
// Fatalf; here it becomes an error that the caller gets.
type stopper struct {
	why     atomic.Pointer[error]
	once    sync.Once
	stopped chan struct{}
}

func newStopper() *stopper { return &stopper{stopped: make(chan struct{})} }

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

// Infof implements pebble.Logger and stays silent.
func (s *stopper) Infof(string, ...any) {}

// Errorf implements pebble.Logger. What matters of it comes as an event.
func (s *stopper) Errorf(string, ...any) {}

// Fatalf implements pebble.Logger. It returns: Pebble goes on and every write
// after it is refused by the gate.
func (s *stopper) Fatalf(format string, args ...any) {
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			s.fail(err)
			return
		}
	}
	s.fail(fmt.Errorf(format, args...))
}

// abandon leaves a stopped store to itself: its goroutines find every write
// refused, and waiting for them could take for ever.
func (s *stopper) abandon(db *pebble.DB) {
	go func() {
		defer func() { _ = recover() }() // Pebble may panic over what it could not write
		_ = db.Close()
	}()
}

// listener stops the store on a failed flush or compaction too: Pebble would
// try again without end while commits wait for room in memory.
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

// A gate lets everything through until the store has stopped, and after that
// nothing that writes, so that the disk stays as a crash would have left it.
type gate struct {
	vfs.FS
	stop *stopper
}

func (g gate) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if err := g.stop.err(); err != nil {
		return nil, err
	}
	return g.wrap(g.FS.Create(name, c))
}

func (g gate) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	if err := g.stop.err(); err != nil {
		return nil, err
	}
	return g.wrap(g.FS.OpenReadWrite(name, c, opts...))
}

func (g gate) ReuseForWrite(oldname, newname string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if err := g.stop.err(); err != nil {
		return nil, err
	}
	return g.wrap(g.FS.ReuseForWrite(oldname, newname, c))
}

func (g gate) OpenDir(name string) (vfs.File, error) { return g.wrap(g.FS.OpenDir(name)) }

func (g gate) Link(oldname, newname string) error {
	return g.do(func() error { return g.FS.Link(oldname, newname) })
}

func (g gate) Remove(name string) error {
	return g.do(func() error { return g.FS.Remove(name) })
}

func (g gate) RemoveAll(name string) error {
	return g.do(func() error { return g.FS.RemoveAll(name) })
}

func (g gate) Rename(oldname, newname string) error {
	return g.do(func() error { return g.FS.Rename(oldname, newname) })
}

func (g gate) MkdirAll(dir string, perm os.FileMode) error {
	return g.do(func() error { return g.FS.MkdirAll(dir, perm) })
}

// Unwrap implements vfs.FS.
func (g gate) Unwrap() vfs.FS { return g.FS }

func (g gate) do(f func() error) error {
	if err := g.stop.err(); err != nil {
		return err
	}
	return f()
}

func (g gate) wrap(f vfs.File, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	return gateFile{File: f, stop: g.stop}, nil
}

type gateFile struct {
	vfs.File
	stop *stopper
}

func (f gateFile) Write(p []byte) (int, error) {
	if err := f.stop.err(); err != nil {
		return 0, err
	}
	return f.File.Write(p)
}

func (f gateFile) WriteAt(p []byte, off int64) (int, error) {
	if err := f.stop.err(); err != nil {
		return 0, err
	}
	return f.File.WriteAt(p, off)
}

func (f gateFile) Sync() error {
	return f.do(f.File.Sync)
}

func (f gateFile) SyncData() error {
	return f.do(f.File.SyncData)
}

func (f gateFile) SyncTo(length int64) (bool, error) {
	if err := f.stop.err(); err != nil {
		return false, err
	}
	return f.File.SyncTo(length)
}

func (f gateFile) do(sync func() error) error {
	if err := f.stop.err(); err != nil {
		return err
	}
	return sync()
}
