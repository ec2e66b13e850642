package sqlitefile

import (
	"encoding/binary"
	"io"
	"math"
	"unicode/utf8"
)

// record reads a payload of size bytes: local, and what overflows into pages, the
// first of which rest names.
func (f *File) record(local, rest []byte, size int64) (bool, error) {
	if int64(len(local)) == size {
		return f.cells(local, nil, size), nil
	}
	if len(rest) < 4 {
		f.Broken++
		return false, nil
	}
	chain, err := f.overflow(binary.BigEndian.Uint32(rest), size-int64(len(local)))
	if chain == nil {
		return false, err
	}
	p := &payload{f: f, local: local, chain: chain}
	if size > whole {
		return f.cells(nil, p, size), nil
	}
	if int64(cap(f.payload)) < size {
		f.payload = make([]byte, size)
	}
	f.payload = f.payload[:size]
	if _, err := p.ReadAt(f.payload, 0); err != nil {
		f.Broken++
		return false, readError(err)
	}
	return f.cells(f.payload, nil, size), nil
}

// readError is nil where err says only that the file ends.
func readError(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	return err
}

// overflow lists the pages of an overflow chain that holds n bytes, nil where it
// breaks off.
func (f *File) overflow(first uint32, n int64) ([]uint32, error) {
	var chain []uint32
	for next := first; n > 0; n -= int64(f.usable - 4) {
		if !f.visit(next) {
			return nil, nil
		}
		chain = append(chain, next)
		var b [4]byte
		if _, err := f.at.ReadAt(b[:], int64(next-1)*int64(f.pageSize)); err != nil {
			f.Broken++
			return nil, readError(err)
		}
		next = binary.BigEndian.Uint32(b[:])
	}
	return chain, nil
}

// A payload is one that overflows its page.
type payload struct {
	f     *File
	local []byte
	chain []uint32
}

// ReadAt reads at off of the payload.
func (p *payload) ReadAt(b []byte, off int64) (int, error) {
	n := 0
	if off < int64(len(p.local)) {
		n = copy(b, p.local[off:])
	}
	for n < len(b) {
		at := off + int64(n) - int64(len(p.local))
		room := int64(p.f.usable - 4)
		i := at / room
		if i >= int64(len(p.chain)) {
			return n, io.EOF
		}
		in := at % room
		m := min(int64(len(b)-n), room-in)
		k, err := p.f.at.ReadAt(b[n:n+int(m)], int64(p.chain[i]-1)*int64(p.f.pageSize)+4+in)
		n += k
		if err != nil && int64(k) < m {
			return n, err
		}
	}
	return n, nil
}

// cells reads the record format (section 2.1) from p, or from big.
func (f *File) cells(p []byte, big *payload, size int64) bool {
	head := p
	if big != nil {
		head = make([]byte, min(size, 9*maxCells))
		if n, _ := big.ReadAt(head, 0); n < len(head) {
			f.Broken++
			return false
		}
		big.local = append([]byte(nil), big.local...) // its page is read over
	}
	length, n := varint(head)
	if n == 0 || length < uint64(n) || length > uint64(len(head)) {
		f.Broken++
		return false
	}
	f.row.Cells, f.text = f.row.Cells[:0], f.text[:0]
	at, held := int64(length), int64(0)
	for types := head[n:length]; len(types) > 0; {
		t, n := varint(types)
		if n == 0 || len(f.row.Cells) == maxCells {
			f.Broken++
			return len(f.row.Cells) > 0
		}
		types = types[n:]
		width := width(t)
		if width < 0 || width > size-at {
			f.Broken++
			return len(f.row.Cells) > 0
		}
		if big != nil {
			held += width
			f.row.Cells = append(f.row.Cells, f.bigCell(t, big, at, width, held))
		} else {
			f.row.Cells = append(f.row.Cells, f.cellOf(t, p[at:at+width]))
		}
		at += width
	}
	return true
}

// width is how many bytes a value of a serial type takes, -1 where there is none.
func width(t uint64) int64 {
	switch {
	case t < 10:
		return int64([...]int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0}[t])
	case t < 12 || t > math.MaxInt64:
		return -1
	}
	return int64(t-12) / 2
}

// bigCell is a value of a row that is not held in memory. Short ones are, until those
// of the row take a megabyte together: there may be thousands.
func (f *File) bigCell(t uint64, big *payload, at, width, held int64) Cell {
	if width > whole/16 || width > 16 && held > whole {
		c := Cell{Type: Blob, Big: io.NewSectionReader(big, at, width)}
		if t&1 != 0 {
			c.Type = Text
		}
		return c
	}
	p := make([]byte, width)
	if _, err := big.ReadAt(p, at); err != nil {
		f.Broken++
		return Cell{}
	}
	return f.cellOf(t, p)
}

// cellOf is the value of serial type t whose bytes are p.
func (f *File) cellOf(t uint64, p []byte) Cell {
	switch {
	case t == 0:
		return Cell{}
	case t <= 6:
		v := int64(int8(p[0]))
		for _, b := range p[1:] {
			v = v<<8 | int64(b)
		}
		return Cell{Type: Integer, Int: v}
	case t == 7:
		return Cell{Type: Float, Float: math.Float64frombits(binary.BigEndian.Uint64(p))}
	case t <= 9:
		return Cell{Type: Integer, Int: int64(t - 8)}
	case t&1 == 0:
		return Cell{Type: Blob, Bytes: p}
	}
	return Cell{Type: Text, Bytes: f.utf8(p)}
}

// utf8 is text of the file's encoding as UTF-8.
func (f *File) utf8(p []byte) []byte {
	if f.encoding != 2 && f.encoding != 3 {
		if utf8.Valid(p) {
			return p
		}
		from := len(f.text)
		for _, r := range string(p) {
			f.text = utf8.AppendRune(f.text, r)
		}
		return f.text[from:len(f.text):len(f.text)]
	}
	from := len(f.text)
	f.text = appendUTF16(f.text, p, f.encoding == 3)
	return f.text[from:len(f.text):len(f.text)]
}
