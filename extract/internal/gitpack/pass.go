package gitpack

import (
	"bufio"
	"hash"
	"io"
	"strconv"

	"github.com/klauspost/compress/zlib"
)

// pass unpacks an object to find its end, and its hash where it is no delta.
func (p *Pack) pass(br *bufio.Reader, e *entry, h hash.Hash, buf []byte) error {
	z, err := p.inflater(br)
	if err != nil {
		return err
	}
	var w io.Writer = io.Discard
	if !e.delta {
		h.Reset()
		h.Write(title(e.kind, e.size))
		w = h
	}
	if p.kept = nil; !e.delta && e.size <= keepSize && p.cache.size+int(e.size) < cacheSize/2 {
		p.kept, buf = make([]byte, 0, e.size+1), nil
	}
	n := int64(0)
	for {
		into := buf
		if p.kept != nil {
			if into = p.kept[len(p.kept):cap(p.kept)]; len(into) == 0 {
				return ErrFormat
			}
		}
		m, err := z.Read(into)
		n += int64(m)
		w.Write(into[:m])
		if p.kept != nil {
			p.kept = p.kept[:len(p.kept)+m]
		}
		if p.work -= int64(m); p.work < 0 {
			return ErrWork
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if n != e.size {
		return ErrFormat
	}
	if !e.delta {
		h.Sum(e.hash[:0])
	}
	return nil
}

// keepSize is the size of a base in bytes up to which it is kept when it is first
// unpacked, while there is room, so that it need not be unpacked again.
const keepSize = 256 << 10

// keep keeps the object that pass unpacked.
func (p *Pack) keep(e *entry) {
	if p.kept != nil {
		p.cache.put(int32(len(p.entries)), p.kept)
	}
}

// inflater opens a zlib stream, with the reader used before.
func (p *Pack) inflater(br *bufio.Reader) (io.Reader, error) {
	if p.zlib != nil {
		return p.zlib, p.zlib.(zlib.Resetter).Reset(br, nil)
	}
	z, err := zlib.NewReader(br)
	if err == nil {
		p.zlib = z
	}
	return z, err
}

// title begins what an object's hash is of, and a loose object.
func title(t Type, size int64) []byte {
	return append(strconv.AppendInt([]byte(t.String()+" "), size, 10), 0)
}

// link makes lists of the deltas upon each object.
func (p *Pack) link() {
	p.first, p.next = make([]int32, len(p.entries)), make([]int32, len(p.entries))
	for i := range p.first {
		p.first[i] = -1
	}
	for i := len(p.entries) - 1; i >= 0; i-- {
		switch e := &p.entries[i]; {
		case e.delta && e.base >= 0:
			p.next[i], p.first[e.base] = p.first[e.base], int32(i)
		case e.delta && e.base == -1:
			p.waiting[e.hash] = append(p.waiting[e.hash], int32(i))
		}
	}
}
