package sevenzip

import (
	"bufio"
	"io"
)

// bcj2 merges the four streams of BCJ2 (Bcj2.c of the LZMA SDK 9.20): the code,
// targets of calls, targets of jumps, and bits that say which are targets.
type bcj2 struct {
	main, call, jump, bits io.ByteReader
	p                      [258]uint16
	rng, code, at          uint32
	prev                   byte
	target                 [4]byte
	left                   int // bytes of target still to come
	begun                  bool
	err                    error
}

func openBCJ2(in []io.Reader) (io.Reader, error) {
	if len(in) != 4 {
		return nil, ErrFormat
	}
	r := func(i int) io.ByteReader { return bufio.NewReaderSize(in[i], readSize/4) }
	b := &bcj2{main: r(0), call: r(1), jump: r(2), bits: r(3), rng: 1<<32 - 1}
	for i := range b.p {
		b.p[i] = 1024
	}
	return b, nil
}

func (b *bcj2) Read(p []byte) (int, error) {
	if !b.begun {
		b.begun = true
		for range 5 {
			v, err := b.bits.ReadByte()
			if b.code = b.code<<8 | uint32(v); err != nil {
				b.err = io.ErrUnexpectedEOF
			}
		}
	}
	n := 0
	for n < len(p) && b.err == nil {
		if b.left > 0 {
			p[n] = b.target[4-b.left]
			b.left--
			n++
			continue
		}
		v, err := b.main.ReadByte()
		if err != nil {
			b.err = err
			break
		}
		p[n] = v
		n++
		b.at++
		prev := b.prev
		b.prev = v
		if v&0xfe == 0xe8 || prev == 0x0f && v&0xf0 == 0x80 {
			b.err = b.branch(prev, v)
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, b.err
}

// branch decodes whether a target follows, and takes it.
func (b *bcj2) branch(prev, v byte) error {
	q := &b.p[257]
	if v == 0xe8 {
		q = &b.p[prev]
	} else if v == 0xe9 {
		q = &b.p[256]
	}
	bound := b.rng >> 11 * uint32(*q)
	yes := b.code >= bound
	if yes {
		b.rng, b.code = b.rng-bound, b.code-bound
		*q -= *q >> 5
	} else {
		b.rng = bound
		*q += (2048 - *q) >> 5
	}
	if b.rng < 1<<24 {
		next, err := b.bits.ReadByte()
		if err != nil {
			return io.ErrUnexpectedEOF
		}
		b.rng, b.code = b.rng<<8, b.code<<8|uint32(next)
	}
	if !yes {
		return nil
	}
	src := b.jump
	if v == 0xe8 {
		src = b.call
	}
	t := uint32(0)
	for range 4 {
		next, err := src.ReadByte()
		if err != nil {
			return io.ErrUnexpectedEOF
		}
		t = t<<8 | uint32(next)
	}
	b.at += 4
	t -= b.at
	b.target = [4]byte{byte(t), byte(t >> 8), byte(t >> 16), byte(t >> 24)}
	b.left, b.prev = 4, b.target[3]
	return nil
}
