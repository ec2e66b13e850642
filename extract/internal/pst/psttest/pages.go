package psttest

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

func crc(p []byte) uint32 { return ^crc32.Update(0xffffffff, crc32.IEEETable, p) }

// pages writes a tree of pages and returns the identifier and the place of its root.
func (w *writer) pages(kind byte, list [][]byte) (uint64, int) {
	le := binary.LittleEndian
	key := func(p []byte) uint64 {
		if w.form().word == 4 {
			return uint64(le.Uint32(p))
		}
		return le.Uint64(p)
	}
	slices.SortFunc(list, func(a, b []byte) int {
		if key(a) < key(b) {
			return -1
		}
		return 1
	})
	for level := byte(0); ; level++ {
		var up [][]byte
		var id uint64
		at := 0
		size := len(list[0])
		per := w.form().entries / size
		if w.f.Page > 0 {
			per = min(per, w.f.Page)
		}
		for chunk := range slices.Chunk(list, per) {
			id = w.next
			w.next += 4
			w.align(w.form().page)
			at = len(w.out)
			p := append(slices.Concat(chunk...), make([]byte, w.form().page)...)[:w.form().page]
			m := p[w.form().entries:]
			m[0], m[1], m[2], m[3] = byte(len(chunk)), byte(per), byte(size), level
			tail := p[w.form().page-16:]
			switch w.f.Form {
			case ANSI:
				tail = p[500:]
				le.PutUint32(tail[4:], uint32(id))
				tail[0], tail[1] = kind, kind
				le.PutUint32(tail[8:], crc(p[:500]))
			case Unicode4K:
				le.PutUint16(m, uint16(len(chunk)))
				le.PutUint16(m[2:], uint16(per))
				m[4], m[5] = byte(size), level
				tail = p[4072:]
				fallthrough
			default:
				tail[0], tail[1] = kind, kind
				le.PutUint32(tail[4:], crc(p[:w.form().page-w.form().trailer]))
				le.PutUint64(tail[8:], id)
			}
			w.out = append(w.out, p...)
			up = append(up, w.word(w.word(w.word(nil, key(chunk[0])), id), uint64(at)))
		}
		if len(up) == 1 {
			return id, at
		}
		list = up
	}
}

// file ends the file.
func (w *writer) file() []byte {
	le := binary.LittleEndian
	nbt, atN := w.pages(0x81, w.nbt)
	bbt, atB := w.pages(0x80, w.bbt)
	h := w.out
	copy(h, "!BDN")
	copy(h[8:], "SM")
	if w.f.Form == Unicode4K {
		copy(h[8:], "SO")
	}
	le.PutUint16(h[10:], uint16(w.form().version))
	le.PutUint16(h[12:], 19)
	h[14], h[15] = 1, 1
	if w.form().word == 4 {
		le.PutUint32(h[168:], uint32(len(h)))
		for i, v := range []uint64{nbt, uint64(atN), bbt, uint64(atB)} {
			le.PutUint32(h[184+4*i:], uint32(v))
		}
		h[460], h[461] = 0x80, w.f.Crypt
	} else {
		le.PutUint64(h[184:], uint64(len(h)))
		for i, v := range []uint64{nbt, uint64(atN), bbt, uint64(atB)} {
			le.PutUint64(h[216+8*i:], v)
		}
		h[512], h[513] = 0x80, w.f.Crypt
		le.PutUint32(h[524:], crc(h[8:524]))
	}
	le.PutUint32(h[4:], crc(h[8:479]))
	return h
}
