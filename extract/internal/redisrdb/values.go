package redisrdb

import (
	"encoding/binary"
	"strconv"
)

// Types of values.
const (
	typeString      = 0
	typeList        = 1
	typeSet         = 2
	typeZSet        = 3
	typeHash        = 4
	typeZSet2       = 5
	typeModule2     = 7
	typeListZL      = 10
	typeIntSet      = 11
	typeZSetZL      = 12
	typeHashZL      = 13
	typeQuicklist   = 14
	typeStream      = 15
	typeHashLP      = 16
	typeZSetLP      = 17
	typeQuicklist2  = 18
	typeStream2     = 19
	typeSetLP       = 20
	typeStream3     = 21
	typeHashTTLPre  = 22
	typeHashLPExPre = 23
	typeHashTTL     = 24
	typeHashLPEx    = 25
)

// value reads the value of a key.
func (r *reader) value(kind byte) {
	switch kind {
	case typeString:
		r.give(nil, r.string())
	case typeList, typeSet:
		for n := r.length(); n > 0 && r.err == nil; n-- {
			r.give(nil, r.string())
		}
	case typeZSet, typeZSet2:
		for n := r.length(); n > 0 && r.err == nil; n-- {
			r.give(nil, r.string())
			if kind == typeZSet2 {
				r.take(8)
			} else if m := r.byte(); m < 253 {
				r.take(uint64(m))
			}
		}
	case typeHash, typeHashTTL, typeHashTTLPre:
		if kind == typeHashTTL {
			r.take(8)
		}
		for n := r.length(); n > 0 && r.err == nil; n-- {
			if kind != typeHash {
				r.length()
			}
			field := r.string()
			r.give(field, r.string())
		}
	case typeListZL, typeHashZL, typeZSetZL:
		r.pack(ziplist(r.string()), kind == typeHashZL, kind == typeZSetZL, 2)
	case typeSetLP, typeHashLP, typeZSetLP:
		r.pack(listpack(r.string()), kind == typeHashLP, kind == typeZSetLP, 2)
	case typeHashLPEx, typeHashLPExPre:
		if kind == typeHashLPEx {
			r.take(8)
		}
		r.pack(listpack(r.string()), true, false, 3)
	case typeIntSet:
		r.ints(r.string())
	case typeQuicklist, typeQuicklist2:
		for n := r.length(); n > 0 && r.err == nil; n-- {
			r.quick(kind)
		}
	case typeStream, typeStream2, typeStream3:
		r.stream(kind)
	case typeModule2:
		r.length()
		r.module()
	default:
		r.fail(ErrType)
	}
}

func (r *reader) quick(kind byte) {
	switch {
	case kind == typeQuicklist:
		r.pack(ziplist(r.string()), false, false, 2)
	case r.length() == 1: // a single value
		r.give(nil, r.string())
	default:
		r.pack(listpack(r.string()), false, false, 2)
	}
}

// pack gives the entries of a packed list: fields and values, members and scores, or
// values alone. A group is how many entries belong together.
func (r *reader) pack(list packed, hash, scored bool, group int) {
	if r.err == nil && !list.sound() {
		r.fail(ErrFormat)
	}
	var field []byte
	for i := 0; r.err == nil; i++ {
		v, ok := list.next()
		switch {
		case !ok:
			return
		case hash && i%group == 0:
			field = v
		case hash && i%group == 1:
			r.give(field, v)
		case !hash && (!scored || i%2 == 0):
			r.give(nil, v)
		}
	}
}

// ints gives the numbers of an intset.
func (r *reader) ints(p []byte) {
	le := binary.LittleEndian
	if r.err != nil || len(p) < 8 {
		r.fail(ErrFormat)
		return
	}
	width, p := int(le.Uint32(p)), p[8:]
	if width != 2 && width != 4 && width != 8 {
		r.fail(ErrFormat)
		return
	}
	for ; len(p) >= width; p = p[width:] {
		r.give(nil, strconv.AppendInt(nil, signed(p[:width]), 10))
	}
}

// signed reads a signed number, the low byte first.
func signed(p []byte) int64 {
	v := int64(int8(p[len(p)-1]))
	for i := len(p) - 2; i >= 0; i-- {
		v = v<<8 | int64(p[i])
	}
	return v
}

