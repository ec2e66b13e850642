package pst

import (
	"encoding/binary"
	"errors"
	"io"
)

// deletedWindow is how much of a file is searched at once: what is in use of it is kept as bits.
const deletedWindow = 4 << 30

// deletedPage is how much is read at once.
const deletedPage = 1 << 20

// Deleted calls fn with the data of each block that is no longer in use and still whole: what deleted
// items left behind. It is lent. Fn's error ends the search.
func (f *File) Deleted(fn func(p []byte) error) error {
	for at := int64(0); at < f.size; at += deletedWindow {
		s := search{f: f, from: at, to: min(at+deletedWindow, f.size), fn: fn}
		if err := s.run(); err != nil {
			return err
		}
	}
	return nil
}

// A search looks for blocks that end in a part of a file.
type search struct {
	f        *File
	from, to int64
	used     []uint64 // bits: of places where blocks may begin
	fn       func(p []byte) error
}

// slot is the ordinal of the place at.
func (s *search) slot(at int64) int64 { return (at - s.from) / s.f.form.align }

// run marks what is in use, and looks at the rest.
func (s *search) run() error {
	f := s.f
	s.used = make([]uint64, s.slot(s.to-1)/64+1)
	err := f.blocks.walk(func(e []byte) error {
		w := f.form.word
		at, n := int64(f.word(e[w:])), int64(binary.LittleEndian.Uint16(e[2*w:]))+int64(f.form.trailer)
		if at < 0 || at > f.size {
			return nil
		}
		for end := at + n; at < end; at += f.form.align {
			if at >= s.from && at < s.to {
				i := s.slot(at)
				s.used[i/64] |= 1 << (i % 64)
			}
		}
		return f.spend(1)
	})
	if err != nil {
		return err
	}
	back := int64(f.form.maxBlock+f.form.trailer+int(f.form.align)) &^ (f.form.align - 1)
	buf := make([]byte, back+deletedPage)
	for at := s.from; at < s.to; at += deletedPage {
		start := max(at-back, 0)
		n, err := f.src.ReadAt(buf[:at-start+deletedPage], start)
		if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if err := s.page(buf[:n], start, at); err != nil {
			return err
		}
	}
	return nil
}

// page looks for blocks that end behind from in p, which begins at start.
func (s *search) page(p []byte, start, from int64) error {
	align := s.f.form.align
	for end := from + align; end-start <= int64(len(p)) && end <= s.to; end += align {
		if i := s.slot(end - align); s.used[i/64]&(1<<(i%64)) != 0 {
			continue
		}
		if data, bid, inflated := s.block(p[:end-start], start); data != nil {
			if err := s.f.spend(64 + len(data)/64); err != nil {
				return err
			}
			data = append([]byte(nil), data...)
			if inflated > len(data) {
				var err error
				if data, err = s.f.zip.unpack(data, inflated); err != nil {
					continue
				}
			}
			decode(s.f.crypt, bid, data)
			if err := s.fn(data); err != nil {
				return err
			}
		}
	}
	return nil
}

// block returns the data of the block at the end of p, if there is one, which its trailer, its signature and its check
// sum say (sections 2.2.2.8.1 and 5.5), and if it holds data.
func (s *search) block(p []byte, start int64) (data []byte, bid uint64, inflated int) {
	f, le := s.f, binary.LittleEndian
	t := p[len(p)-f.form.trailer:]
	n := int64(le.Uint16(t))
	sum := uint32(0)
	switch {
	case f.form.word == 4:
		bid, sum = uint64(le.Uint32(t[4:])), le.Uint32(t[8:])
	default:
		sum, bid = le.Uint32(t[4:]), le.Uint64(t[8:])
		if f.form.packed {
			inflated = int(le.Uint16(t[18:]))
		}
	}
	size := (n + int64(f.form.trailer) + f.form.align - 1) &^ (f.form.align - 1)
	if n == 0 || bid == 0 || bid&2 != 0 || n > int64(f.form.maxBlock) || size > int64(len(p)) {
		return nil, 0, 0
	}
	at := start + int64(len(p)) - size
	mixed := uint32(at) ^ uint32(bid)
	if le.Uint16(t[2:]) != uint16(mixed)^uint16(mixed>>16) {
		return nil, 0, 0
	}
	for i := max(at, s.from); i < start+int64(len(p)); i += f.form.align {
		if j := s.slot(i); s.used[j/64]&(1<<(j%64)) != 0 {
			return nil, 0, 0
		}
	}
	data = p[int64(len(p))-size:][:n]
	if checksum(data) != sum {
		return nil, 0, 0
	}
	return data, bid, inflated
}
