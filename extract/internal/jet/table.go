package jet

import (
	"encoding/binary"
	"slices"
	"strings"
)

// types of columns.
const (
	typeBool      = 1
	typeByte      = 2
	typeInt16     = 3
	typeInt32     = 4
	typeMoney     = 5
	typeFloat     = 6
	typeDouble    = 7
	typeDate      = 8
	typeBinary    = 9
	typeText      = 10
	typeOLE       = 11
	typeMemo      = 12
	typeGUID      = 15
	typeNumeric   = 16
	typeComplex   = 18
	typeInt64     = 19
	typeLongDate  = 20
	flagFixed     = 1
	catalogPage   = 2
	systemObject  = 0x80000002
	kindTable     = 1
	usageInline   = 0
	usagePointers = 1
)

// A Column is a column of a table.
type Column struct {
	Name string

	kind     byte
	number   int // bit of its mark of null
	fixed    bool
	at       int // of a fixed one
	variable int // which variable one it is
	size     int
	scale    int
}

// A Table is a table.
type Table struct {
	Name    string
	System  bool
	Columns []Column

	page   uint32
	vars   int
	usage  uint32
	broken bool
}

// Tables reads the catalog: all tables, that of the catalog among them. Their columns
// are for [File.Define].
func (f *File) Tables() ([]Table, error) {
	catalog := Table{Name: "MSysObjects", System: true, page: catalogPage}
	if err := f.Define(&catalog); err != nil {
		return nil, err
	}
	if catalog.broken {
		return nil, ErrFormat
	}
	c := &catalogRows{f: f, table: &catalog, known: map[uint32]bool{catalogPage: true}}
	c.tables = append(c.tables, Table{Name: catalog.Name, System: true, page: catalogPage})
	if err := f.Rows(&catalog, c); err != nil {
		return nil, err
	}
	clear(f.seen) // its rows are read again as those of a table
	tables := c.tables
	slices.SortStableFunc(tables, func(a, b Table) int {
		if a.System != b.System {
			if a.System {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return tables, nil
}

// catalogRows takes the rows of the catalog.
type catalogRows struct {
	f      *File
	table  *Table
	tables []Table
	known  map[uint32]bool
	id     uint32
	kind   string
	flags  uint32
	name   string
}

func (c *catalogRows) Row() error {
	c.id, c.kind, c.flags, c.name = 0, "", 0, ""
	return nil
}

func (c *catalogRows) Value(column int, v []byte) error {
	switch c.table.Columns[column].Name {
	case "Id":
		c.id = uint32(parse(v))
	case "Type":
		c.kind = string(v)
	case "Flags":
		c.flags = uint32(parse(v))
	case "Name":
		c.name = string(v)
	}
	return nil
}

func (c *catalogRows) Binary(int, []byte) error { return nil }

func (c *catalogRows) Big(int, *Long) error { return nil }

func (c *catalogRows) RowEnd() error {
	page := c.id & 0xffffff
	if c.kind == "1" && page > catalogPage && !c.known[page] && len(c.tables) < maxTables {
		c.known[page] = true
		c.tables = append(c.tables, Table{Name: c.name, System: c.flags&systemObject != 0, page: page})
	}
	return nil
}

// parse reads a number that this package wrote.
func parse(p []byte) (v int64) {
	for _, b := range p {
		if b >= '0' && b <= '9' {
			v = v*10 + int64(b-'0')
		}
	}
	if len(p) > 0 && p[0] == '-' {
		v = -v
	}
	return v
}

// Define reads the columns of a table. Where they cannot be read, the table has no
// rows either. Its error is that of the file, or of Work.
func (f *File) Define(t *Table) error {
	var p []byte
	met := make(map[uint32]bool)
	for n := t.page; n != 0 && !met[n]; {
		met[n] = true
		q := f.read(n)
		if q == nil || q[0] != pageDefinition || len(p) > maxDefinition {
			break
		}
		if len(p) == 0 {
			p = append(p, q...)
		} else {
			p = append(p, q[8:]...)
		}
		n = binary.LittleEndian.Uint32(q[4:])
	}
	if t.broken = len(p) == 0 || !f.columns(t, p); t.broken && f.fail == nil {
		f.Broken++
	}
	return f.fail
}

// columns reads the columns of a definition.
func (f *File) columns(t *Table, p []byte) bool {
	le := binary.LittleEndian
	count, indexes := int(le.Uint16(p[f.columnsAt:])), le.Uint32(p[f.indexesAt:])
	t.vars, t.usage = int(le.Uint16(p[f.varsAt:])), le.Uint32(p[f.usageAt:])
	if count > maxColumns || indexes > maxColumns {
		return false
	}
	at := f.entriesAt + int(indexes)*f.indexSize
	names := at + count*f.columnSize
	if names > len(p) {
		return false
	}
	for i := range count {
		e := p[at+i*f.columnSize:][:f.columnSize]
		c := Column{kind: e[0], number: int(le.Uint16(e[f.numberAt:])), variable: int(le.Uint16(e[f.variableAt:])), fixed: e[f.flagsAt]&flagFixed != 0,
			at: int(le.Uint16(e[f.fixedAt:])), size: int(le.Uint16(e[f.sizeAt:])), scale: int(e[f.scaleAt])}
		if len(p)-names < f.nameLengths {
			return false
		}
		n := int(p[names])
		if f.nameLengths == 2 {
			n |= int(p[names+1]) << 8
		}
		if names += f.nameLengths; len(p)-names < n {
			return false
		}
		c.Name = string(f.text(p[names : names+n]))
		names += n
		t.Columns = append(t.Columns, c)
	}
	slices.SortStableFunc(t.Columns, func(a, b Column) int { return a.number - b.number })
	return true
}

// owned gives the pages that hold the rows of a table ("Page Usage Maps").
func (f *File) owned(t *Table, give func(page uint32) error) error {
	le := binary.LittleEndian
	m := append([]byte(nil), f.pointed(t.usage)...)
	if len(m) < 5 {
		f.Broken++
		return f.fail
	}
	switch m[0] {
	case usageInline:
		return bits(m[5:], le.Uint32(m[1:]), give)
	case usagePointers:
		for i := 0; 1+4*i+4 <= len(m); i++ {
			n := le.Uint32(m[1+4*i:])
			if n == 0 || !f.visit(n) {
				continue
			}
			p := f.read(n)
			if p == nil || p[0] != pageUsage {
				f.Broken++
				continue
			}
			if err := bits(append([]byte(nil), p[4:]...), uint32(i*(f.page-4)*8), give); err != nil {
				return err
			}
		}
	default:
		f.Broken++
	}
	return f.fail
}

// bits gives the pages of which the bit is set.
func bits(p []byte, first uint32, give func(page uint32) error) error {
	for i, b := range p {
		for k := range 8 {
			if b>>k&1 == 0 {
				continue
			}
			if err := give(first + uint32(8*i+k)); err != nil {
				return err
			}
		}
	}
	return nil
}
