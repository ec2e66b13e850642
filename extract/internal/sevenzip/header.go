package sevenzip

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"time"
	"unicode/utf16"
)

// Identifiers of the properties of a header (7zFormat.txt, "Property IDs").
const (
	idEnd         = 0x00
	idHeader      = 0x01
	idArchive     = 0x02
	idAdditional  = 0x03
	idMainStreams = 0x04
	idFiles       = 0x05
	idPackInfo    = 0x06
	idUnpackInfo  = 0x07
	idSubStreams  = 0x08
	idSize        = 0x09
	idCRC         = 0x0a
	idFolder      = 0x0b
	idUnpackSize  = 0x0c
	idNumUnpack   = 0x0d
	idEmptyStream = 0x0e
	idEmptyFile   = 0x0f
	idAnti        = 0x10
	idNames       = 0x11
	idMTime       = 0x14
	idAttributes  = 0x15
	idEncoded     = 0x17
)

// The bounds of one folder, which 7-Zip itself has too.
const (
	maxCoders  = 32
	maxStreams = 32
)

// A fields reads the numbers of a header. What is wrong sets bad, and everything
// read from then on is zero. No number makes it take more memory than some times
// the header's own length.
type fields struct {
	p   []byte
	bad bool
}

func (f *fields) fail() uint64 {
	f.bad, f.p = true, nil
	return 0
}

func (f *fields) byte() byte {
	if len(f.p) == 0 {
		return byte(f.fail())
	}
	b := f.p[0]
	f.p = f.p[1:]
	return b
}

func (f *fields) take(n uint64) []byte {
	if n > uint64(len(f.p)) {
		f.fail()
		return nil
	}
	p := f.p[:n]
	f.p = f.p[n:]
	return p
}

// number reads a number of variable length ("UINT64").
func (f *fields) number() uint64 {
	first := f.byte()
	v := uint64(0)
	for i := range 8 {
		mask := byte(0x80) >> i
		if first&mask == 0 {
			return v | uint64(first&(mask-1))<<(8*i)
		}
		v |= uint64(f.byte()) << (8 * i)
	}
	return v
}

// size reads a number of bytes.
func (f *fields) size() int64 {
	v := f.number()
	if v > 1<<62 {
		return int64(f.fail())
	}
	return int64(v)
}

// count reads the number of things of which each takes a byte of the header, or is
// described elsewhere by as many.
func (f *fields) count(most int) int {
	v := f.number()
	if v > uint64(most) {
		return int(f.fail())
	}
	return int(v)
}

// bits reads n bits, the highest of a byte first.
func (f *fields) bits(n int) []bool {
	p := f.take(uint64(n+7) / 8)
	if f.bad {
		return nil
	}
	v := make([]bool, n)
	for i := range v {
		v[i] = p[i/8]&(0x80>>(i%8)) != 0
	}
	return v
}

// defined reads which of n things are given.
func (f *fields) defined(n int) []bool {
	if f.byte() == 0 {
		return f.bits(n)
	}
	if f.bad {
		return nil
	}
	v := make([]bool, n)
	for i := range v {
		v[i] = true
	}
	return v
}

// A digest is a check sum, if there is one.
type digest struct {
	crc uint32
	set bool
}

func (f *fields) digests(n int) []digest {
	list := make([]digest, n)
	for i, set := range f.defined(n) {
		if set {
			if p := f.take(4); p != nil {
				list[i] = digest{binary.LittleEndian.Uint32(p), true}
			}
		}
	}
	return list
}

// streams are the packed streams of an archive and how to unpack them.
type streams struct {
	packAt  int64
	packed  []int64
	folders []*folder
	sizes   []int64 // of the substreams
	digests []digest
}

// A coder is one method of a folder.
type coder struct {
	method uint64
	in     int
	props  []byte
}

// A pair leads the output of a coder into the input of another.
type pair struct{ in, out int }

// A folder is one run of coders over one or more packed streams: a solid block.
type folder struct {
	coders []coder
	pairs  []pair
	inputs []int // the input that each packed stream leads into
	sizes  []int64
	sum    digest
	first  int   // of its packed streams
	at     int64 // of the first of them
	parts  int   // substreams
}

func (f *fields) streams() *streams {
	s := &streams{}
	id := f.byte()
	if id == idPackInfo {
		f.packInfo(s)
		id = f.byte()
	}
	if id == idUnpackInfo {
		f.unpackInfo(s)
		id = f.byte()
	}
	for _, fo := range s.folders {
		fo.parts = 1
	}
	if id == idSubStreams {
		f.subStreams(s)
		id = f.byte()
	} else {
		for _, fo := range s.folders {
			s.sizes, s.digests = append(s.sizes, fo.size()), append(s.digests, fo.sum)
		}
	}
	if id != idEnd {
		f.fail()
	}
	return s
}

