package pst

import (
	"encoding/binary"
	"io"
)

// A Value is a value of any size. It is read where it is wanted, best from front to back.
type Value struct {
	f    *File
	data []byte // where it stands in a heap
	bid  uint64 // else
	from int64
	size int64

	blocks []uint64 // of bid, once it is read
	next   int      // of blocks
	block  []byte
	at     int64 // of block within the data of bid
}

// Size is its size in bytes, as declared, and no more than there can be.
func (v *Value) Size() int64 { return v.size }

// Cut returns the value without its first n bytes.
func (v *Value) Cut(n int64) *Value {
	n = min(n, v.size)
	return v.part(n, v.size-n)
}

// part returns size bytes of the value from from on.
func (v *Value) part(from, size int64) *Value {
	c := &Value{f: v.f, data: v.data, bid: v.bid, from: v.from + from, size: size}
	if v.data != nil {
		c.data, c.from = v.data[from:from+size], 0
	}
	return c
}

// ReadAt reads at any place. What cannot be read breaks off with an error. A value that is read to its
// end holds no memory.
func (v *Value) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off >= v.size {
		return 0, io.EOF
	}
	whole := p
	if left := v.size - off; int64(len(p)) > left {
		p = p[:left]
	}
	if v.bid == 0 {
		n := copy(p, v.data[off:])
		return n, short(n, whole)
	}
	done := 0
	for done < len(p) {
		if err := v.seek(v.from + off + int64(done)); err != nil {
			return done, err
		}
		done += copy(p[done:], v.block[v.from+off+int64(done)-v.at:])
	}
	if off+int64(done) == v.size {
		v.blocks, v.block, v.at = nil, nil, 0
	}
	return done, short(done, whole)
}

func short(n int, p []byte) error {
	if n < len(p) {
		return io.EOF
	}
	return nil
}

// seek makes block the one that holds the byte at off.
func (v *Value) seek(off int64) error {
	if v.blocks == nil || off < v.at {
		all, _, err := v.f.leaves(v.bid)
		if len(all) == 0 {
			if err == nil {
				err = ErrFormat
			}
			return err
		}
		v.blocks, v.next, v.block, v.at = all, 0, nil, 0
	}
	for off >= v.at+int64(len(v.block)) {
		if v.next >= len(v.blocks) {
			v.blocks, v.block, v.at = nil, nil, 0
			return ErrFormat
		}
		p, err := v.f.block(v.blocks[v.next])
		if err != nil {
			return err
		}
		v.at += int64(len(v.block))
		v.block = p
		v.next++
	}
	return nil
}

// Bytes reads at most most bytes of the value; what there is before it breaks off.
func (v *Value) Bytes(most int64) ([]byte, error) {
	p := make([]byte, 0, min(v.size, most, 1<<16))
	r := io.NewSectionReader(v, 0, min(v.size, most))
	for {
		if len(p) == cap(p) {
			p = append(p, 0)[:len(p)]
		}
		n, err := r.Read(p[len(p):cap(p)])
		p = p[:len(p)+n]
		if err == io.EOF || n == 0 && err == nil {
			return p, nil
		}
		if err != nil {
			return p, err
		}
	}
}

// maxValues is how many values of one property are read.
const maxValues = 4096

// Several takes apart a value that is several of no fixed size (section 2.3.3.4.2).
func (v *Value) Several() ([]*Value, error) {
	head, err := v.Bytes(4 + 4*maxValues)
	if err != nil || len(head) < 4 {
		return nil, err
	}
	n := min(int(min(binary.LittleEndian.Uint32(head), maxValues)), len(head)/4-1)
	var all []*Value
	for i := range n {
		from, to := int64(binary.LittleEndian.Uint32(head[4+4*i:])), v.size
		if i+1 < n {
			to = int64(binary.LittleEndian.Uint32(head[8+4*i:]))
		}
		if from > to || to > v.size {
			return all, ErrFormat
		}
		all = append(all, v.part(from, to-from))
	}
	return all, nil
}
