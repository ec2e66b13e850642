package extract_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// sectorOf is where the table of a compound file of one sector of tables has the entry of
// the sector in which something stands.
func sectorOf(p []byte, what string) (sector uint32, entry []byte) {
	table := int(binary.LittleEndian.Uint32(p[76:])+1) * 512
	sector = uint32(bytes.Index(p, []byte(what))/512 - 1)
	return sector, p[table+4*int(sector):]
}

// TestHostileCompound bends the chains and the tree of compound files.
func TestHostileCompound(t *testing.T) {
	le := binary.LittleEndian
	text := "first words of hal@contoso.example " + strings.Repeat("and more of them ", 600)
	p := compound(t, oleStream("VisioDocument", text))
	at, entry := sectorOf(p, "first words")
	le.PutUint32(entry, at) // a chain of one sector that comes back to itself
	hostile(t, "chain.vsd", p, extract.Budget{}, exposure.NotReadBroken)

	p = compound(t, oleStream("VisioDocument", text))
	for i := 76; i < 512; i += 4 { // tables that are all the first, and lists of tables likewise
		copy(p[i:i+4], p[76:80])
	}
	copy(p[68:], p[76:80])
	le.PutUint32(p[72:], 1<<31)
	hostile(t, "tables.vsd", p, extract.Budget{}, exposure.NotReadBroken)

	// A message whose inner message is the storage that holds it.
	properties := func(n int) *cfb.Node {
		return oleStream("__properties_version1.0", strings.Repeat("\x00", n))
	}
	inner := oleStorage("__substg1.0_3701000D", properties(24), oleStream("__substg1.0_1000001F", "d\x00e\x00e\x00p\x00"))
	p = compound(t, properties(32), oleStream("__substg1.0_1000001F", "t\x00o\x00p\x00"), oleStorage("__attach_version1.0_#00000000", properties(8), inner))
	name := "_\x00s\x00u\x00b\x00s\x00t\x00g\x001\x00.\x000\x00_\x003\x007\x000\x001\x000\x000\x000\x00D\x00"
	root := "R\x00o\x00o\x00t\x00 \x00E\x00n\x00t\x00r\x00y\x00"

	storage := bytes.Index(p, []byte(name)) / 128 * 128
	copy(p[storage+76:storage+80], p[bytes.Index(p, []byte(root))+76:])
	hostile(t, "itself.msg", p, extract.Budget{}, exposure.NotReadBroken)
	if rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "itself.msg", p); strings.Count(rec.String(), "top") != 1 {
		t.Errorf("the message was not read once:\n%s", rec)
	}
}

// A message within a message, made by giving each the bytes of the one before: every
// level is a compound file in the stream of an attachment.
func TestHostileMSG(t *testing.T) {
	msg := []byte("innermost words")
	for range 20 {
		msg = compound(t, oleStream("__properties_version1.0", strings.Repeat("\x00", 32)), oleStorage("__attach_version1.0_#00000000",
			oleStream("__properties_version1.0", strings.Repeat("\x00", 8)), oleStream("__substg1.0_37010102", string(msg))))
	}
	hostile(t, "within.msg", msg, extract.Budget{}, exposure.NotReadDepth)
}

func TestHostileRTF(t *testing.T) {
	deep := `{\rtf1 ` + strings.Repeat(`{\b `, 1<<18) + "deep"
	hostile(t, "deep.rtf", []byte(deep), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "bin.rtf", []byte(`{\rtf1 before{\pict\bin268435455 after}`), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "negative.rtf", []byte(`{\rtf1 before{\object{\*\objdata\bin-5 010500}\bin-99999999999 after`), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "unicode.rtf", []byte(`{\rtf1 {\upr `+strings.Repeat("{", 900)+strings.Repeat(`{\ud x}`, 1<<17)), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "text.rtf", []byte(`{\rtf1 `+strings.Repeat(`\emdash`, 1<<17)+"}"), extract.Budget{Text: 1 << 10}, exposure.NotReadBytes)
	hostile(t, "objects.rtf", []byte(`{\rtf1 `+strings.Repeat(`{\object{\*\objdata 0105000002000000020000006100000000000000000001000000ff}}`, 200)+"}"), extract.Budget{Entries: 5}, exposure.NotReadEntries)
}

