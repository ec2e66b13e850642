package pst

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// maxLeaves is how many leaves are looked for in a file without trees.
const maxLeaves = 1 << 20

// search looks for the leaves of both trees, which stand at multiples of the size of a page from
// the first one on. Their check sums must be right.
func (f *File) search() error {
	f.Damaged = true
	if f.searched {
		return ErrFormat
	}
	f.searched = true
	var found [2][]leaf
	buf := make([]byte, 64*f.form.page)
	for at := int64(f.form.page); at < f.size; at += int64(len(buf)) {
		n, err := f.src.ReadAt(buf, at)
		if e := notFormat(cause(err)); e != nil {
			return e
		}
		for i := 0; i+f.form.page <= n; i += f.form.page {
			f.leaf(&found, buf[i:i+f.form.page], at+int64(i))
		}
	}
	for _, list := range found {
		if len(list) == 0 {
			return ErrFormat
		}
		slices.SortFunc(list, func(a, b leaf) int {
			switch {
			case a.first != b.first:
				return compare(a.first, b.first)
			case a.bid != b.bid:
				return compare(b.bid, a.bid)
			}
			return compare(uint64(a.at), uint64(b.at))
		})
	}
	f.nodes.leaves, f.blocks.leaves = found[0], found[1]
	return nil
}

func compare(a, b uint64) int {
	if a < b {
		return -1
	}
	return b2i(a > b)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// leaf keeps a page that is a leaf of one of the trees.
func (f *File) leaf(found *[2][]leaf, p []byte, at int64) {
	for i, t := range []*tree{&f.nodes, &f.blocks} {
		one, ok := t.parse(p)
		if !ok || one.level > 0 || one.count == 0 || len(found[i]) >= maxLeaves {
			continue
		}
		sum, bid, n := binary.LittleEndian.Uint32(p[508:]), uint64(binary.LittleEndian.Uint32(p[504:])), 500
		if f.form.word == 8 {
			n = f.form.page - 16
			if f.form.packed {
				n = f.form.page - 24
			}
			sum, bid = binary.LittleEndian.Uint32(p[n+4:]), binary.LittleEndian.Uint64(p[n+8:])
		}
		if checksum(p[:n]) == sum {
			found[i] = append(found[i], leaf{t.key(one.entry(0)), bid, at})
		}
	}
}

// checksum is the CRC of section 5.3: that of IEEE 802.3, without its complements.
func checksum(p []byte) uint32 { return ^crc32.Update(0xffffffff, crc32.IEEETable, p) }
