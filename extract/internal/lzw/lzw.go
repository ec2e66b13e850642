// Package lzw unpacks files of compress, which end in ".Z" (compress(1) and
// compress42.c of ncompress 4.2.4). Its codes are of growing length, and come in groups
// of eight, of which the rest is left out where their length changes.
package lzw

import (
	"bufio"
	"errors"
	"io"
)

// Magic begins a file.
const Magic = "\x1f\x9d"

// ErrFormat says that a file does not follow the format.
var ErrFormat = errors.New("compress: does not follow the format")

const (
	minBits = 9
	maxBits = 16
	clear   = 256 // the code that empties the table, in block mode
)

// A Reader unpacks a file.
type Reader struct {
	br     *bufio.Reader
	most   uint // bits of a code at most
	block  bool
	bits   uint
	hold   uint32
	have   uint
	group  int // codes of the group still to come
	next   int // the next code of the table
	last   int // the code before, -1 none
	first  byte
	prefix [1 << maxBits]uint16
	suffix [1 << maxBits]byte
	stack  [1 << maxBits]byte
	out    []byte // of stack, still to be read
	err    error
}

// NewReader reads the header of a file.
func NewReader(r io.Reader) (*Reader, error) {
	z := &Reader{br: bufio.NewReaderSize(r, 64<<10), bits: minBits, last: -1}
	var h [3]byte
	if _, err := io.ReadFull(z.br, h[:]); err != nil {
		return nil, ErrFormat
	}
	z.most, z.block = uint(h[2]&31), h[2]&0x80 != 0
	if string(h[:2]) != Magic || z.most < minBits || z.most > maxBits || h[2]&0x60 != 0 {
		return nil, ErrFormat
	}
	for i := range 256 {
		z.suffix[i] = byte(i)
	}
	z.reset()
	return z, nil
}

func (z *Reader) reset() {
	z.next = 256
	if z.block {
		z.next = 257
	}
}

// Read gives unpacked bytes.
func (z *Reader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(z.out) > 0 {
			m := copy(p[n:], z.out)
			n, z.out = n+m, z.out[m:]
			continue
		}
		if z.err != nil {
			break
		}
		z.err = z.step()
	}
	if n > 0 {
		return n, nil
	}
	return 0, z.err
}

// code reads the next code.
func (z *Reader) code() (int, error) {
	if z.group == 0 {
		z.group = 8
	}
	for z.have < z.bits {
		b, err := z.br.ReadByte()
		if err != nil {
			return 0, err
		}
		z.hold |= uint32(b) << z.have
		z.have += 8
	}
	c := int(z.hold & (1<<z.bits - 1))
	z.hold >>= z.bits
	z.have -= z.bits
	z.group--
	return c, nil
}

// regroup passes over the rest of a group, as the length of codes changes. A group
// of eight codes takes as many bytes as a code has bits.
func (z *Reader) regroup(bits uint) error {
	if z.group > 0 {
		left := z.group*int(z.bits) - int(z.have)
		if left > 0 {
			if _, err := z.br.Discard(left / 8); err != nil {
				return err
			}
		}
	}
	z.hold, z.have, z.group, z.bits = 0, 0, 0, bits
	return nil
}

// step decodes one code.
func (z *Reader) step() error {
	if z.next >= 1<<z.bits && z.bits < z.most {
		if err := z.regroup(z.bits + 1); err != nil {
			return err
		}
	}
	c, err := z.code()
	if err != nil {
		return err
	}
	if c == clear && z.block {
		z.last = -1
		z.reset()
		return z.regroup(minBits)
	}
	if z.last < 0 {
		if c > 255 {
			return ErrFormat
		}
		z.last, z.first = c, byte(c)
		z.stack[len(z.stack)-1] = byte(c)
		z.out = z.stack[len(z.stack)-1:]
		return nil
	}
	at, in := len(z.stack), c
	if c >= z.next {
		if c > z.next {
			return ErrFormat
		}
		at--
		z.stack[at] = z.first
		c = z.last
	}
	for c > 255 {
		if at == 1 {
			return ErrFormat
		}
		at--
		z.stack[at] = z.suffix[c]
		c = int(z.prefix[c])
	}
	at--
	z.stack[at], z.first = byte(c), byte(c)
	z.out = z.stack[at:]
	if z.next < 1<<z.most {
		z.prefix[z.next], z.suffix[z.next] = uint16(z.last), z.first
		z.next++
	}
	z.last = in
	return nil
}