func decimal(v int64) []byte { return strconv.AppendInt(nil, v, 10) }

// packed is a ziplist or a listpack, whose entries are taken one after the other: a
// list of them all would take many times the memory.
type packed struct {
	p    []byte                           // what is left
	at   func(p []byte) (v []byte, n int) // the entry at p and its length, 0 where there is none
	none bool                             // it is too short to be one
}

// next takes the next entry.
func (l *packed) next() ([]byte, bool) {
	if len(l.p) == 0 || l.p[0] == 0xff {
		return nil, false
	}
	v, n := l.at(l.p)
	if n == 0 {
		return nil, false
	}
	l.p = l.p[n:]
	return v, true
}

// sound reports whether all entries follow the format.
func (l packed) sound() bool {
	for {
		if _, ok := l.next(); !ok {
			return !l.none && (len(l.p) == 0 || l.p[0] == 0xff)
		}
	}
}

// ziplist takes a ziplist apart.
func ziplist(p []byte) packed {
	if len(p) < 11 {
		return packed{none: true}
	}
	return packed{p: p[10:], at: func(p []byte) ([]byte, int) {
		skip := 1 // the length of the entry before
		if p[0] == 0xfe {
			skip = 5
		}
		if len(p) <= skip {
			return nil, 0
		}
		v, n := zipEntry(p[skip:])
		if n == 0 {
			return nil, 0
		}
		return v, skip + n
	}}
}

// zipEntry reads an entry behind the length of the one before it, and its own length.
func zipEntry(p []byte) ([]byte, int) {
	head, size := 1, 0
	switch b := p[0]; {
	case b>>6 == 0:
		size = int(b & 63)
	case b>>6 == 1 && len(p) > 1:
		head, size = 2, int(b&63)<<8|int(p[1])
	case b>>6 == 2 && len(p) > 4:
		head, size = 5, int(binary.BigEndian.Uint32(p[1:]))
	case b>>6 == 3:
		if b >= 0xf1 && b <= 0xfd {
			return decimal(int64(b&15) - 1), 1
		}
		width := map[byte]int{0xc0: 2, 0xd0: 4, 0xe0: 8, 0xf0: 3, 0xfe: 1}[b]
		if width == 0 || len(p) <= width {
			return nil, 0
		}
		return decimal(signed(p[1 : 1+width])), 1 + width
	default:
		return nil, 0
	}
	if size > len(p)-head {
		return nil, 0
	}
	return p[head : head+size], head + size
}

// listpack takes a listpack apart.
func listpack(p []byte) packed {
	if len(p) < 7 {
		return packed{none: true}
	}
	return packed{p: p[6:], at: func(p []byte) ([]byte, int) {
		v, n := packEntry(p)
		back := 1 // the entry's own length, to be read from behind
		for m := n; m > 127; m >>= 7 {
			back++
		}
		if n == 0 || n+back > len(p) {
			return nil, 0
		}
		return v, n + back
	}}
}

// packEntry reads an entry of a listpack, and its length.
func packEntry(p []byte) ([]byte, int) {
	head, size := 1, 0
	switch b := p[0]; {
	case b < 0x80:
		return decimal(int64(b)), 1
	case b < 0xc0:
		size = int(b & 63)
	case b < 0xe0 && len(p) > 1:
		v := int64(b&31)<<8 | int64(p[1])
		return decimal(v << 51 >> 51), 2
	case b >= 0xe0 && b < 0xf0 && len(p) > 1:
		head, size = 2, int(b&15)<<8|int(p[1])
	case b == 0xf0 && len(p) > 4:
		head, size = 5, int(binary.LittleEndian.Uint32(p[1:]))
	case b >= 0xf1 && b <= 0xf4:
		width := [...]int{2, 3, 4, 8}[b-0xf1]
		if len(p) <= width {
			return nil, 0
		}
		return decimal(signed(p[1 : 1+width])), 1 + width
	default:
		return nil, 0
	}
	if size > len(p)-head {
		return nil, 0
	}
	return p[head : head+size], head + size
}
