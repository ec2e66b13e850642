package xls

import (
	"encoding/binary"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// The identifiers of an address on the Internet and of a path ([MS-OSHARED], sections
// 2.3.7.2 and 2.3.7.5).
const (
	urlMoniker  = "\xe0\xc9\xea\x79\xf9\xba\xce\x11\x8c\x82\x00\xaa\x00\x4b\xa9\x0b"
	fileMoniker = "\x03\x03\x00\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
)

// links hands on the links of the sheet that begins: they stand behind its cells. The
// place in the file is that before.
func (x *reader) links() error {
	off, kind := x.off, x.kind
	for depth := 1; depth > 0 && x.next() == nil; {
		switch x.kind {
		case recBOF:
			depth++
		case recEOF:
			depth--
		case recLink:
			if depth > 1 || len(x.body) < 8 {
				continue
			}
			le := binary.LittleEndian
			first := Cell{Row: int(le.Uint16(x.body)), Col: int(le.Uint16(x.body[4:]))}
			last := Cell{Row: int(le.Uint16(x.body[2:])), Col: int(le.Uint16(x.body[6:]))}
			if to := x.target(x.body[8:]); len(to) > 0 {
				if err := x.h.Link(first, last, to); err != nil {
					return err
				}
			}
		}
	}
	x.off, x.kind, x.body = off, kind, x.body[:0]
	return nil
}

// A linkReader reads the parts of a link; what breaks off is empty.
type linkReader struct{ p []byte }

func (r *linkReader) take(n int) []byte {
	n = max(min(n, len(r.p)), 0)
	p := r.p[:n]
	r.p = r.p[n:]
	return p
}

func (r *linkReader) number(n int) int {
	var p [4]byte
	copy(p[:], r.take(n))
	return int(binary.LittleEndian.Uint32(p[:]))
}

// string is a string with the count of its characters in front (section 2.3.7.9).
func (r *linkReader) string() []byte {
	p := r.take(2 * min(r.number(4), len(r.p)))
	return wire.Text(p, wire.Zero(p))
}

// The flags of a link ([MS-OSHARED], section 2.3.7.1).
const (
	linkMoniker = 1 << 0
	linkName    = 1 << 4
	linkFrame   = 1 << 7
	linkString  = 1 << 8 // the moniker is a string
)

// target is where a link leads to (section 2.4.140); empty for places in the workbook.
func (x *reader) target(p []byte) []byte {
	r := &linkReader{p}
	r.take(16 + 4)
	flags := r.number(4)
	if flags&linkName != 0 {
		r.string()
	}
	if flags&linkFrame != 0 {
		r.string()
	}
	switch {
	case flags&linkMoniker == 0:
		return nil
	case flags&linkString != 0:
		return r.string()
	}
	switch id := r.take(16); string(id) {
	case urlMoniker:
		p := r.take(r.number(4))
		return wire.Text(p, wire.Zero(p))
	case fileMoniker:
		return x.path(r)
	}
	return nil
}

// path is a path, in Unicode where it is said so too (section 2.3.7.8).
func (x *reader) path(r *linkReader) []byte {
	r.take(2)
	p := r.take(r.number(4))
	for i, b := range p {
		if b == 0 {
			p = p[:i]
			break
		}
	}
	r.take(2 + 2 + 20)
	if r.number(4) > 0 {
		n := r.number(4)
		r.take(2)
		if q := r.take(n); len(q) > 1 {
			return wire.Text(q, wire.Zero(q))
		}
	}
	return x.o.Decode(x.codes, p)
}

// title takes a text of a chart (section 2.4.254): its title, or that of an axis.
func (x *reader) title() error {
	switch p := x.body; {
	case len(p) < 4 || x.globals:
		return nil
	case x.wide:
		return x.h.Shape(x.chars(p[4:], int(p[2]), p[3]&1 != 0))
	default:
		return x.h.Shape(x.narrow(p[3:], int(p[2])))
	}
}
