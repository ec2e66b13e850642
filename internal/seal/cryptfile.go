package seal

import (
	"crypto/cipher"
	"encoding/binary"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// cryptFile is a file behind its header. Like Pebble's own files it takes one
// writer at a time and any number of ReadAt.
type cryptFile struct {
	vfs.File
	block   cipher.Block // nil: the header never reached the disk; the file is empty
	inPlace bool         // opened to read and write: written by WriteAt
	readAt  int64        // where Read goes on
	writeAt int64        // where Write goes on
	stream  cipher.Stream
}

// keystream returns the stream for the byte at off. The counter begins at zero:
// the key is the file's own.
func keystream(block cipher.Block, off int64) cipher.Stream {
	var counter [16]byte
	binary.BigEndian.PutUint64(counter[8:], uint64(off)/16)
	stream := cipher.NewCTR(block, counter[:])
	if skip := off % 16; skip > 0 {
		var waste [16]byte
		stream.XORKeyStream(waste[:skip], waste[:skip])
	}
	return stream
}

// ReadAt implements [io.ReaderAt].
func (f *cryptFile) ReadAt(p []byte, off int64) (int, error) {
	if f.block == nil {
		return 0, io.EOF
	}
	n, err := f.File.ReadAt(p, off+headerSize)
	keystream(f.block, off).XORKeyStream(p[:n], p[:n])
	return n, err
}

// Read implements [io.Reader].
func (f *cryptFile) Read(p []byte) (int, error) {
	n, err := f.ReadAt(p, f.readAt)
	f.readAt += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

// Write implements [io.Writer]. It encrypts p where it lies, as [vfs.File]
// allows.
func (f *cryptFile) Write(p []byte) (int, error) {
	if f.inPlace {
		n, err := f.WriteAt(p, f.writeAt)
		f.writeAt += int64(n)
		return n, err
	}
	if f.stream == nil {
		f.stream = keystream(f.block, f.writeAt)
	}
	f.stream.XORKeyStream(p, p)
	n, err := f.File.Write(p)
	f.writeAt += int64(n)
	if n < len(p) {
		f.stream = nil // it has run ahead of what was written
	}
	return n, err
}

// WriteAt implements [io.WriterAt] and leaves p as it is.
func (f *cryptFile) WriteAt(p []byte, off int64) (int, error) {
	out := make([]byte, len(p))
	keystream(f.block, off).XORKeyStream(out, p)
	return f.File.WriteAt(out, off+headerSize)
}

// Stat implements [vfs.File]; the size is that of the contents.
func (f *cryptFile) Stat() (vfs.FileInfo, error) {
	info, err := f.File.Stat()
	if err != nil {
		return nil, err
	}
	return contentsInfo{info}, nil
}

// Preallocate implements [vfs.File].
func (f *cryptFile) Preallocate(offset, length int64) error {
	return f.File.Preallocate(offset+headerSize, length)
}

// SyncTo implements [vfs.File].
func (f *cryptFile) SyncTo(length int64) (fullSync bool, err error) {
	return f.File.SyncTo(length + headerSize)
}

// Prefetch implements [vfs.File].
func (f *cryptFile) Prefetch(offset, length int64) error {
	return f.File.Prefetch(offset+headerSize, length)
}
