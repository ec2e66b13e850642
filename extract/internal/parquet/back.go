package parquet

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// A backReader unpacks what is made of literals and of copies of what came before:
// Snappy (format_description.txt of Snappy) and blocks of LZ4 (lz4_Block_format.md).
// Most programs let copies reach back 64 KiB at most; else it ends with errFar.
type backReader struct {
	br    *bufio.Reader
	step  func(*backReader) error
	ring  []byte // the last backWindow bytes are at the end of what was written
	out   int    // bytes of ring that were given
	end   int    // bytes of ring that are written
	total int    // bytes that were unpacked

	literal int // bytes of a literal to come
	length  int // bytes of a copy to come
	offset  int
	started bool // Snappy: its length was read; LZ4: literals were
	next    int  // LZ4: length of the copy behind the literals, of four bits
	err     error
}

// errFar says that a copy reaches back farther than backWindow.
var errFar = errors.New("parquet: a copy from afar")

// open begins a stream.
func (b *backReader) open(r io.Reader, step func(*backReader) error) (io.Reader, error) {
	if b.br == nil {
		b.br, b.ring = bufio.NewReaderSize(r, sourceSize), make([]byte, 3*backWindow)
	} else {
		b.br.Reset(r)
	}
	*b = backReader{br: b.br, ring: b.ring, step: step}
	return b, nil
}

func (b *backReader) Read(p []byte) (int, error) {
	if b.out == b.end {
		if keep := min(b.end, backWindow); len(b.ring)-b.end < backWindow {
			copy(b.ring, b.ring[b.end-keep:b.end])
			b.out, b.end = keep, keep
		}
		for from := b.end; b.err == nil && b.end-from < backWindow/2; {
			b.err = b.more()
		}
	}
	if b.out == b.end {
		return 0, b.err
	}
	n := copy(p, b.ring[b.out:b.end])
	b.out += n
	return n, nil
}

// more writes some bytes.
func (b *backReader) more() error {
	switch {
	case b.literal > 0:
		n, err := b.br.Read(b.ring[b.end:min(len(b.ring), b.end+b.literal)])
		b.literal -= n
		b.end += n
		b.total += n
		return formatError(err)
	case b.length > 0:
		if b.offset > b.total || b.offset == 0 {
			return ErrFormat
		}
		if b.offset > b.end || b.offset > backWindow {
			return errFar
		}
		n := min(b.length, len(b.ring)-b.end)
		for at := b.end; at < b.end+n; { // a copy may reach into itself
			at += copy(b.ring[at:b.end+n], b.ring[at-b.offset:at])
		}
		b.length -= n
		b.end += n
		b.total += n
		return nil
	}
	return b.step(b)
}

// number reads a number of n bytes, the low one first.
func (b *backReader) number(n int) (int, error) {
	p, err := b.br.Peek(n)
	if err != nil {
		return 0, formatError(err)
	}
	var v [8]byte
	copy(v[:], p)
	_, err = b.br.Discard(n)
	return int(binary.LittleEndian.Uint64(v[:])), err
}

// snappyStep reads the next element of Snappy.
func snappyStep(b *backReader) error {
	if !b.started {
		b.started = true
		_, err := binary.ReadUvarint(b.br)
		return formatError(err)
	}
	tag, err := b.br.ReadByte()
	if err != nil {
		return err
	}
	v := int(tag >> 2)
	switch tag & 3 {
	case 0:
		if v >= 60 {
			v, err = b.number(v - 59)
		}
		b.literal = v + 1
	case 1:
		b.length = v&7 + 4
		b.offset, err = b.number(1)
		b.offset |= v >> 3 << 8
	case 2:
		b.length = v + 1
		b.offset, err = b.number(2)
	case 3:
		b.length = v + 1
		b.offset, err = b.number(4)
	}
	return err
}

// lz4Step reads the next sequence of LZ4: literals, then, once they are written, the
// copy behind them.
func lz4Step(b *backReader) error {
	if b.started { // literals are written
		b.started = false
		offset, err := b.number(2)
		if err == ErrFormat {
			return io.EOF // the last sequence has none
		}
		b.offset = offset
		if b.length, err = b.extended(b.next); err == nil {
			b.length += 4
		}
		return err
	}
	token, err := b.br.ReadByte()
	if err != nil {
		return err
	}
	b.started, b.next = true, int(token&15)
	b.literal, err = b.extended(int(token >> 4))
	return err
}

// extended reads what is added to a length of four bits.
func (b *backReader) extended(n int) (int, error) {
	if n < 15 {
		return n, nil
	}
	for {
		p, err := b.br.ReadByte()
		if err != nil {
			return 0, formatError(err)
		}
		if n += int(p); n > 1<<40 {
			return 0, ErrFormat
		}
		if p < 255 {
			return n, nil
		}
	}
}
