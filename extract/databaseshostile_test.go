package extract_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestHostileSQLite bends the pointers of a database with pages of 512 bytes: into
// circles, and out of the file.
func TestHostileSQLite(t *testing.T) {
	good := archive(t, "tiny/utf-8.sqlite")
	const page = 512
	be := binary.BigEndian
	bend := func(f func(p []byte)) []byte {
		p := bytes.Clone(good)
		f(p)
		return p
	}
	table := bytes.IndexByte([]byte{good[page], good[2*page], good[3*page]}, 13) + 1 // the leaf of a table, in pages
	for name, f := range map[string]func(p []byte){
		"children.sqlite": func(p []byte) { // a page whose children are all itself
			q := p[table*page:]
			clear(q[:page])
			q[0] = 5
			be.PutUint16(q[3:], 50)
			be.PutUint32(q[8:], uint32(table+1))
			for i := range 50 {
				be.PutUint16(q[12+2*i:], 200)
			}
			be.PutUint32(q[200:], uint32(table+1))
		},
		"root.sqlite": func(p []byte) { // the schema is its own child
			clear(p[100:page])
			p[100] = 5
			be.PutUint32(p[108:], 1)
		},
	} {
		hostile(t, name, bend(f), extract.Budget{}, exposure.NotReadBroken)
	}
	// An overflow chain that comes back to itself: the page behind the first overflow
	// is the overflow.
	long := bytes.Index(good, []byte(strings.Repeat("x", 300)))
	if long < 0 {
		t.Fatal("no row overflows its page")
	}
	hostile(t, "overflow.sqlite", bend(func(p []byte) {
		for at := page; at+page <= len(p); at += page {
			if bytes.Contains(p[at:at+page], []byte("the end")) && p[at] != 13 {
				be.PutUint32(p[at:], uint32(at/page+1))
			}
		}
		p[bytes.Index(p, []byte("the end"))] = 'T'
		copy(p[24:], "\x00\x00\x00\x01")
		be.PutUint32(p[32:], 3) // and the list of free pages begins in a table
	}), extract.Budget{Text: 100}, exposure.NotReadBytes)
	// What the header declares decides nothing.
	x := newExtractor(t, extract.Options{})
	want := extracttest.Walk(t, x, "x", good)
	got := extracttest.Walk(t, x, "x", bend(func(p []byte) { be.PutUint32(p[28:], 1<<31); be.PutUint32(p[36:], 1<<31) }))
	if got.Bytes != want.Bytes || len(got.NotReads) != len(want.NotReads) {
		t.Errorf("2^31 pages are declared: %d bytes of text, want %d; %v", got.Bytes, want.Bytes, got.NotReads)
	}
}

// TestHostileRedis declares lengths that are not there, and packs what is nothing.
func TestHostileRedis(t *testing.T) {
	const magic, long = "REDIS0011", "\x81\x00\x00\x01\x00\x00\x00\x00\x00"
	hostile(t, "string.rdb", []byte(magic+"\x00\x01k"+long+"text"), extract.Budget{}, exposure.NotReadUnsupported)
	hostile(t, "list.rdb", []byte(magic+"\x01\x01k"+long+"\x04text"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "stream.rdb", []byte(magic+"\x15\x01k"+long+"\x04text"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "lzf.rdb", []byte(magic+"\x00\x01k\xc3\x04\x81\x00\x00\x01\x00\x00\x00\x00\x00\x00a\xe0\xff"), extract.Budget{}, exposure.NotReadBroken)

	// A ziplist of four million entries of nothing, in 50 KB, again and again.
	one := func(v string) string {
		return "\x80" + string(binary.BigEndian.AppendUint32(nil, uint32(len(v)))) + v
	}
	const size = 4 << 20
	body := "\x0a" + strings.Repeat("\x00", 11) // literals
	n := 11
	for ; n+264 < size; n += 264 {
		body += "\xe0\xff\x00"
	}
	list := "\xc3\x80" + string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + "\x80" + string(binary.BigEndian.AppendUint32(nil, uint32(n))) + body
	key := "\x0a" + one("k") + list
	hostile(t, "ziplist.rdb", []byte(magic+strings.Repeat(key, 3)), extract.Budget{Expand: 1 << 20, Ratio: 10}, exposure.NotReadRatio)
	hostile(t, "skipped.rdb", []byte(magic+strings.Repeat("\x0f"+one("k")+"\x01"+list+"\x00", 1)), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
}

// pgDump makes an archive of version 1.15 with numbers of eight bytes.
func pgDump(rest string) []byte {
	head := "PGDMP\x01\x0f\x00\x08\x08\x01\x01"
	for range 7 {
		head += pgNumber(1)
	}
	return []byte(head + rest)
}

func pgNumber(v uint64) string { return "\x00" + string(binary.LittleEndian.AppendUint64(nil, v)) }

func TestHostilePgDump(t *testing.T) {
	text := func(s string) string { return pgNumber(uint64(len(s))) + s }
	start := text("crm") + text("15") + text("15")
	hostile(t, "string.dump", pgDump(pgNumber(1<<40)+"text"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "negative.dump", pgDump("\x01"+strings.Repeat("\xff", 7)+"\x7f"+"text"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "entries.dump", pgDump(start+pgNumber(1<<40)), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "entry.dump", pgDump(start+pgNumber(1)+pgNumber(1)+pgNumber(0)+pgNumber(1<<40)+"text"), extract.Budget{}, exposure.NotReadBroken)
	entry := text("t") + text("TABLE DATA") + pgNumber(3) + text("") + text("") + text("COPY t ("+strings.Repeat("a,", 4096)+")") + text("public")
	entry = pgNumber(1) + pgNumber(1) + text("") + text("") + entry + text("") + text("") + text("owner") + text("") + "\x01\x01" + strings.Repeat("\x00", 7+9)
	hostile(t, "columns.dump", pgDump(start+pgNumber(200)+strings.Repeat(entry, 200)), extract.Budget{}, exposure.NotReadBytes)
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write(make([]byte, 4<<20))
	check(t, err)
	check(t, w.Close())
	bomb := start + pgNumber(0) + "\x01" + pgNumber(7) + text(b.String()) + pgNumber(0)
	hostile(t, "bomb.dump", pgDump(bomb), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
	hostile(t, "chunk.dump", pgDump(start+pgNumber(0)+"\x01"+pgNumber(7)+pgNumber(1<<40)+b.String()), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
}

// TestHostileBSON nests deeply and declares what is not there.
func TestHostileBSON(t *testing.T) {
	document := func(elements string) string {
		return string(binary.LittleEndian.AppendUint32(nil, uint32(len(elements)+5))) + elements + "\x00"
	}
	first := document("\x02name\x00\x05\x00\x00\x00jane\x00")
	deep := document("\x10n\x00\x01\x00\x00\x00")
	for range 5000 {
		deep = document("\x03d\x00" + deep)
	}
	hostile(t, "deep.bson", []byte(first+deep), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "declared.bson", []byte(first+"\xff\xff\xff\x02\x02name\x00"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "text.bson", []byte(first+document("\x02name\x00\xff\xff\xff\x7fjane\x00")), extract.Budget{}, exposure.NotReadBroken)
	var many strings.Builder
	for range 20000 {
		many.WriteString("\x05\x00\x00\x00\x00")
	}
	hostile(t, "empty.bson", []byte(strings.Repeat(first, 4)+many.String()), extract.Budget{Text: 1000}, exposure.NotReadBytes)
}
