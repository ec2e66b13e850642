package extract

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// unpackedName is the name of what a compressed stream holds where the stream
// does not say one. It does not come from the name of the stream, because equal
// bytes under two names are the same content.
const unpackedName = "unpacked"

func sniffGzip(h *head) int  { return magic(h, "\x1f\x8b\x08") }
func sniffBzip2(h *head) int { return magic(h, "BZh") * b2i(h.hasAt(4, "\x31\x41\x59\x26\x53\x59")) }
func sniffXZ(h *head) int    { return magic(h, "\xfd7zXZ\x00") }
func sniffZstd(h *head) int  { return magic(h, "\x28\xb5\x2f\xfd") }

func magic(h *head, m string) int { return 90 * b2i(h.has(m)) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// unpack reads the one member of a compressed stream.
func (c *content) unpack(name string, modified time.Time, r io.Reader) error {
	if err := c.room(); err != nil {
		return err
	}
	return c.child(member{name: cleanName(name), size: -1, modified: modified}, r)
}

func (c *content) buffered() *bufio.Reader { return bufio.NewReaderSize(c.stream(), pageSize) }

// readGzip reads gzip (RFC 1952), also of several members, which are one stream.
func readGzip(c *content, h *head) error {
	z, err := gzip.NewReader(c.buffered())
	if err != nil {
		return broken("its compression does not begin as it should")
	}
	defer z.Close()
	name, modified := z.Name, time.Time{}
	if name == "" {
		name = unpackedName
	}
	if z.ModTime.Unix() > 0 {
		modified = z.ModTime.UTC()
	}
	return c.unpack(name, modified, z)
}

func readBzip2(c *content, h *head) error {
	return c.unpack(unpackedName, time.Time{}, bzip2.NewReader(c.buffered()))
}

func readXZ(c *content, h *head) error {
	z, err := openXZ(c.buffered())
	if err != nil {
		return broken("its compression does not begin as it should, or needs too much memory")
	}
	return c.unpack(unpackedName, time.Time{}, z)
}

func readZstd(c *content, h *head) error {
	z, done, err := openZstd(c.buffered())
	if err != nil {
		return broken("its compression does not begin as it should")
	}
	defer done()
	return c.unpack(unpackedName, time.Time{}, z)
}

// maxWindow bounds the memory of one decoder, in bytes. It is that of
// "zstd --long" and "xz -9".
const maxWindow = 128 << 20

// openZstd opens a zstd stream that starts no goroutine.
func openZstd(r io.Reader) (io.Reader, func(), error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(1<<62))
	if err != nil {
		return nil, nil, err
	}
	return z, z.Close, nil
}

// errDictionary says that a stream wants more memory than it gets.
var errDictionary = errors.New("dictionary is too large")

// openXZ opens an xz stream whose dictionary is within bounds.
func openXZ(r io.Reader) (io.Reader, error) {
	br := bufio.NewReaderSize(r, pageSize)
	head, _ := br.Peek(64)
	if xzDictionary(head) > maxWindow {
		return nil, errDictionary
	}
	return xz.ReaderConfig{}.NewReader(br)
}

// xzDictionary is the size of the dictionary that the first block of an xz
// stream asks for, in bytes (The .xz File Format 1.2.1, sections 3.1 and 5.3.1).
func xzDictionary(p []byte) int64 {
	if len(p) < 16 {
		return 0
	}
	p = p[12:]
	flags, p := p[1], p[2:]
	for _, bit := range []byte{0x40, 0x80} { // sizes, as multi-byte integers
		if flags&bit == 0 {
			continue
		}
		for len(p) > 0 && p[0]&0x80 != 0 {
			p = p[1:]
		}
		if len(p) > 0 {
			p = p[1:]
		}
	}
	for range int(flags&3) + 1 {
		if len(p) < 3 {
			return 0
		}
		id, n := p[0], int(p[1])
		if id == 0x21 {
			bits := int64(p[2] & 63)
			return (2 | bits&1) << (bits/2 + 11)
		}
		if p = p[2:]; n > len(p) {
			return 0
		}
		p = p[n:]
	}
	return 0
}