func TestHostileXLS(t *testing.T) {
	book := func(records ...string) []byte { return streams("Workbook")([]byte(strings.Join(records, ""))) }
	bof := recordOf(0x809, "\x00\x06\x05\x00\x00\x00\x00\x00")
	sheet := recordOf(0x809, "\x00\x06\x10\x00\x00\x00\x00\x00")
	many := "\xff\xff\xff\xff\xff\xff\xff\xff"
	hostile(t, "strings.xls", book(bof, recordOf(0xfc, many+"\xff\xff\x00ab"), strings.Repeat(recordOf(0x3c, ""), 1000), "\x3c\x00\xff\xff"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "rich.xls", book(bof, recordOf(0xfc, many+"\x01\x00\x0c\xff\xff\xff\xff\xff\xffa"), recordOf(0x3c, "xyz"), "\x3c\x00\xff\xff"), extract.Budget{}, exposure.NotReadBroken)
	var cells strings.Builder
	for i := range 2000 { // cells in the last column, of rows in no order, that all name one long string
		cells.WriteString(recordOf(0xfd, string(binary.LittleEndian.AppendUint16(nil, uint16(i*40503)))+"\xff\x00\x00\x00\x00\x00\x00\x00"))
	}
	long := recordOf(0xfc, "\x01\x00\x00\x00\x01\x00\x00\x00\x00\x20\x00"+strings.Repeat("long", 0x800))
	hostile(t, "repeated.xls", book(bof, long, recordOf(0x0a, ""), sheet, cells.String(), recordOf(0x0a, "")), extract.Budget{Text: 1 << 20}, exposure.NotReadBytes)
	note := recordOf(0x5d, "\x15\x00\x12\x00\x19\x00\xff\xff\x00\x00\x00\x00") + recordOf(0x1b6, strings.Repeat("\x00", 10)+"\x01\x00"+strings.Repeat("\x00", 8)) + recordOf(0x3c, "\x00a")
	hostile(t, "sheets.xls", book(bof, recordOf(0x0a, ""), strings.Repeat(sheet+note+recordOf(0x0a, ""), 5000)), extract.Budget{Steps: 4000}, exposure.NotReadSteps)
}

// Pieces of a Word document that all lie at one place.
func TestHostileDOC(t *testing.T) {
	le := binary.LittleEndian
	const n, size = 2000, 60 << 10
	p := make([]byte, 0x400)
	copy(p, "\xec\xa5\xc1\x00")
	p[11] = 2
	le.PutUint32(p[0x4c:], n*size)
	p = append(p, strings.Repeat("all work and no play\r", size/21+1)...)
	le.PutUint32(p[0x1a2:], uint32(len(p)))
	clx := le.AppendUint32([]byte{2}, 4*(n+1)+8*n)
	for i := range n + 1 {
		clx = le.AppendUint32(clx, uint32(i*size))
	}
	for range n {
		clx = append(le.AppendUint32(append(clx, 0, 0), 0x400*2|1<<30), 0, 0)
	}
	le.PutUint32(p[0x1a6:], uint32(len(clx)))
	data := streams("WordDocument", "1Table")(append(p, clx...))
	hostile(t, "pieces.doc", data, extract.Budget{}, exposure.NotReadBroken)
	if rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "pieces.doc", data); rec.Bytes > 8*int64(len(data)) {
		t.Errorf("%d bytes of text of %d", rec.Bytes, len(data))
	}
}

func TestHostilePPT(t *testing.T) {
	deck := func(s string) []byte { return streams("PowerPoint Document")([]byte(s)) }
	deep := deckRecord(0, 4008, "deep words")
	for range 3000 {
		deep = deckRecord(15, 0xf00d, deep)
	}
	hostile(t, "deep.ppt", deck(deckRecord(15, 1006, deckRecord(0, 4008, "a slide"), deep)+"\x0f\x00\xe8\x03\xff\xff\xff\x7f\x00"), extract.Budget{Text: 1}, exposure.NotReadBytes)
	// A list that names one slide, of twenty thousand records, as many times.
	number := func(v ...uint32) (s string) {
		for _, n := range v {
			s += string(binary.LittleEndian.AppendUint32(nil, n))
		}
		return s
	}
	slide := deckRecord(15, 1006, deckRecord(0, 4008, "once"), strings.Repeat(deckRecord(0, 1, ""), 20000))
	list := deckRecord(15, 1000, deckRecord(15, 4080, strings.Repeat(deckRecord(0, 1011, number(1, 0, 0, 256, 0)), 20000)))
	data := deck(slide + list + deckRecord(0, 6002, number(1|1<<20, 0)))
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "listed.ppt", data)
	if n := strings.Count(rec.String(), "once"); n != 1 {
		t.Errorf("a slide that is named often was read %d times", n)
	}
}

func TestHostileTNEF(t *testing.T) {
	le := binary.LittleEndian
	att := func(level byte, id uint32, size int, body string) string {
		p := le.AppendUint32([]byte{level}, id)
		return string(le.AppendUint32(p, uint32(size))) + body + "\x00\x00"
	}
	whole := func(level byte, id uint32, body string) string { return att(level, id, len(body), body) }
	const head = "\x78\x9f\x3e\x22\x01\x00"
	subject := whole(1, 0x18004, "a subject\x00")
	hostile(t, "size.tnef", []byte(head+subject+att(1, 0x2800c, 0xffffffff, "text")), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "count.tnef", []byte(head+subject+whole(1, 0x69003, "\xff\xff\xff\xff\x1e\x00\x37\x00\xff\xff\xff\xff\xff\xff\xff\xff")+"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"), extract.Budget{}, exposure.NotReadBroken)
	render := whole(2, 0x69002, strings.Repeat("\x00", 14))
	var files strings.Builder
	for i := range 50 {
		files.WriteString(render + whole(2, 0x18010, fmt.Sprintf("%d.txt\x00", i)) + whole(2, 0x6800f, "attached"))
	}
	hostile(t, "files.tnef", []byte(head+subject+files.String()), extract.Budget{Entries: 10}, exposure.NotReadEntries)
	inner := head + subject
	for range 20 {
		object := "\x01\x00\x00\x00\x0d\x00\x01\x37\x01\x00\x00\x00" + string(le.AppendUint32(nil, uint32(16+len(inner)))) + "\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46" + inner + strings.Repeat("\x00", (4-len(inner)%4)%4)
		inner = head + subject + render + whole(2, 0x69005, object)
	}
	hostile(t, "within.tnef", []byte(inner), extract.Budget{}, exposure.NotReadDepth)
}

// Links of as many rows as there can be, and cells in none of them.
func TestHostileLinks(t *testing.T) {
	sheet := recordOf(0x809, "\x00\x06\x10\x00\x00\x00\x00\x00")
	link := recordOf(0x1b8, "\x00\x00\xff\xff\x00\x00\xff\xff"+strings.Repeat("\x00", 20)+"\x01\x01\x00\x00\x02\x00\x00\x00x\x00\x00\x00")
	data := streams("Workbook")([]byte(sheet + strings.Repeat(link, 20000)))
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "links.xls", data)
	if rec.Bytes > int64(len(data)) {
		t.Errorf("%d bytes of text of %d", rec.Bytes, len(data))
	}
}
