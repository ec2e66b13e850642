package extract

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/pierrec/lz4/v4"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/lzma"
	"github.com/hemostat/hemostat/extract/internal/lzw"
)

var errUnpack = broken("its compression does not begin as it should")

// lz4Legacy begins a stream as the kernel of Linux packs it.
const lz4Legacy = "\x02\x21\x4c\x18"

func sniffLZ4(h *head) int { return 90 * b2i(h.has("\x04\x22\x4d\x18") || h.has(lz4Legacy)) }

func readLZ4(c *content, h *head) error {
	return c.unpack(unpackedName, time.Time{}, lz4.NewReader(c.buffered()))
}

func sniffSnappy(h *head) int {
	return 90 * b2i(h.has("\xff\x06\x00\x00sNaPpY") || h.has("\xff\x06\x00\x00S2sTwO"))
}

// readSnappy reads the framing format of Snappy, and S2.
func readSnappy(c *content, h *head) error {
	return c.unpack(unpackedName, time.Time{}, s2.NewReader(c.stream()))
}

func sniffCompress(h *head) int {
	return 72 * b2i(h.has(lzw.Magic) && len(h.raw) > 3 && h.raw[2]&0x60 == 0 && h.raw[2]&31 >= 9 && h.raw[2]&31 <= 16 && h.text == nil)
}

// readCompress reads what compress has packed (.Z).
func readCompress(c *content, h *head) error {
	z, err := lzw.NewReader(c.stream())
	if err != nil {
		return firstError(c.w.err, errUnpack)
	}
	return c.unpack(unpackedName, time.Time{}, z)
}

// The header of an .lzma file ("lzma.txt" of the XZ utilities): parameters, the size of
// the dictionary and the size of the data, -1 where its end is marked.
const lzmaHeader = 13

// openLZMA opens an .lzma file.
func openLZMA(r io.Reader) (io.Reader, error) {
	var b [lzmaHeader]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return nil, errUnpack
	}
	size := int64(binary.LittleEndian.Uint64(b[5:]))
	z, err := lzma.NewReader(r, b[0], int64(binary.LittleEndian.Uint32(b[1:])), size, maxWindow)
	return z, stopLZMA(err)
}

func stopLZMA(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, lzma.ErrMemory):
		return stopf(exposure.NotReadUnsupported, -1, "its compression needs too much memory")
	}
	return errUnpack
}

// sniffLZMA tries to unpack the first bytes, as the format has no magic number.
func sniffLZMA(h *head) int {
	if len(h.raw) < lzmaHeader+5 || h.raw[0] >= 9*5*5 || h.raw[lzmaHeader] != 0 || h.text != nil {
		return 0
	}
	dict, size := binary.LittleEndian.Uint32(h.raw[1:]), binary.LittleEndian.Uint64(h.raw[5:])
	if n := uint64(dict); n < 4096 || n&(n-1) != 0 && n&(n-1) != n/3*2 && dict != 1<<32-1 || size > 1<<38 && size != 1<<64-1 {
		return 0
	}
	z, err := openLZMA(bytes.NewReader(h.raw))
	if err != nil {
		return 0
	}
	var p [16]byte
	n, err := io.ReadFull(z, p[:])
	if err != nil && !(err == io.ErrUnexpectedEOF && h.whole && n > 0) {
		return 0
	}
	return 73
}

func readLZMA(c *content, h *head) error {
	z, err := openLZMA(c.stream())
	if err != nil {
		return firstError(c.w.err, err)
	}
	return c.unpack(unpackedName, time.Time{}, z)
}

func sniffLzip(h *head) int { return magic(h, "LZIP\x01") }

// readLzip reads lzip, also of several members, which are one stream.
func readLzip(c *content, h *head) error {
	return c.unpack(unpackedName, time.Time{}, &lzipReader{c: c, r: &putBack{r: c.stream()}})
}

// The lengths of what stands before and behind a member of lzip in bytes ("File
// format" of the manual of lzip).
const (
	lzipHeader  = 6
	lzipTrailer = 20
)

// A lzipReader reads the members of a file of lzip.
type lzipReader struct {
	c    *content
	r    *putBack
	z    *lzma.Reader // nil between members
	crc  hash.Hash32
	n    uint64
	some bool // a member was read
}

func (l *lzipReader) Read(p []byte) (int, error) {
	for {
		if l.z == nil {
			if err := l.open(); err != nil {
				return 0, err
			}
		}
		n, err := l.z.Read(p)
		l.crc.Write(p[:n])
		l.n += uint64(n)
		if err != io.EOF {
			return n, err
		}
		if err := l.close(); err != nil || n > 0 {
			return n, err
		}
	}
}

// A putBack reads again what was read too much of it.
type putBack struct {
	front []byte
	r     io.Reader
}

func (b *putBack) Read(p []byte) (int, error) {
	if len(b.front) == 0 {
		return b.r.Read(p)
	}
	n := copy(p, b.front)
	b.front = b.front[n:]
	return n, nil
}

// back puts p, which is what was read last, before what is left.
func (b *putBack) back(p []byte) { b.front = append(bytes.Clone(p), b.front...) }

// open opens the next member. What is behind the last one is none of them.
func (l *lzipReader) open() error {
	var b [lzipHeader]byte
	_, err := io.ReadFull(l.r, b[:])
	bits := b[5] & 31
	if err != nil || string(b[:5]) != "LZIP\x01" || bits < 12 || bits > 29 {
		if l.some {
			return io.EOF
		}
		return errUnpack
	}
	if err := l.c.step(1); err != nil { // an empty one takes a few dozen bytes
		return err
	}
	dict := int64(1)<<bits - int64(1)<<bits/16*int64(b[5]>>5)
	l.z, err = lzma.NewReader(l.r, 0x5d, dict, -1, maxWindow)
	l.crc, l.n = crc32.NewIEEE(), 0
	return stopLZMA(err)
}

// close checks the trailer of a member.
func (l *lzipReader) close() error {
	l.r.back(l.z.Rest())
	l.z, l.some = nil, true
	var b [lzipTrailer]byte
	if _, err := io.ReadFull(l.r, b[:]); err != nil {
		return errUnpack
	}
	if binary.LittleEndian.Uint32(b[:]) != l.crc.Sum32() || binary.LittleEndian.Uint64(b[4:]) != l.n {
		return broken("does not have the check sum that it says")
	}
	return nil
}
