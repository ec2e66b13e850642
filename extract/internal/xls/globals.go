package xls

import (
	"encoding/binary"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// global takes a record of the workbook itself.
func (x *reader) global() error {
	p := x.body
	switch x.kind {
	case recFilePass:
		return ErrEncrypted
	case recCodePage:
		if len(p) >= 2 {
			x.codes = int(binary.LittleEndian.Uint16(p))
		}
	case recDates:
		if len(p) >= 2 && x.o.Dates1904 != nil {
			*x.o.Dates1904 = p[0] == 1
		}
	case recSheet:
		return x.sheet(p)
	case recFormat:
		if len(p) < 3 {
			return nil
		}
		if !x.wide {
			return x.h.Format(int(binary.LittleEndian.Uint16(p)), x.narrow(p[3:], int(p[2])))
		}
		return x.h.Format(int(binary.LittleEndian.Uint16(p)), x.long(p[2:]))
	case recXF:
		if len(p) >= 4 {
			return x.h.XF(int(binary.LittleEndian.Uint16(p[2:])))
		}
	case recSST:
		return x.shared()
	case recSupBook:
		return x.external(p)
	}
	return nil
}

// sheet notes a sheet (section 2.4.28).
func (x *reader) sheet(p []byte) error {
	if len(p) < 8 || len(x.sheets) >= maxSheets {
		return nil
	}
	s := Sheet{at: int64(binary.LittleEndian.Uint32(p)), Hidden: p[4]&3 != 0}
	if x.wide {
		s.Name = string(x.chars(p[8:], int(p[6]), p[7]&1 != 0))
	} else {
		s.Name = string(x.narrow(p[7:], int(p[6])))
	}
	x.sheets = append(x.sheets, s)
	return nil
}

// external hands on the address of another workbook that this one refers to
// (section 2.4.271).
func (x *reader) external(p []byte) error {
	if !x.wide || len(p) < 6 || p[2] == 1 && p[3] == 4 || p[2] == 1 && p[3] == 0x3a {
		return nil
	}
	text := x.long(p[2:])
	for i, b := range text {
		if b < ' ' {
			text[i] = '/'
		}
	}
	return x.h.Line(text)
}

// long is a string with its length in two bytes and its width in the next
// (section 2.5.294).
func (x *reader) long(p []byte) []byte {
	if len(p) < 3 {
		return nil
	}
	n, flags, rest := int(binary.LittleEndian.Uint16(p)), p[2], p[3:]
	if flags&8 != 0 {
		rest = rest[min(2, len(rest)):]
	}
	if flags&4 != 0 {
		rest = rest[min(4, len(rest)):]
	}
	return x.chars(rest, n, flags&1 != 0)
}

// chars are n characters of UTF-16, or their low bytes.
func (x *reader) chars(p []byte, n int, wide bool) []byte {
	units := make([]uint16, 0, n)
	return wire.UTF8(appendUnits(units, p, n, wide))
}

// appendUnits adds at most n characters of p.
func appendUnits(units []uint16, p []byte, n int, wide bool) []uint16 {
	if !wide {
		for _, b := range p[:min(n, len(p))] {
			units = append(units, uint16(b))
		}
		return units
	}
	return wire.AppendUnits(units, p, n)
}

// narrow is a string of BIFF5 of n bytes.
func (x *reader) narrow(p []byte, n int) []byte {
	return x.o.Decode(x.codes, p[:min(n, len(p))])
}

// shared reads the shared strings, which go on over the ends of records: a string
// that is cut says anew whether it is wide (section 2.5.293).
func (x *reader) shared() error {
	if len(x.body) < 8 {
		return nil
	}
	s := &sst{x: x, p: x.body[8:]}
	for left := int64(binary.LittleEndian.Uint32(x.body[4:])); left > 0; left-- {
		p, ok := s.string()
		if !ok {
			return nil
		}
		if err := x.h.SharedString(p); err != nil {
			return err
		}
	}
	return nil
}

// An sst is a place among the shared strings.
type sst struct {
	x     *reader
	p     []byte // what is left of the record
	units []uint16
}

// byte reads a byte, from the next record if it must.
func (s *sst) byte() (int, bool) {
	for len(s.p) == 0 {
		if !s.x.more() {
			return 0, false
		}
		s.p = s.x.body
	}
	b := s.p[0]
	s.p = s.p[1:]
	return int(b), true
}

// number reads a number of n bytes.
func (s *sst) number(n int) (int64, bool) {
	v := int64(0)
	for i := range n {
		b, ok := s.byte()
		if !ok {
			return 0, false
		}
		v |= int64(b) << (8 * i)
	}
	return v, true
}

// string reads the next string; what there is of it where it breaks off.
func (s *sst) string() ([]byte, bool) {
	n, ok := s.number(2)
	flags, ok2 := s.byte()
	if !ok || !ok2 {
		return nil, false
	}
	skip := int64(0)
	if flags&8 != 0 {
		runs, _ := s.number(2)
		skip += 4 * runs
	}
	if flags&4 != 0 {
		ext, _ := s.number(4)
		skip += ext
	}
	s.units = s.units[:0]
	for wide := flags&1 != 0; len(s.units) < int(n); {
		was := len(s.units)
		s.units = appendUnits(s.units, s.p, int(n)-was, wide)
		s.p = s.p[min((len(s.units)-was)<<b2i(wide), len(s.p)):]
		if len(s.units) == int(n) {
			break
		}
		if !s.x.more() || len(s.x.body) == 0 {
			s.p = nil
			return wire.UTF8(s.units), len(s.units) > 0
		}
		wide, s.p = s.x.body[0]&1 != 0, s.x.body[1:]
	}
	for skip > 0 {
		if len(s.p) == 0 {
			if !s.x.more() {
				break
			}
			s.p = s.x.body
		}
		k := min(skip, int64(len(s.p)))
		s.p, skip = s.p[k:], skip-k
		if k == 0 && len(s.x.body) == 0 && s.x.off >= s.x.size {
			break
		}
	}
	return wire.UTF8(s.units), true
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
