package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Spool makes temporary files for contents that do not fit into memory. They
// are encrypted under keys that exist only in memory and have no name from the
// moment they are made (on Windows: from when they are closed), so that nothing
// is left of them however the process ends. It is safe for concurrent use.
//
// Whether a file finds room depends on its own size alone, never on what else
// is read at the time: one that is larger than the quota fails, any other waits
// until others are closed. Files that one reader holds at a time, as of an
// archive in an archive, make up a turn; the oldest turn never waits, so that
// readers that hold something and want more cannot wait for each other. For
// that it may go beyond the quota: by one file more than fits for each level of
// nesting, and only one reader at a time.
type Spool struct {
	dir   string
	quota int64

	mu    sync.Mutex
	freed sync.Cond // bytes were given back, or a turn has ended
	used  int64
	turns map[int64]int // open files of each turn
	last  int64         // turn
}

// NewSpool returns a spool in dir, which is made when needed. Its files
// together hold quota bytes, one of them never more.
func NewSpool(dir string, quota int64) *Spool {
	s := &Spool{dir: dir, quota: quota, turns: map[int64]int{}}
	s.freed.L = &s.mu
	return s
}

// Used returns how many bytes its open files hold.
func (s *Spool) Used() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used
}

// begin returns a new turn with one file.
func (s *Spool) begin() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	s.turns[s.last] = 1
	return s.last
}

// take waits for room for n bytes.
func (s *Spool) take(turn, n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.used+n > s.quota && !s.oldest(turn) {
		s.freed.Wait()
	}
	s.used += n
}

// oldest reports whether no open turn began before this one.
func (s *Spool) oldest(turn int64) bool {
	for t := range s.turns {
		if t < turn {
			return false
		}
	}
	return true
}

// give gives n bytes back.
func (s *Spool) give(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= n
	s.freed.Broadcast()
}

// leave takes a file out of its turn.
func (s *Spool) leave(turn int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turns[turn]--; s.turns[turn] == 0 {
		delete(s.turns, turn)
	}
	s.freed.Broadcast()
}

// Create returns a new empty file. The caller closes it.
func (s *Spool) Create() (*SpoolFile, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	f, err := os.CreateTemp(s.dir, "spool-*")
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	if runtime.GOOS != "windows" {
		if err := os.Remove(f.Name()); err != nil {
			f.Close()
			return nil, fmt.Errorf("spool: %w", err)
		}
	}
	key := make([]byte, keySize)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	clear(key)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("spool: %w", err)
	}
	return &SpoolFile{spool: s, turn: s.begin(), file: f, block: block, stream: keystream(block, 0)}, nil
}

// A SpoolFile is written from its beginning to its end and read anywhere. One
// goroutine writes; any number read.
type SpoolFile struct {
	spool  *Spool
	turn   int64
	file   *os.File
	block  cipher.Block
	stream cipher.Stream
	size   atomic.Int64
	buffer [32 << 10]byte
	failed error // a write that failed leaves the stream ahead of the file
}

// Within puts an empty file into the turn of outer, a file of the same spool
// that the same reader holds open while it reads this one.
func (f *SpoolFile) Within(outer io.ReaderAt) {
	o, ok := outer.(*SpoolFile)
	if !ok || o.spool != f.spool || o.turn == f.turn {
		return
	}
	s := f.spool
	s.mu.Lock()
	s.turns[o.turn]++
	s.mu.Unlock()
	s.leave(f.turn)
	f.turn = o.turn
}

// Write implements [io.Writer]. It waits for room, and fails with
// [ErrSpoolFull] where the quota does not hold this file alone; then it writes
// nothing of p. Any other error is one of the disk.
func (f *SpoolFile) Write(p []byte) (int, error) {
	if f.failed != nil {
		return 0, f.failed
	}
	if f.size.Load()+int64(len(p)) > f.spool.quota {
		return 0, ErrSpoolFull
	}
	f.spool.take(f.turn, int64(len(p)))
	written := 0
	for written < len(p) {
		n := min(len(p)-written, len(f.buffer))
		f.stream.XORKeyStream(f.buffer[:n], p[written:written+n])
		n, err := f.file.Write(f.buffer[:n])
		written += n
		f.size.Add(int64(n))
		if err != nil {
			f.spool.give(int64(len(p) - written))
			f.failed = fmt.Errorf("spool: %w", err)
			return written, f.failed
		}
	}
	return written, nil
}

// ReadAt implements [io.ReaderAt].
func (f *SpoolFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.file.ReadAt(p, off)
	if n > 0 {
		keystream(f.block, off).XORKeyStream(p[:n], p[:n])
	}
	return n, err
}

// Size returns how many bytes were written.
func (f *SpoolFile) Size() int64 { return f.size.Load() }

// Close gives the file's room back. Its contents are gone. Closing twice is
// harmless.
func (f *SpoolFile) Close() error {
	if f.file == nil {
		return nil
	}
	file := f.file
	f.file = nil
	f.spool.give(f.size.Load())
	f.spool.leave(f.turn)
	err := file.Close()
	if runtime.GOOS == "windows" {
		os.Remove(file.Name())
	}
	return err
}
