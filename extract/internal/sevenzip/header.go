package sevenzip

import "encoding/binary"

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

// maxItems bounds the files, streams and folders of an archive: a packed header of zeros
// can name tens of millions of each.
const maxItems = 1 << 20

// A fields reads the numbers of a header. What is wrong sets bad, and everything
// read from then on is zero. No number makes it take more memory than some times
// the header's own length, and [maxItems] bounds that.
type fields struct {
	p    []byte
	bad  bool
	many bool // it is bad in that it names more of something than is read
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
	if v > uint64(most) || v > maxItems {
		f.many = f.many || v <= uint64(most)
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
