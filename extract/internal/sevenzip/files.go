package sevenzip

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"time"
	"unicode/utf16"
)

// files reads the list of files.
func (f *fields) files() []File {
	n := f.count(len(f.p))
	list := make([]File, n)
	var empty []bool
	for id := f.byte(); id != idEnd && !f.bad; id = f.byte() {
		q := fields{p: f.take(f.number())}
		switch id {
		case idEmptyStream:
			empty = q.bits(n)
			for i := range empty {
				list[i].empty, list[i].Dir = empty[i], empty[i]
			}
		case idEmptyFile, idAnti:
			count := 0
			for _, e := range empty {
				if e {
					count++
				}
			}
			bits, k := q.bits(count), 0
			for i := range list {
				if list[i].empty && k < len(bits) {
					if id == idEmptyFile {
						list[i].Dir = !bits[k]
					} else {
						list[i].Anti = bits[k]
					}
					k++
				}
			}
		case idNames:
			q.names(list)
		case idMTime:
			set := q.defined(n)
			q.byte()
			for i := range set {
				if set[i] {
					if p := q.take(8); p != nil {
						list[i].Modified = fileTime(binary.LittleEndian.Uint64(p))
					}
				}
			}
		case idAttributes:
			set := q.defined(n)
			q.byte()
			for i := range set {
				if set[i] {
					if p := q.take(4); p != nil {
						list[i].attributes(binary.LittleEndian.Uint32(p))
					}
				}
			}
		}
		f.bad = f.bad || q.bad
	}
	return list
}

// names reads the names, in UTF-16, each ended by a zero.
func (f *fields) names(list []File) {
	if f.byte() != 0 {
		f.fail()
	}
	var u []uint16
	for i := range list {
		for u = u[:0]; ; {
			p := f.take(2)
			if p == nil {
				return
			}
			v := uint16(p[0]) | uint16(p[1])<<8
			if v == 0 {
				break
			}
			u = append(u, v)
		}
		list[i].Name = string(utf16.Decode(u))
	}
}

// attributes takes the attributes of Windows, and in their upper half those of
// Unix where bit 15 says so.
func (f *File) attributes(v uint32) {
	const directory, reparse, unix, unixType, unixDir, unixFile = 0x10, 0x400, 0x8000, 0xf000, 0x4000, 0x8000
	f.Dir = f.Dir || v&directory != 0 && f.empty
	if v&reparse != 0 {
		f.Special = true
	}
	if mode := v >> 16 & unixType; v&unix != 0 && mode != unixDir && mode != unixFile && mode != 0 {
		f.Special = true
	}
}

// fileTime is a time in units of 100 ns since 1601.
func fileTime(v uint64) time.Time {
	const since = 11644473600
	s := int64(v/1e7) - since
	if v == 0 || s < -since || s > 1<<37 {
		return time.Time{}
	}
	return time.Unix(s, int64(v%1e7)*100).UTC()
}

// read reads n bytes at off and checks their sum.
func read(at io.ReaderAt, off int64, n int64, sum uint32) ([]byte, error) {
	p := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(at, off, n), p); err != nil {
		return nil, err
	}
	if crc32.ChecksumIEEE(p) != sum {
		return nil, ErrFormat
	}
	return p, nil
}
