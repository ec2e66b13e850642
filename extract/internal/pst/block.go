package pst

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
)

// A place is where a block lies (section 2.2.2.7.7.3).
type place struct {
	bid    uint64
	at     int64
	stored int // bytes of data, without what fills it up
	size   int // once unpacked
}

// internal says that a block holds structure, and is not encoded.
func (p place) internal() bool { return p.bid&2 != 0 }

// place finds a block.
func (f *File) place(bid uint64) (place, error) {
	e, err := f.blocks.find(bid &^ 1)
	if err != nil {
		return place{}, err
	}
	if e == nil {
		return place{}, ErrFormat
	}
	w := f.form.word
	b := place{bid: bid, at: int64(f.word(e[w:])), stored: int(binary.LittleEndian.Uint16(e[2*w:]))}
	b.size = b.stored
	if f.form.packed {
		b.size = max(b.size, int(binary.LittleEndian.Uint16(e[2*w+2:])))
	}
	if b.at <= 0 || b.at > f.size-int64(b.stored) || b.stored > f.form.maxBlock {
		return b, ErrFormat
	}
	return b, nil
}

// block reads the data of a block into memory of its own.
func (f *File) block(bid uint64) ([]byte, error) {
	b, err := f.place(bid)
	if err != nil {
		return nil, err
	}
	if err := f.spend(64 + b.size/64); err != nil {
		return nil, err
	}
	p := make([]byte, b.stored)
	if n, err := f.src.ReadAt(p, b.at); n < len(p) {
		return nil, cause(err)
	}
	crypt := f.crypt
	if b.internal() {
		crypt = cryptNone
	}
	if b.size == b.stored {
		decode(crypt, bid, p)
		return p, nil
	}
	// It is not told which was done first.
	if len(p) >= 2 && (int(p[0])<<8|int(p[1]))%31 != 0 {
		decode(crypt, bid, p)
		crypt = cryptNone
	}
	if p, err = f.zip.unpack(p, b.size); err == nil {
		decode(crypt, bid, p)
	}
	return p, err
}

// kept is block for what is read several times: the memory is not to be changed.
func (f *File) kept(bid uint64) ([]byte, error) {
	if p := f.recent.get(bid); p != nil {
		return p, nil
	}
	p, err := f.block(bid)
	if err == nil {
		f.recent.put(bid, p)
	}
	return p, err
}

// An inflater unpacks blocks, one at a time.
type inflater struct{ r io.ReadCloser }

func (z *inflater) unpack(p []byte, size int) ([]byte, error) {
	var err error
	if z.r == nil {
		z.r, err = zlib.NewReader(bytes.NewReader(p))
	} else {
		err = z.r.(zlib.Resetter).Reset(bytes.NewReader(p), nil)
	}
	if err != nil {
		z.r = nil
		return nil, ErrFormat
	}
	out := make([]byte, size)
	n, err := io.ReadFull(z.r, out)
	if n == 0 || err != nil && err != io.ErrUnexpectedEOF && n < size {
		return nil, ErrFormat
	}
	return out[:n], nil
}

// Blocks of structure (section 2.2.2.8.3).
const (
	blockData = 1 // lists blocks of data, or lists of them
	blockSub  = 2 // lists nodes, or lists of them
)

// maxLeafBlocks is how many blocks of data a value has at most: 2 GiB of it.
const maxLeafBlocks = 1 << 18

// A list is a block that lists others.
type list struct {
	kind, level int
	total       int64 // bytes of data, of blockData
	data        []byte
	count       int
	size        int // of an entry
}

func (l *list) entry(i int) []byte { return l.data[i*l.size : (i+1)*l.size] }

// list reads a block that lists others.
func (f *File) list(bid uint64) (list, error) {
	p, err := f.kept(bid)
	if err != nil {
		return list{}, err
	}
	if len(p) < 8 {
		return list{}, ErrFormat
	}
	l := list{kind: int(p[0]), level: int(p[1]), count: int(binary.LittleEndian.Uint16(p[2:])), data: p[8:], size: f.form.word}
	switch {
	case l.kind == blockData:
		l.total = int64(binary.LittleEndian.Uint32(p[4:]))
	case l.kind == blockSub:
		if f.form.word == 4 {
			l.data = p[4:]
		}
		l.size = f.form.word * (3 - b2i(l.level > 0))
	default:
		return list{}, ErrFormat
	}
	if l.level > 2 || l.kind == blockSub && l.level > 1 {
		return list{}, ErrFormat
	}
	l.count = min(l.count, len(l.data)/l.size)
	return l, f.spend(4 + l.count/16)
}

// leaves lists the blocks of data beneath a block, and how many bytes there are in them, at most.
func (f *File) leaves(bid uint64) ([]uint64, int64, error) {
	if bid == 0 {
		return nil, 0, nil
	}
	if bid&2 == 0 {
		b, err := f.place(bid)
		return []uint64{bid}, int64(b.size), err
	}
	top, err := f.list(bid)
	if err != nil {
		return nil, 0, err
	}
	if top.kind != blockData {
		return nil, 0, ErrFormat
	}
	all := make([]uint64, 0, top.count)
	for i := range top.count {
		one := f.word(top.entry(i))
		if top.level < 2 {
			all = append(all, one)
			continue
		}
		inner, err := f.list(one)
		if err != nil || inner.kind != blockData || inner.level != 1 {
			if err == nil {
				err = ErrFormat
			}
			return all, size(f, all, top.total), err
		}
		for j := range inner.count {
			all = append(all, f.word(inner.entry(j)))
		}
		if len(all) > maxLeafBlocks {
			return all, size(f, all, top.total), ErrWork
		}
	}
	return all, size(f, all, top.total), nil
}

// size is what is declared, and no more than the blocks can hold.
func size(f *File, all []uint64, total int64) int64 {
	return min(total, int64(len(all))*int64(f.form.maxBlock))
}

// sub finds a node beneath another (section 2.2.2.8.3.3), in the tree of which bid is the root.
func (f *File) sub(bid uint64, id uint32) (Node, error) {
	for level := 2; bid != 0; {
		l, err := f.list(bid)
		if err != nil {
			return Node{}, err
		}
		if l.kind != blockSub || l.level >= level {
			break
		}
		level, bid = l.level, 0
		for i := range l.count {
			e := l.entry(i)
			at := binary.LittleEndian.Uint32(e)
			if level == 0 && at == id {
				return f.subNode(e), nil
			}
			if level > 0 && at <= id {
				bid = f.word(e[f.form.word:])
			}
		}
	}
	return Node{}, ErrFormat
}

func (f *File) subNode(e []byte) Node {
	w := f.form.word
	return Node{ID: binary.LittleEndian.Uint32(e), data: f.word(e[w:]), sub: f.word(e[2*w:])}
}

// subs calls fn with the nodes beneath another.
func (f *File) subs(bid uint64, fn func(Node) error) error {
	if bid == 0 {
		return nil
	}
	top, err := f.list(bid)
	if err != nil {
		return err
	}
	if top.kind != blockSub {
		return ErrFormat
	}
	for i := range top.count {
		if top.level == 0 {
			if err := fn(f.subNode(top.entry(i))); err != nil {
				return err
			}
			continue
		}
		l, err := f.list(f.word(top.entry(i)[f.form.word:]))
		if err != nil || l.kind != blockSub || l.level != 0 {
			if err == nil {
				err = ErrFormat
			}
			return err
		}
		for j := range l.count {
			if err := f.spend(1); err != nil {
				return err
			}
			if err := fn(f.subNode(l.entry(j))); err != nil {
				return err
			}
		}
	}
	return nil
}
