package extract

import (
	"bufio"
	"compress/bzip2"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
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
		return err
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
