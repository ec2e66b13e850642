package sqlitefile

import (
	"bytes"
	"encoding/binary"
	"os"
	"reflect"
	"strings"
	"testing"
)

const real = "../../testdata/real/databases/"

func data(t testing.TB, name string) []byte {
	p, err := os.ReadFile(real + name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEncodings reads the same rows from files of each encoding.
func TestEncodings(t *testing.T) {
	var want [][]string
	for _, name := range []string{"utf-8.sqlite", "utf-16le.sqlite", "utf-16be.sqlite"} {
		p := data(t, name)
		f, err := Open(bytes.NewReader(p), int64(len(p)))
		if err != nil {
			t.Fatal(err)
		}
		tables, _, err := f.Schema()
		if err != nil || len(tables) != 5 {
			t.Fatalf("%s: %d tables, %v", name, len(tables), err)
		}
		var got [][]string
		for _, tab := range tables {
			err := f.Rows(tab.Root, func(r *Row) error {
				row := []string{tab.Name}
				for _, c := range r.Cells {
					if c.Type == Text {
						row = append(row, string(c.Bytes))
					}
				}
				got = append(got, row)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if want == nil {
			want = got
		}
		if f.Broken > 0 || len(got) != 4+4+6+1+295 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d rows, %d broken, or others than in UTF-8", name, len(got), f.Broken)
		}
	}
}

func TestParseTable(t *testing.T) {
	for sql, want := range map[string]Table{
		"CREATE TABLE t(a, b INT)":                                      {RowID: -1, Columns: []Column{{Name: "a"}, {Name: "b", Type: "INT"}}},
		`CREATE TABLE "my ""t""" (id INTEGER PRIMARY KEY, [x y] TEXT)`:  {RowID: 0, Columns: []Column{{Name: "id", Type: "INTEGER", key: 1}, {Name: "x y", Type: "TEXT"}}},
		"create table t(a int primary key, b)":                          {RowID: -1, Columns: []Column{{Name: "a", Type: "INT", key: 1}, {Name: "b"}}},
		"CREATE TABLE t(a -- one, two\n, /* three, */ b DEFAULT (1,2))": {RowID: -1, Columns: []Column{{Name: "a"}, {Name: "b", Default: "1"}}},
		"CREATE TABLE t(a DEFAULT 'x, y' NOT NULL, b DEFAULT -1.5, c DEFAULT TRUE, d DEFAULT NULL, e DEFAULT CURRENT_DATE)": {RowID: -1, Columns: []Column{{Name: "a", Default: "x, y"}, {Name: "b", Default: "-1.5"}, {Name: "c", Default: "1"}, {Name: "d"}, {Name: "e"}}},
		"CREATE TABLE t(a, b INTEGER, PRIMARY KEY(b))":                              {RowID: 1, Columns: []Column{{Name: "a"}, {Name: "b", Type: "INTEGER", key: 1}}},
		"CREATE TABLE t(a, b, c, PRIMARY KEY(c, a DESC)) WITHOUT ROWID":             {RowID: -1, NoRowID: true, Columns: []Column{{Name: "c", key: 1}, {Name: "a", key: 2}, {Name: "b"}}},
		"CREATE TABLE t(a, b AS (a+1), c AS (a) STORED, d DECIMAL(10, 2) NOT NULL)": {RowID: -1, Columns: []Column{{Name: "a"}, {Name: "c"}, {Name: "d", Type: "DECIMAL"}}},
		"CREATE VIRTUAL TABLE t USING fts5(a, b)":                                   {RowID: -1},
		"CREATE TABLE t('unclosed":                                                  {RowID: -1},
	} {
		if got := parseTable(sql); !reflect.DeepEqual(got, want) && !(len(got.Columns) == 0 && len(want.Columns) == 0) {
			t.Errorf("%s:\n got %+v\nwant %+v", sql, got, want)
		}
	}
}

func TestVarint(t *testing.T) {
	for want, p := range map[uint64]string{0: "\x00", 127: "\x7f", 128: "\x81\x00", 16384: "\x81\x80\x00", 1<<64 - 1: "\xff\xff\xff\xff\xff\xff\xff\xff\xff"} {
		if v, n := varint([]byte(p)); v != want || n != len(p) {
			t.Errorf("%x: %d in %d bytes, want %d", p, v, n, want)
		}
	}
	if _, n := varint([]byte("\x80\x80")); n != 0 {
		t.Error("a number that is cut off was read")
	}
}

// readAll reads all that there is in a file, in both passes.
func readAll(p []byte) (rows, broken int) {
	f, err := Open(bytes.NewReader(p), int64(len(p)))
	if err != nil {
		return 0, 1
	}
	count := func(r *Row) error {
		rows++
		return nil
	}
	tables, _, _ := f.Schema()
	for _, t := range tables {
		_ = f.Rows(t.Root, count)
	}
	_ = f.Deleted(count, func([]byte) error { return nil })
	return rows, f.Broken
}

// TestHostile bends pointers: into circles, into one another, and out of the file.
func TestHostile(t *testing.T) {
	p := data(t, "utf-8.sqlite")
	all, broken := readAll(p)
	if broken > 0 {
		t.Fatalf("%d broken in a good file", broken)
	}
	be := binary.BigEndian
	size := int(be.Uint16(p[16:]))
	for name, bend := range map[string]func(p []byte){
		"children lead to the root": func(p []byte) {
			for at := size; at+size <= len(p); at += size {
				if p[at] == interiorTable {
					for i := range int(be.Uint16(p[at+3:])) {
						be.PutUint32(p[at+int(be.Uint16(p[at+12+2*i:])):], uint32(at/size+1))
					}
				}
			}
		},
		"all cells are one": func(p []byte) {
			for at := size; at+size <= len(p); at += size {
				if p[at] == leafTable && be.Uint16(p[at+3:]) > 0 {
					be.PutUint16(p[at+3:], 200)
					for i := range 200 {
						copy(p[at+8+2*i:at+10+2*i], p[at+8:at+10])
					}
				}
			}
		},
		"free pages lead in a circle": func(p []byte) { be.PutUint32(p[int(be.Uint32(p[32:])-1)*size:], be.Uint32(p[32:])) },
		"a page of the size 65536":    func(p []byte) { be.PutUint16(p[16:], 1) },
	} {
		bent := bytes.Clone(p)
		bend(bent)
		if rows, broken := readAll(bent); rows > 2*all || broken == 0 && name != "all cells are one" {
			t.Errorf("%s: %d rows of %d, %d broken", name, rows, all, broken)
		}
	}
}

func FuzzFile(f *testing.F) {
	for _, name := range []string{"utf-8.sqlite", "utf-16le.sqlite", "c.sqlite-wal"} {
		f.Add(data(f, "../tiny/"+name))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		rows, _ := readAll(p)
		if rows > 40*len(p)+100 {
			t.Errorf("%d rows of %d bytes", rows, len(p))
		}
		if w, err := OpenWAL(bytes.NewReader(p), int64(len(p))); err == nil {
			_ = w.Frames(func(n uint32, page []byte) error {
				_, err := w.Rows(n, page, func(*Row) error { return nil })
				return err
			})
		}
	})
}

// database makes a file with pages of 64 KB whose schema has a leaf for each statement.
func database(statements ...string) []byte {
	const size = 1 << 16
	be := binary.BigEndian
	file := make([]byte, size)
	copy(file, Magic)
	be.PutUint16(file[16:], 1)
	file[100] = interiorTable
	be.PutUint16(file[103:], uint16(len(statements)-1))
	be.PutUint32(file[108:], uint32(len(statements)+1))
	for i, sql := range statements {
		if i < len(statements)-1 {
			at := size - 8*(i+1)
			be.PutUint16(file[112+2*i:], uint16(at))
			be.PutUint32(file[at:], uint32(i+2))
		}
		n := uint64(2*len(sql) + 13)
		head := []byte{0, 23, 15, 15, 1}
		for shift := 14; shift >= 0; shift -= 7 {
			b := byte(n>>shift) & 0x7f
			if shift > 0 {
				b |= 0x80
			}
			head = append(head, b)
		}
		head[0] = byte(len(head))
		row := append(append(head, "tabletx\x02"...), sql...)
		cell := append([]byte{byte(len(row)>>14) | 0x80, byte(len(row)>>7) | 0x80, byte(len(row) & 0x7f), byte(i + 1)}, row...)
		page := make([]byte, size)
		page[0] = leafTable
		be.PutUint16(page[3:], 1)
		be.PutUint16(page[8:], uint16(size-len(cell)))
		copy(page[size-len(cell):], cell)
		file = append(file, page...)
	}
	return file
}

// TestColumns bounds the columns of all tables together.
func TestColumns(t *testing.T) {
	const each = 29_000
	sql := "CREATE TABLE t(" + strings.Repeat("a,", each-1) + "a)"
	p := database(sql, sql, sql, sql, sql, sql, "CREATE TABLE t(a)")
	f, err := Open(bytes.NewReader(p), int64(len(p)))
	if err != nil {
		t.Fatal(err)
	}
	tables, _, err := f.Schema()
	n := 0
	for _, t := range tables {
		n += len(t.Columns)
	}
	if err != nil || len(tables) != 7 || n != maxColumns/each*each+1 || f.Broken != 2 {
		t.Errorf("%d tables, %d columns, %d broken, %v", len(tables), n, f.Broken, err)
	}
}

func TestFullText(t *testing.T) {
	for sql, want := range map[string]bool{
		"CREATE VIRTUAL TABLE f USING fts5(body)":          true,
		"create virtual table if not exists f USING\nFTS4": true,
		"CREATE VIRTUAL TABLE f USING rtree(a, b, c)":      false,
		"CREATE TABLE f(using, fts5)":                      false,
	} {
		if fullText(sql) != want {
			t.Errorf("%s: not %v", sql, want)
		}
	}
}
