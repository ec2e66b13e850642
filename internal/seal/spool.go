package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
)

// A Spool makes temporary files for contents that do not fit into memory. They
// are encrypted under keys that exist only in memory and have no name from the
// moment they are made (on Windows: from when they are closed), so that nothing
// is left of them however the process ends. It is safe for concurrent use.
type Spool struct {
	dir   string
	quota int64
	used  atomic.Int64
}

// NewSpool returns a spool in dir, which is made when needed. All its files
// together hold at most quota bytes.
func NewSpool(dir string, quota int64) *Spool { return &Spool{dir: dir, quota: quota} }

// Used returns how many bytes its open files hold.
func (s *Spool) Used() int64 { return s.used.Load() }

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
	return &SpoolFile{spool: s, file: f, block: block, stream: keystream(block, 0)}, nil
}

// A SpoolFile is written from its beginning to its end and read anywhere. One
// goroutine writes; any number read.
type SpoolFile struct {
	spool  *Spool
	file   *os.File
	block  cipher.Block
	stream cipher.Stream
	size   atomic.Int64
	buffer [32 << 10]byte
	failed error // a write that failed leaves the stream ahead of the file
}

// Write implements [io.Writer]. It fails with [ErrSpoolFull] where the quota
// does not hold all of p, and then writes nothing of it.
func (f *SpoolFile) Write(p []byte) (int, error) {
	if f.failed != nil {
		return 0, f.failed
	}
	if f.spool.used.Add(int64(len(p))) > f.spool.quota {
		f.spool.used.Add(-int64(len(p)))
		return 0, ErrSpoolFull
	}
	written := 0
	for written < len(p) {
		n := min(len(p)-written, len(f.buffer))
		f.stream.XORKeyStream(f.buffer[:n], p[written:written+n])
		n, err := f.file.Write(f.buffer[:n])
		written += n
		f.size.Add(int64(n))
		if err != nil {
			f.spool.used.Add(int64(written - len(p)))
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
	f.spool.used.Add(-f.size.Load())
	err := file.Close()
	if runtime.GOOS == "windows" {
		os.Remove(file.Name())
	}
	return err
}
