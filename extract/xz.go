package extract

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/lzma"
)

// An xzReader reads the .xz file format (version 1.2.1 of its description) of
// one or more streams. It takes the container apart itself because each block
// says how large a dictionary it wants, and that must be looked at before the
// memory is taken.
type xzReader struct {
	br    *bufio.Reader
	check byte // of the stream
	open  bool // within a stream
	sum   hash.Hash
	in    *xzInput  // of the open block
	block io.Reader // nil between blocks
	err   error
}

// xzMagic begins a stream.
const xzMagic = "\xfd7zXZ\x00"

// openXZ opens an xz stream.
func openXZ(r io.Reader) (io.Reader, error) {
	x := &xzReader{br: bufio.NewReaderSize(r, pageSize)}
	return x, x.header()
}

// An xzInput counts the bytes of a block.
type xzInput struct {
	br *bufio.Reader
	n  int64
}

func (x *xzInput) Read(p []byte) (int, error) {
	n, err := x.br.Read(p)
	x.n += int64(n)
	return n, err
}

var errXZ = broken("its compression does not follow the xz format")

// Read gives the unpacked bytes.
func (x *xzReader) Read(p []byte) (int, error) {
	for x.err == nil {
		if x.block == nil {
			x.err = x.next()
			continue
		}
		n, err := x.block.Read(p)
		x.sum.Write(p[:n])
		if err == io.EOF {
			err = x.endBlock()
		} else if err != nil {
			err = errXZ
		}
		x.err = err
		if n > 0 {
			return n, nil
		}
	}
	return 0, x.err
}

// take reads n bytes.
func (x *xzReader) take(n int) ([]byte, error) {
	p := make([]byte, n)
	if _, err := io.ReadFull(x.br, p); err != nil {
		return nil, errXZ
	}
	return p, nil
}

// header reads the header of a stream (section 2.1.1).
func (x *xzReader) header() error {
	p, err := x.take(12)
	if err != nil || string(p[:6]) != xzMagic || binary.LittleEndian.Uint32(p[8:]) != crc32.ChecksumIEEE(p[6:8]) {
		return errXZ
	}
	x.check, x.open = p[7]&15, true
	return nil
}

// next opens the next block, or ends the stream.
func (x *xzReader) next() error {
	if !x.open {
		return x.nextStream()
	}
	size, err := x.br.ReadByte()
	if err != nil {
		return errXZ
	}
	if size == 0 {
		return x.index()
	}
	rest, err := x.take(4*int(size) + 3)
	if err != nil {
		return err
	}
	return x.openBlock(append([]byte{size}, rest...))
}

// openBlock opens the block with this header (section 3.1).
func (x *xzReader) openBlock(h []byte) error {
	body := h[:len(h)-4]
	if binary.LittleEndian.Uint32(h[len(body):]) != crc32.ChecksumIEEE(body) {
		return errXZ
	}
	flags, p := body[1], body[2:]
	for _, bit := range []byte{0x40, 0x80} { // the sizes, which the data says too
		if flags&bit != 0 {
			_, n := binary.Uvarint(p)
			if n <= 0 {
				return errXZ
			}
			p = p[n:]
		}
	}
	if flags&3 != 0 || len(p) < 3 || p[0] != 0x21 || p[1] != 1 {
		return stopf(exposure.NotReadUnsupported, -1, "a filter of xz that is not read yet")
	}
	bits := int64(p[2] & 63)
	dict := (2 | bits&1) << (bits/2 + 11)
	if dict > maxWindow {
		return stopf(exposure.NotReadUnsupported, -1, "its compression needs too much memory")
	}
	x.in = &xzInput{br: x.br}
	block, err := lzma.NewReader2(x.in, dict, -1, maxWindow)
	if err != nil {
		return errXZ
	}
	x.block, x.sum = block, x.newSum()
	return nil
}

// newSum is the check of a block (section 3.4); one that is not known is not
// checked.
func (x *xzReader) newSum() hash.Hash {
	switch x.check {
	case 4:
		return crc64.New(crc64.MakeTable(crc64.ECMA))
	case 10:
		return sha256.New()
	}
	return crc32.NewIEEE()
}

// endBlock reads the padding and the check of a block.
func (x *xzReader) endBlock() error {
	x.block = nil
	size := [...]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[x.check]
	p, err := x.take(int(-x.in.n&3) + size)
	if err != nil {
		return err
	}
	want, got := p[len(p)-size:], x.sum.Sum(nil)
	if x.check == 1 || x.check == 4 { // numbers, the low byte first
		for i, j := 0, len(got)-1; i < j; i, j = i+1, j-1 {
			got[i], got[j] = got[j], got[i]
		}
	}
	if (x.check == 1 || x.check == 4 || x.check == 10) && !bytes.Equal(want, got) {
		return broken("does not have the check sum that it says")
	}
	return nil
}

// index passes over the index and the footer (sections 4 and 2.1.2).
func (x *xzReader) index() error {
	x.open = false
	n := int64(1)
	number := func() uint64 {
		v, shift := uint64(0), 0
		for {
			b, err := x.br.ReadByte()
			if err != nil || shift > 63 {
				x.err = errXZ
				return 0
			}
			n++
			v |= uint64(b&0x7f) << shift
			if shift += 7; b < 0x80 {
				return v
			}
		}
	}
	for records := number(); records > 0 && x.err == nil; records-- {
		number()
		number()
	}
	if x.err != nil {
		return x.err
	}
	_, err := x.take(int(-n&3) + 4 + 12)
	return err
}

// nextStream goes on to the stream that may follow after padding.
func (x *xzReader) nextStream() error {
	for {
		p, err := x.br.Peek(4)
		switch {
		case len(p) == 0 && err == io.EOF:
			return io.EOF
		case len(p) < 4:
			return errXZ
		case string(p) != "\x00\x00\x00\x00":
			return x.header()
		}
		if _, err := x.br.Discard(4); err != nil {
			return errXZ
		}
	}
}
