package extract_test

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/jet/jettest"
)

// sqlPage makes a page of SQL Server of records.
func sqlPage(kind byte, number uint32, records ...string) []byte {
	le := binary.LittleEndian
	p := make([]byte, 8192)
	p[0], p[1], p[36] = 1, kind, 1
	le.PutUint32(p[32:], number)
	at := 96
	for i, r := range records {
		le.PutUint16(p[8190-2*i:], uint16(at))
		at += copy(p[at:], r)
	}
	le.PutUint16(p[22:], uint16(len(records)))
	le.PutUint16(p[28:], uint16(8192-at-2*len(records)))
	le.PutUint16(p[30:], uint16(at))
	return p
}

// sqlRow makes a row of columns of fixed and of variable length.
func sqlRow(fixed string, variable ...string) string {
	le := binary.LittleEndian
	p := append(le.AppendUint16([]byte{0x30, 0}, uint16(4+len(fixed))), fixed...)
	p = append(le.AppendUint16(p, uint16(1+len(variable))), make([]byte, (8+len(variable))/8)...)
	p = le.AppendUint16(p, uint16(len(variable)))
	end := len(p) + 2*len(variable)
	for _, v := range variable {
		end += len(v)
		p = le.AppendUint16(p, uint16(end))
	}
	return string(p) + strings.Join(variable, "")
}

// sqlServer makes a database.
func sqlServer() []byte {
	wide := func(s string) string { return string(jettest.Wide(s)) }
	p := sqlPage(15, 0, sqlRow("", wide("CRM")))
	p = append(p, sqlPage(11, 1)...)
	p = append(p, sqlPage(1, 2,
		sqlRow("\x01\x00\x00\x00DE        ", wide("Jane Doe"), "jane.doe@contoso.example", wide("+1 555 0100")),
		sqlRow("\x02\x00\x00\x00JP        ", wide("山田 太郎"), "taro@fabrikam.example", "\x01\x02\x03"),
		sqlRow("\x03\x00\x00\x00FR        ", wide("Ana Núñez"), "caf\xe9@tailspin.example"), sqlRow("\x04\x00"))...)
	p = append(p, sqlPage(3, 3, "\x08\x00\x4e\x00\x01\x02\x03\x04\x05\x06\x07\x08\x03\x00"+wide("the long text of erika@contoso.exam"))...)
	return append(p, make([]byte, 8192)...)
}

// tape puts a database into blocks of a tape.
func tape() []byte {
	head := make([]byte, 1024)
	copy(head, "TAPE")
	sum := uint16(0)
	for i := 0; i < 50; i += 2 {
		sum ^= binary.LittleEndian.Uint16(head[i:])
	}
	binary.LittleEndian.PutUint16(head[50:], sum)
	copy(head[100:], jettest.Wide("Microsoft SQL Server"))
	db := sqlServer()
	return slices.Concat(head, []byte("MSDA and what is in its header.."), db[:3*8192], []byte("SPAD"), db[3*8192:])
}

func TestSQLServer(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, data := range map[string][]byte{"crm.mdf": sqlServer(), "crm.bak": tape(), "packed.bak": append([]byte("MSSQLBAK"), bytes.Repeat([]byte{0, 200, 7}, 99)...)} {
		t.Run(name, func(t *testing.T) {
			extracttest.Run(t, x, extracttest.Case{Name: name, Data: data, Golden: filepath.Join("testdata", "golden", "data", name+".golden"), Slow: true})
		})
	}
}

func TestHostileSQLServer(t *testing.T) {
	many := make([]string, 2000)
	p := sqlPage(1, 2, many...)
	for i := range many { // rows that are all the same one
		binary.LittleEndian.PutUint16(p[8190-2*i:], 96)
	}
	copy(p[96:], sqlRow("", strings.Repeat("x", 3000)))
	data := append(sqlServer(), bytes.Repeat(p, 50)...)
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "rows.mdf", data)
	if rec.Bytes > int64(2*len(data)) {
		t.Errorf("%d bytes of text in %d", rec.Bytes, len(data))
	}
	hostile(t, "text.mdf", data, extract.Budget{Text: 1000}, exposure.NotReadBytes)
}

func FuzzSQLServer(f *testing.F) {
	f.Add([]byte(sqlRow("DE  ", "jane.doe@contoso.example", "\x61\x00\x62\x00")))
	fuzzWithin(f, func(p []byte) []byte {
		p = p[:min(len(p), 3000)]
		return append(sqlServer(), sqlPage(1, 9, string(p), string(p[len(p)/2:]))...)
	})
}
