package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// The header of an encrypted file: magic, version, key check, nonce, MAC, and
// zeros up to a block, so that blocks of the contents stay aligned.
const (
	headerSize  = 4096
	fileMagic   = "hemostat"
	fileVersion = 1
	nonceSize   = 32
	checkSize   = 16

	versionAt = len(fileMagic)
	checkAt   = versionAt + 8
	nonceAt   = checkAt + checkSize
	macAt     = nonceAt + nonceSize
	headerEnd = macAt + sha256.Size
)

// FS returns inner with the contents of its files encrypted under k, for
// Pebble. Each file has a key of its own, from the campaign's key and a random
// nonce in its header, under AES-256 in counter mode; a file that is reused gets
// a new nonce. It stays usable when k is wiped.
//
// This gives secrecy and not authenticity: somebody who can write to the files
// can flip bits in them unseen but for Pebble's own checksums, which are no MAC.
// Names, sizes and times are not hidden. Bytes that are written twice at the
// same offset of one file are encrypted alike both times; Pebble never does
// that in a file that lasts.
//
// A file whose header did not reach the disk before a crash is empty: nothing in
// it was synced. Errors: [ErrWrongKey], [ErrHeaderDamaged].
func (k *Key) FS(inner vfs.FS) vfs.FS {
	return &cryptFS{FS: inner, key: k.subkey(purposeFiles)}
}

type cryptFS struct {
	vfs.FS
	key []byte
}

func (c *cryptFS) mac(label string, data []byte) []byte {
	h := hmac.New(sha256.New, c.key)
	io.WriteString(h, label)
	h.Write(data)
	return h.Sum(nil)
}

func (c *cryptFS) newHeader() ([]byte, cipher.Block, error) {
	h := make([]byte, headerSize)
	copy(h, fileMagic)
	h[versionAt] = fileVersion
	copy(h[checkAt:nonceAt], c.mac("check", nil))
	rand.Read(h[nonceAt:macAt])
	copy(h[macAt:headerEnd], c.mac("header", h[:macAt]))
	block, err := c.block(h)
	return h, block, err
}

func (c *cryptFS) block(header []byte) (cipher.Block, error) {
	return aes.NewCipher(c.mac("file", header[nonceAt:macAt]))
}

// readHeader returns the cipher of f, or nil where f has no header yet.
func (c *cryptFS) readHeader(name string, f vfs.File) (cipher.Block, error) {
	h := make([]byte, headerSize)
	n, err := f.ReadAt(h, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if n < headerSize || allZero(h) {
		return nil, nil
	}
	switch {
	case string(h[:len(fileMagic)]) != fileMagic:
		return nil, fmt.Errorf("open %s: %w", name, ErrHeaderDamaged)
	case h[versionAt] != fileVersion:
		return nil, fmt.Errorf("open %s: its format is %d and this version of Hemostat knows %d", name, h[versionAt], fileVersion)
	case subtle.ConstantTimeCompare(h[checkAt:nonceAt], c.mac("check", nil)[:checkSize]) != 1:
		return nil, fmt.Errorf("open %s: %w", name, ErrWrongKey)
	case subtle.ConstantTimeCompare(h[macAt:headerEnd], c.mac("header", h[:macAt])) != 1:
		return nil, fmt.Errorf("open %s: %w", name, ErrHeaderDamaged)
	}
	return c.block(h)
}

func allZero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

// begin writes a fresh header into a file that was created or is reused.
func (c *cryptFS) begin(f vfs.File, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	header, block, err := c.newHeader()
	if err == nil {
		_, err = f.Write(header)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &cryptFile{File: f, block: block}, nil
}

// Create implements [vfs.FS].
func (c *cryptFS) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	return c.begin(c.FS.Create(name, category))
}

// ReuseForWrite implements [vfs.FS]. What stood in the file before can no longer
// be read: the nonce is a new one.
func (c *cryptFS) ReuseForWrite(oldname, newname string, category vfs.DiskWriteCategory) (vfs.File, error) {
	return c.begin(c.FS.ReuseForWrite(oldname, newname, category))
}

// Open implements [vfs.FS].
func (c *cryptFS) Open(name string, opts ...vfs.OpenOption) (vfs.File, error) {
	f, err := c.FS.Open(name, opts...)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return f, err
	}
	block, err := c.readHeader(name, f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &cryptFile{File: f, block: block}, nil
}

// OpenReadWrite implements [vfs.FS].
func (c *cryptFS) OpenReadWrite(name string, category vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	f, err := c.FS.OpenReadWrite(name, category, opts...)
	if err != nil {
		return nil, err
	}
	block, err := c.readHeader(name, f)
	if err == nil && block == nil {
		var header []byte
		if header, block, err = c.newHeader(); err == nil {
			_, err = f.WriteAt(header, 0)
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &cryptFile{File: f, block: block, inPlace: true}, nil
}

// Stat implements [vfs.FS]; sizes are those of the contents.
func (c *cryptFS) Stat(name string) (vfs.FileInfo, error) {
	info, err := c.FS.Stat(name)
	if err != nil {
		return nil, err
	}
	return contentsInfo{info}, nil
}

// Unwrap implements [vfs.FS].
func (c *cryptFS) Unwrap() vfs.FS { return c.FS }

// contentsInfo leaves the header out of a file's size.
type contentsInfo struct{ vfs.FileInfo }

func (i contentsInfo) Size() int64 {
	if !i.Mode().IsRegular() {
		return i.FileInfo.Size()
	}
	return max(0, i.FileInfo.Size()-headerSize)
}
