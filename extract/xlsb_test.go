package extract_test

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// xlsbRec makes a record of a binary workbook, its kind and length as short as they can be.
func xlsbRec(kind int, parts ...string) string {
	body := strings.Join(parts, "")
	p := []byte{byte(kind)}
	if kind >= 0x80 {
		p = []byte{byte(kind&0x7f | 0x80), byte(kind >> 7)}
	}
	for n := len(body); ; n >>= 7 {
		if n < 0x80 {
			return string(append(p, byte(n))) + body
		}
		p = append(p, byte(n&0x7f|0x80))
	}
}

func u32(v int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(v))) }

func xlsbStr(s string) string {
	units := utf16.Encode([]rune(s))
	p := binary.LittleEndian.AppendUint32(nil, uint32(len(units)))
	for _, u := range units {
		p = binary.LittleEndian.AppendUint16(p, u)
	}
	return string(p)
}

// binaryWorkbook is a workbook with a sheet of each sort of cell.
func binaryWorkbook(t testing.TB, tail string) []byte {
	cell := func(kind, col, style int, value string) string { return xlsbRec(kind, u32(col), u32(style), value) }
	real := func(v float64) string { return string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))) }
	sheet := xlsbRec(0, u32(0)) + cell(7, 0, 0, u32(1)) + cell(6, 1, 0, xlsbStr("born")) + cell(62, 2, 0, "\x00"+xlsbStr("sum")) + cell(6, 3, 0, xlsbStr("paid")) +
		xlsbRec(0, u32(1)) + cell(7, 0, 0, u32(0)) + cell(5, 1, 1, real(41346)) + cell(2, 2, 0, u32(12345<<2|3)) + cell(10, 3, 0, "\x01") +
		xlsbRec(0, u32(2)) + cell(8, 0, 0, xlsbStr("of a formula")) + cell(9, 2, 0, real(2.5)) + xlsbRec(300, strings.Repeat("?", 300)) +
		xlsbRec(479, "\x00\x00", xlsbStr("the margin"), "\xff\xff\xff\xff") + tail
	return zipOf(t,
		"xl/_rels/workbook.bin.rels", []byte(`<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>`),
		"xl/workbook.bin", []byte(xlsbRec(156, u32(0), u32(1), xlsbStr("rId1"), xlsbStr("Stäff"))),
		"xl/styles.bin", []byte(xlsbRec(47, "\x00\x00\x01\x00")+xlsbRec(617)+xlsbRec(47, "\x00\x00\x00\x00")+xlsbRec(47, "\x00\x00\x0e\x00")+xlsbRec(618)),
		"xl/sharedStrings.bin", []byte(xlsbRec(19, "\x00", xlsbStr("jörg@contoso.example"))+xlsbRec(19, "\x00", xlsbStr("mail"))),
		"xl/worksheets/sheet1.bin", []byte(sheet), "xl/worksheets/sheet2.bin", []byte(xlsbRec(0, u32(0))+cell(6, 0, 0, xlsbStr("not listed"))),
		"xl/comments1.bin", []byte(xlsbRec(632, xlsbStr("Ada"))+xlsbRec(637, "\x00", xlsbStr("a comment"))))
}

func TestBinaryWorkbook(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	rec := extracttest.Walk(t, x, "x", binaryWorkbook(t, ""))
	for _, want := range []string{"#Stäff", "jörg@contoso.example", "2013-03-13", "123.45", "TRUE", "of a formula", "2.5", "the margin", "not listed", "Ada", "a comment", "sheet.binary"} {
		if !strings.Contains(rec.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if len(rec.NotReads) > 0 || t.Failed() {
		t.Errorf("not read: %v\n%s", rec.NotReads, rec.String())
	}
	for _, tail := range []string{"\x06", "\x06\x7fshort", "\x80", "\x06\xff\xff\xff\x7f"} {
		rec := extracttest.Walk(t, x, "x", binaryWorkbook(t, tail))
		if !strings.Contains(rec.String(), "of a formula") || len(rec.NotReads) != 1 || rec.NotReads[0] != exposure.NotReadBroken {
			t.Errorf("%q: not read: %v", tail, rec.NotReads)
		}
	}
}

func FuzzBinaryWorkbook(f *testing.F) {
	x := newExtractor(f, extract.Options{})
	f.Add([]byte(xlsbRec(0, u32(0)) + xlsbRec(6, u32(1), u32(0), xlsbStr("text")) + xlsbRec(479, "\x00\x00", xlsbStr("m"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		rec := extracttest.Walk(t, x, "x", zipOf(t, "xl/workbook.bin", data, "xl/styles.bin", data, "xl/sharedStrings.bin", data, "xl/worksheets/sheet1.bin", data))
		if strings.Contains(rec.String(), ": fault,") {
			t.Errorf("a reader panicked:\n%s", rec)
		}
	})
}
