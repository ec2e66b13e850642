// Package sealedzip writes ZIP archives that a passphrase opens: AES-256 in the way of WinZip
// (AE-2, www.winzip.com/en/support/aes-encryption/), which 7-Zip, WinZip, Keka and libarchive
// read, and Info-ZIP's unzip 6 does not. Contents are secret and authentic; the names
// of files, their sizes and dates are not, so that names should say nothing.
//
// Keys are derived by 1000 rounds of PBKDF2, as the format has it: a passphrase must be
// strong by itself. [Passphrase] makes one, [Strong] says whether one is.
package sealedzip

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"time"
)

// What the format fixes.
const (
	methodAES   = 99
	extraID     = 0x9901
	versionAE2  = 2
	strength256 = 3
	saltLen     = 16
	keyLen      = 32
	verifierLen = 2
	codeLen     = 10
	rounds      = 1000
	encrypted   = 0x1   // in the flags of a file
	utf8Names   = 0x800 // likewise
)

// A Writer writes one archive.
type Writer struct {
	zip        *zip.Writer
	passphrase string
	at         time.Time
}

// New returns a writer of an archive that passphrase opens. Files in it are dated at.
func New(w io.Writer, passphrase string, at time.Time) (*Writer, error) {
	if err := Strong(passphrase); err != nil {
		return nil, err
	}
	return &Writer{zip.NewWriter(w), passphrase, at}, nil
}

// Add adds a file, which write gives. It is held in memory, compressed, until it is whole.
func (w *Writer) Add(name string, write func(io.Writer) error) error {
	var packed bytes.Buffer
	size, err := compress(&packed, write)
	if err != nil {
		return fmt.Errorf("archive: %s: %w", name, err)
	}
	salt := make([]byte, saltLen)
	rand.Read(salt) // never fails: crypto/rand
	body, err := seal(packed.Bytes(), salt, w.passphrase)
	if err != nil {
		return fmt.Errorf("archive: %s: %w", name, err)
	}
	header := &zip.FileHeader{
		Name: name, Method: methodAES, Flags: encrypted | utf8Names, Modified: w.at.UTC(), Extra: extra(),
		UncompressedSize64: size, CompressedSize64: uint64(len(body)), // of an AE-2 file the CRC is 0
	}
	out, err := w.zip.CreateRaw(header)
	if err == nil {
		_, err = out.Write(body)
	}
	return err
}

// Close ends the archive. It does not close what it was written to.
func (w *Writer) Close() error { return w.zip.Close() }

// A counter counts what is written to it.
type counter struct {
	to io.Writer
	n  uint64
}

// Write implements [io.Writer].
func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += uint64(n)
	return n, err
}

// compressors are used again: each takes more memory than most files that it packs.
var compressors = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.DefaultCompression) // the level is a valid one
	return w
}}

func compress(to io.Writer, write func(io.Writer) error) (size uint64, err error) {
	deflate := compressors.Get().(*flate.Writer)
	defer compressors.Put(deflate)
	deflate.Reset(to)
	in := &counter{to: deflate}
	if err := write(in); err != nil {
		return 0, err
	}
	return in.n, deflate.Close()
}

// extra says how a file is encrypted and what it was compressed by.
func extra() []byte {
	out := binary.LittleEndian.AppendUint16(nil, extraID)
	out = binary.LittleEndian.AppendUint16(out, 7)
	out = binary.LittleEndian.AppendUint16(out, versionAE2)
	out = append(out, 'A', 'E', strength256)
	return binary.LittleEndian.AppendUint16(out, zip.Deflate)
}

// seal encrypts a file: salt, verifier of the passphrase, ciphertext, code of authenticity.
func seal(plain, salt []byte, passphrase string) ([]byte, error) {
	keys, err := pbkdf2.Key(sha1.New, passphrase, salt, rounds, 2*keyLen+verifierLen)
	if err != nil {
		return nil, err
	}
	out := append(bytes.Clone(salt), keys[2*keyLen:]...)
	from := len(out)
	out = append(out, plain...)
	if err := countWith(keys[:keyLen], out[from:]); err != nil {
		return nil, err
	}
	code := hmac.New(sha1.New, keys[keyLen:2*keyLen])
	code.Write(out[from:])
	return append(out, code.Sum(nil)[:codeLen]...), nil
}

// countWith encrypts in counter mode, whose counter is little-endian and begins at 1.
func countWith(key, text []byte) error {
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	var counter, stream [aes.BlockSize]byte
	for n := uint64(1); len(text) > 0; n++ {
		binary.LittleEndian.PutUint64(counter[:], n)
		block.Encrypt(stream[:], counter[:])
		for i := range min(len(text), len(stream)) {
			text[i] ^= stream[i]
		}
		text = text[min(len(text), len(stream)):]
	}
	return nil
}
