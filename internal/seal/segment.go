package seal

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/hemostat/hemostat/exposure"
)

// A segment of the vault: magic, the age file that wraps the file key behind its
// length, then frames: the length of the sealed bytes, and these under
// AES-256-GCM with the frame's ordinal as nonce. A segment is written by one
// process once and never again, so that no nonce repeats. A frame holds entries:
// fingerprint, kind, length, value.
const (
	segmentMagic = "hemovlt1"
	frameSize    = 64 << 10 // from where on a frame is written out
	maxFrame     = 16 << 20 // of what is read back
	maxWrapped   = 16 << 10
)

type segmentWriter struct {
	file   *os.File
	aead   cipher.AEAD
	frames uint64
	size   int64
	plain  []byte
}

func createSegment(path string, to age.Recipient) (*segmentWriter, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	defer clear(key)
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	var wrapped bytes.Buffer
	w, err := age.Encrypt(&wrapped, to)
	if err == nil {
		_, err = w.Write(key)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	head := append([]byte(segmentMagic), binary.BigEndian.AppendUint32(nil, uint32(wrapped.Len()))...)
	_, err = file.Write(append(head, wrapped.Bytes()...))
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &segmentWriter{file: file, aead: aead}, nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func frameNonce(n uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 4, 12), n)
}

func (w *segmentWriter) put(fp exposure.Fingerprint, kind exposure.Kind, value string) error {
	if len(value) > maxFrame/2 {
		return fmt.Errorf("a value of %d bytes is too long for the vault", len(value))
	}
	w.plain = append(w.plain, fp[:]...)
	w.plain = append(w.plain, byte(kind))
	w.plain = binary.AppendUvarint(w.plain, uint64(len(value)))
	w.plain = append(w.plain, value...)
	if len(w.plain) >= frameSize {
		return w.flush()
	}
	return nil
}

func (w *segmentWriter) flush() error {
	if len(w.plain) == 0 {
		return nil
	}
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(w.plain)+w.aead.Overhead()))
	frame = w.aead.Seal(frame, frameNonce(w.frames), w.plain, nil)
	clear(w.plain)
	w.plain = w.plain[:0]
	w.frames++
	w.size += int64(len(frame))
	_, err := w.file.Write(frame)
	return err
}

func (w *segmentWriter) sync() error {
	if err := w.flush(); err != nil {
		return err
	}
	return w.file.Sync()
}

func (w *segmentWriter) close() error {
	err := w.sync()
	clear(w.plain[:cap(w.plain)])
	if cerr := w.file.Close(); err == nil {
		err = cerr
	}
	return err
}

// walkSegment calls fn for each entry and returns up to where the segment is
// whole: 0 where not even its header is. A torn last frame is left out. A frame
// that is there and does not open is an error, as is a wrong key.
func walkSegment(path string, id age.Identity, fn func(exposure.Fingerprint, exposure.Kind, []byte) error) (whole int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("vault: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("vault: %w", err)
	}
	r := bufio.NewReaderSize(file, frameSize)
	aead, whole, err := openSegment(r, path, id)
	if err != nil || aead == nil {
		return 0, err
	}
	for n := uint64(0); ; n++ {
		var length [4]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return whole, tornEnd(path, err)
		}
		size := int64(binary.BigEndian.Uint32(length[:]))
		if size > maxFrame || whole+4+size > info.Size() {
			return whole, nil // announced, and not all there
		}
		sealed := make([]byte, size)
		if _, err := io.ReadFull(r, sealed); err != nil {
			return whole, tornEnd(path, err)
		}
		plain, err := aead.Open(sealed[:0], frameNonce(n), sealed, nil)
		if err != nil && whole+4+size == info.Size() {
			return whole, nil // the last one, of the right length but not all written
		}
		if err != nil {
			return whole, fmt.Errorf("vault: frame %d of %s is damaged", n, path)
		}
		err = walkFrame(plain, fn)
		clear(plain)
		if err != nil {
			return whole, err
		}
		whole += 4 + size
	}
}

func tornEnd(path string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return fmt.Errorf("vault: read %s: %w", path, err)
}

// openSegment reads the header. A header that is not all there gives no cipher
// and no error.
func openSegment(r io.Reader, path string, id age.Identity) (cipher.AEAD, int64, error) {
	head := make([]byte, len(segmentMagic)+4)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, 0, tornEnd(path, err)
	}
	size := binary.BigEndian.Uint32(head[len(segmentMagic):])
	if string(head[:len(segmentMagic)]) != segmentMagic || size > maxWrapped {
		return nil, 0, fmt.Errorf("vault: %s is no segment of a vault, or damaged", path)
	}
	wrapped := make([]byte, size)
	if _, err := io.ReadFull(r, wrapped); err != nil {
		return nil, 0, tornEnd(path, err)
	}
	plain, err := age.Decrypt(bytes.NewReader(wrapped), id)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, 0, fmt.Errorf("vault: open %s: %w", path, ErrWrongKey)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("vault: open %s: %w", path, err)
	}
	key := make([]byte, keySize)
	defer clear(key)
	if _, err := io.ReadFull(plain, key); err != nil {
		return nil, 0, fmt.Errorf("vault: open %s: %w", path, err)
	}
	aead, err := newGCM(key)
	return aead, int64(len(head)) + int64(size), err
}

func walkFrame(plain []byte, fn func(exposure.Fingerprint, exposure.Kind, []byte) error) error {
	for len(plain) > 0 {
		const fixed = len(exposure.Fingerprint{}) + 1
		if len(plain) < fixed+1 {
			return errors.New("vault: an entry is cut short")
		}
		size, n := binary.Uvarint(plain[fixed:])
		if n <= 0 || size > uint64(len(plain)-fixed-n) {
			return errors.New("vault: an entry is cut short")
		}
		value := plain[fixed+n : fixed+n+int(size)]
		if err := fn(exposure.Fingerprint(plain[:16]), exposure.Kind(plain[16]), value); err != nil {
			return err
		}
		plain = plain[fixed+n+int(size):]
	}
	return nil
}
