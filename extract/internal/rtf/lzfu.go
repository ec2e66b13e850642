package rtf

import (
	"bufio"
	"encoding/binary"
	"io"
)

// preset is what the dictionary begins with ([MS-OXRTFCP], section 2.1.2.1).
const preset = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` + "\r\n" + `\par \pard\plain\f0\fs20\b\i\u\tab\tx`

// The ways in which RTF lies in a message ([MS-OXRTFCP], section 2.1.3.1.1).
const (
	packed = 0x75465a4c
	bare   = 0x414c454d
)

// Unpack gives the RTF of the body of a message ([MS-OXRTFCP]). It reads r as it
// is read itself; where the packing breaks off it ends with io.ErrUnexpectedEOF.
func Unpack(r io.Reader) io.Reader {
	br := bufio.NewReaderSize(r, 4096)
	var h [16]byte
	if _, err := io.ReadFull(br, h[:]); err != nil {
		return &unpacker{err: io.ErrUnexpectedEOF}
	}
	size := int64(binary.LittleEndian.Uint32(h[4:]))
	switch binary.LittleEndian.Uint32(h[8:]) {
	case bare:
		return io.LimitReader(br, size)
	case packed:
		u := &unpacker{br: br, left: size}
		u.at = copy(u.ring[:], preset)
		return u
	}
	return &unpacker{err: io.ErrUnexpectedEOF}
}

// An unpacker undoes the packing: literals, and references into the last 4 KiB.
type unpacker struct {
	br    *bufio.Reader
	ring  [4096]byte
	at    int
	left  int64
	flags byte
	bits  int
	from  int // of the reference that is being copied
	run   int
	err   error
}

func (u *unpacker) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && u.err == nil {
		if u.left <= 0 {
			u.err = io.EOF
			break
		}
		b, ok := u.next()
		if !ok {
			break
		}
		u.ring[u.at] = b
		u.at = (u.at + 1) % len(u.ring)
		u.left--
		p[n] = b
		n++
	}
	if n > 0 {
		return n, nil
	}
	return 0, u.err
}

// next gives the next byte.
func (u *unpacker) next() (byte, bool) {
	for u.run == 0 {
		if u.bits == 0 {
			if u.flags, u.err = u.br.ReadByte(); u.err != nil {
				u.err = io.ErrUnexpectedEOF
				return 0, false
			}
			u.bits = 8
		}
		ref := u.flags&1 != 0
		u.flags, u.bits = u.flags>>1, u.bits-1
		first, err := u.br.ReadByte()
		if err != nil {
			u.err = io.ErrUnexpectedEOF
			return 0, false
		}
		if !ref {
			return first, true
		}
		second, err := u.br.ReadByte()
		if err != nil {
			u.err = io.ErrUnexpectedEOF
			return 0, false
		}
		v := int(first)<<8 | int(second)
		if u.from = v >> 4; u.from == u.at {
			u.err = io.EOF
			return 0, false
		}
		u.run = v&15 + 2
	}
	b := u.ring[u.from]
	u.from, u.run = (u.from+1)%len(u.ring), u.run-1
	return b, true
}
