package extract_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// isoRecord makes a record of a directory; a name that ends with a slash is that of one.
func isoRecord(sector, size int, name, fields string) string {
	p := make([]byte, 33)
	le := binary.LittleEndian
	le.PutUint32(p[2:], uint32(sector))
	le.PutUint32(p[10:], uint32(size))
	dir := strings.HasSuffix(name, "/")
	if name = strings.TrimSuffix(name, "/"); dir {
		p[25] = 2
	}
	p[32] = byte(len(name))
	s := string(p) + name
	if len(s)%2 == 1 {
		s += "\x00"
	}
	s += fields
	return string([]byte{byte(len(s))}) + s[1:]
}

// isoOf makes an image whose sectors from 18 on are given; the first is the root.
func isoOf(sectors ...string) []byte {
	pad := func(s string) string { return s + strings.Repeat("\x00", 2048-len(s)) }
	head := "\x01CD001\x01" + strings.Repeat("\x00", 149) + isoRecord(18, 2048, "\x00/", "")
	out := strings.Repeat("\x00", 16*2048) + pad(head) + pad("\xffCD001\x01")
	for _, s := range sectors {
		out += pad(s)
	}
	return []byte(out)
}

// isoAt is a number in a field of Rock Ridge, in both orders of bytes.
func isoAt(v int) string {
	p := binary.LittleEndian.AppendUint32(nil, uint32(v))
	return string(binary.BigEndian.AppendUint32(p, uint32(v)))
}

func TestHostileISO(t *testing.T) {
	root := isoRecord(18, 2048, "\x00/", "SP\x07\x01\xbe\xef\x00")
	file := isoRecord(30, 4, "A.TXT", "")
	hostile(t, "circle.iso", isoOf(root+isoRecord(18, 2048, "AGAIN/", "")+file), extract.Budget{}, exposure.NotReadBroken)

	// Each sector begins a directory that goes on to the end of the image: 4 GB in all.
	const n = 2000
	sectors := []string{root + isoRecord(19, n*2048, "D/", "")}
	for i := range n {
		sectors = append(sectors, isoRecord(20+i, (n-i)*2048, "D/", ""))
	}
	hostile(t, "overlapping.iso", isoOf(sectors...), extract.Budget{}, exposure.NotReadBroken)

	// The fields of an entry go on at a place that goes on there, in 73 ways.
	on := "CE\x1c\x01" + isoAt(19) + isoAt(0) + isoAt(2044)
	data := isoOf(root+isoRecord(30, 4, "A.TXT", on), strings.Repeat(on, 73))
	hostile(t, "branching.iso", data, extract.Budget{}, exposure.NotReadBroken)

	// Many directories beneath a long path.
	long := strings.Repeat("x", 200)
	sectors = []string{root + isoRecord(19, 2048, "D/", "")}
	for i := range 50 {
		sectors = append(sectors, isoRecord(20+i, 2048, long+"/", ""))
	}
	for range 300 {
		sectors = append(sectors, strings.Repeat(isoRecord(19, 2048, "E/", ""), 2048/36))
	}
	copy(sectors[50:], []string{isoRecord(69, 300*2048, long+"/", "")})
	hostile(t, "deep.iso", isoOf(sectors...), extract.Budget{}, exposure.NotReadBroken)
}