func (f *fields) packInfo(s *streams) {
	s.packAt = f.size()
	n := f.count(len(f.p))
	for id := f.byte(); id != idEnd && !f.bad; id = f.byte() {
		switch id {
		case idSize:
			for range n {
				s.packed = append(s.packed, f.size())
			}
		case idCRC:
			f.digests(n)
		default:
			f.fail()
		}
	}
	if len(s.packed) != n {
		f.fail()
	}
}

func (f *fields) unpackInfo(s *streams) {
	if f.byte() != idFolder {
		f.fail()
	}
	n := f.count(len(f.p))
	if f.byte() != 0 { // the folders stand elsewhere: no program writes that
		f.fail()
	}
	next, at := 0, s.packAt
	for range n {
		fo := f.folder()
		if f.bad || next+len(fo.inputs) > len(s.packed) {
			f.fail()
			return
		}
		fo.first, fo.at = next, at
		for range fo.inputs {
			if at += s.packed[next]; at < 0 || at > 1<<62 {
				f.fail()
				return
			}
			next++
		}
		s.folders = append(s.folders, fo)
	}
	if f.byte() != idUnpackSize {
		f.fail()
	}
	for _, fo := range s.folders {
		for range fo.coders {
			fo.sizes = append(fo.sizes, f.size())
		}
	}
	id := f.byte()
	if id == idCRC {
		for i, d := range f.digests(len(s.folders)) {
			s.folders[i].sum = d
		}
		id = f.byte()
	}
	if id != idEnd {
		f.fail()
	}
}

// folder reads the coders of a folder and what binds them.
func (f *fields) folder() *folder {
	fo := &folder{}
	ins := 0
	for range f.count(maxCoders) {
		flags := f.byte()
		c := coder{in: 1}
		for _, b := range f.take(uint64(flags & 15)) {
			c.method = c.method<<8 | uint64(b)
		}
		if flags&0x10 != 0 {
			c.in = f.count(maxStreams)
			if f.number() != 1 { // outputs: only old BCJ2 encoders have more
				f.fail()
			}
		}
		if flags&0x20 != 0 {
			c.props = f.take(f.number())
		}
		if flags&0xc0 != 0 {
			f.fail()
		}
		ins += c.in
		fo.coders = append(fo.coders, c)
	}
	if len(fo.coders) == 0 || ins > maxStreams || ins < len(fo.coders) {
		f.fail()
		return fo
	}
	bound := make([]bool, ins)
	for range len(fo.coders) - 1 {
		p := pair{f.count(ins - 1), f.count(len(fo.coders) - 1)}
		fo.pairs = append(fo.pairs, p)
		bound[p.in] = true
	}
	if n := ins - len(fo.pairs); n == 1 {
		for i, b := range bound {
			if !b {
				fo.inputs = append(fo.inputs, i)
			}
		}
	} else {
		for range n {
			fo.inputs = append(fo.inputs, f.count(ins-1))
		}
	}
	return fo
}

// last is the coder whose output is the folder's: no pair leads it on.
func (fo *folder) last() int {
	for i := range fo.coders {
		bound := false
		for _, p := range fo.pairs {
			bound = bound || p.out == i
		}
		if !bound {
			return i
		}
	}
	return -1
}

// size is what the folder unpacks to.
func (fo *folder) size() int64 {
	if i := fo.last(); i >= 0 && i < len(fo.sizes) {
		return fo.sizes[i]
	}
	return 0
}

func (f *fields) subStreams(s *streams) {
	id := f.byte()
	for id != idNumUnpack && id != idSize && id != idCRC && id != idEnd && !f.bad {
		f.take(f.number())
		id = f.byte()
	}
	most := len(f.p) + len(s.folders)
	if id == idNumUnpack {
		total := 0
		for _, fo := range s.folders {
			fo.parts = f.count(most)
			if total += fo.parts; total > most {
				f.fail()
			}
		}
		id = f.byte()
	}
	for _, fo := range s.folders {
		left := fo.size()
		for i := range fo.parts {
			n := left
			if i < fo.parts-1 {
				n = 0
				if id == idSize {
					n = f.size()
				}
			}
			if n > left || f.bad {
				f.fail()
				return
			}
			s.sizes, left = append(s.sizes, n), left-n
		}
	}
	if id == idSize {
		id = f.byte()
	}
	s.digests = make([]digest, len(s.sizes))
	unknown := 0
	for _, fo := range s.folders {
		if fo.parts != 1 || !fo.sum.set {
			unknown += fo.parts
		}
	}
	var sums []digest
	for ; id != idEnd && !f.bad; id = f.byte() {
		if id == idCRC {
			sums = f.digests(unknown)
		} else {
			f.take(f.number())
		}
	}
	i, k := 0, 0
	for _, fo := range s.folders {
		for range fo.parts {
			if fo.parts == 1 && fo.sum.set {
				s.digests[i] = fo.sum
			} else if k < len(sums) {
				s.digests[i] = sums[k]
				k++
			}
			i++
		}
	}
}

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
