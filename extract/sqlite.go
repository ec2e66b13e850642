package extract

import (
	"bytes"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/sqlitefile"
)

func sniffSQLite(h *head) int { return magic(h, sqlitefile.Magic) }

// readSQLite reads a SQLite database without running anything that stands in it:
// each table is a run of rows, whose cells carry the names of their columns; what
// in a row is a file of its own is a member; what deleted rows left behind comes
// last, as runs of text.
func readSQLite(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	f, err := sqlitefile.Open(at, size)
	if err != nil {
		return c.runsOf(at, size, minRun, broken("its header does not follow its format"))
	}
	tables, statements, err := f.Schema()
	if err != nil {
		return err
	}
	if len(tables) == 0 && f.Broken > 0 {
		return c.runsOf(at, size, minRun, broken("its list of tables cannot be read; only runs of plain text were read"))
	}
	d := &database{c: c, f: f}
	for i := range tables {
		if err := d.table(&tables[i]); err != nil {
			return err
		}
	}
	lost := f.Broken
	if err := firstError(d.deleted(), d.schema(statements), d.members(tables)); err != nil {
		return err
	}
	if lost > 0 {
		return broken("some of its pages or rows do not follow its format")
	}
	return nil
}

// A database is one that is being read.
type database struct {
	c      *content
	f      *sqlitefile.File
	r      *run
	heads  []string
	buf    []byte
	narrow runFinder
	wide   runFinder
	headed bool // it is said of which columns the rows are
	member bool // the table has values that are members
	with   []bool
}

// table hands on the rows of a table.
func (d *database) table(t *sqlitefile.Table) error {
	name := cleanName(t.Name)
	if d.r == nil {
		d.begin()
	} else {
		d.r.again(exposure.PartTable)
	}
	d.r.seg.Way = d.c.Way + "#" + name
	d.heads, d.headed, d.member = nil, false, false
	for _, col := range t.Columns {
		d.heads = append(d.heads, fieldName([]byte(col.Name)))
	}
	d.heads = withTable(t.Name, d.heads)
	first := true
	err := d.f.Rows(t.Root, func(row *sqlitefile.Row) error {
		if first {
			first = false
			if err := d.heading(); err != nil {
				return err
			}
		}
		return d.row(t, row)
	})
	d.with = append(d.with, d.member)
	return firstError(err, d.r.end())
}

// heading writes the names of the columns.
func (d *database) heading() error {
	if len(d.heads) == 0 {
		return nil
	}
	return d.r.writeString(strings.Join(d.heads, "\t") + "\n")
}

// row writes one row.
func (d *database) row(t *sqlitefile.Table, row *sqlitefile.Row) error {
	id := d.c.record()
	if !d.headed {
		d.headed = true
		d.r.table(d.r.at(), d.heads)
	}
	d.r.mark("", id)
	for i := range row.Cells {
		cell := &row.Cells[i]
		if i > 0 {
			if err := d.r.writeString("\t"); err != nil {
				return err
			}
		}
		if cell.Type == sqlitefile.Null {
			if i != t.RowID {
				continue
			}
			cell.Type, cell.Int = sqlitefile.Integer, row.ID
		}
		if i < len(d.heads) {
			d.r.mark(d.heads[i], id)
		}
		if err := d.cell(cell); err != nil {
			return err
		}
		d.r.mark("", id)
	}
	if err := d.defaults(t, len(row.Cells), id); err != nil {
		return err
	}
	err := d.r.writeString("\n")
	d.r.recordEnd()
	return err
}

// defaults writes the values of columns that are younger than their row, which has n
// cells.
func (d *database) defaults(t *sqlitefile.Table, n int, id int64) error {
	for i := n; i < len(t.Columns); i++ {
		if err := d.r.writeString("\t"); err != nil {
			return err
		}
		if value := t.Columns[i].Default; value != "" {
			d.r.mark(d.heads[i], id)
			if err := d.r.writeString(value); err != nil {
				return err
			}
			d.r.mark("", id)
		}
	}
	return nil
}

// cell writes the value of a cell.
func (d *database) cell(cell *sqlitefile.Cell) error {
	switch cell.Type {
	case sqlitefile.Integer:
		d.buf = strconv.AppendInt(d.buf[:0], cell.Int, 10)
	case sqlitefile.Float:
		d.buf = strconv.AppendFloat(d.buf[:0], cell.Float, 'g', -1, 64)
	case sqlitefile.Text:
		if cell.Big != nil {
			d.member = true
			return nil
		}
		return d.r.write(cell.Bytes)
	default:
		return d.blob(cell)
	}
	return d.r.write(d.buf)
}

// blob writes what of a blob stands in its row.
func (d *database) blob(cell *sqlitefile.Cell) error {
	if cell.Big != nil {
		d.member = true
		return nil
	}
	how, text := d.c.value(cell.Bytes)
	switch how {
	case blobText:
		return d.r.write(text)
	case blobHex:
		d.buf = hex.AppendEncode(d.buf[:0], cell.Bytes)
		return d.r.write(d.buf)
	case blobMember:
		d.member = true
		return nil
	}
	return firstError(findRuns(cell.Bytes, &d.narrow, &d.wide, d.r), d.narrow.end(d.r), d.wide.end(d.r))
}

// members reads the values that are contents of their own, in a second pass.
func (d *database) members(tables []sqlitefile.Table) error {
	d.f.Again()
	for i := range tables {
		t := &tables[i]
		if !d.with[i] {
			continue
		}
		n := int64(0)
		err := d.f.Rows(t.Root, func(row *sqlitefile.Row) error {
			n++
			id := row.ID
			if t.NoRowID {
				id = n
			}
			for k := range row.Cells {
				if err := d.value(t, id, k, &row.Cells[k]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// value reads one value, if it is a content of its own.
func (d *database) value(t *sqlitefile.Table, id int64, k int, cell *sqlitefile.Cell) error {
	var src io.Reader = cell.Big
	size := int64(len(cell.Bytes))
	switch {
	case cell.Big != nil:
		size = cell.Big.Size()
	case cell.Type != sqlitefile.Blob:
		return nil
	default:
		if how, _ := d.c.value(cell.Bytes); how != blobMember {
			return nil
		}
		src = bytes.NewReader(cell.Bytes)
	}
	if err := d.c.room(); err != nil {
		return err
	}
	column := strconv.Itoa(k + 1)
	if k < len(t.Columns) {
		column = t.Columns[k].Name
	}
	name := cleanName(t.Name + "/" + strconv.FormatInt(id, 10) + "/" + column)
	return d.c.child(member{name: name, size: size}, src)
}

// deleted gives the rows that were deleted and are still there, and the runs of text
// of what else stands in free space.
func (d *database) deleted() error {
	if d.r == nil {
		d.begin()
	} else {
		d.r.again("")
	}
	r := d.r
	r.seg.Way, r.seg.Part = d.c.Way+"#deleted rows", exposure.PartHidden
	d.heads, d.headed = nil, false
	none := &sqlitefile.Table{RowID: -1}
	err := d.f.Deleted(func(row *sqlitefile.Row) error { return d.row(none, row) }, func(p []byte) error {
		return firstError(findRuns(p, &d.narrow, &d.wide, r), d.narrow.end(r), d.wide.end(r))
	})
	return firstError(err, r.end())
}

// begin begins the first run.
func (d *database) begin() {
	d.r = d.c.newRun("", exposure.PartTable)
	d.narrow, d.wide = runFinder{min: minRun}, runFinder{min: minRun}
}

// schema gives the statements by which the database was made, which hold names,
// comments and default values.
func (d *database) schema(statements []string) error {
	r := d.c.newRun("#schema", exposure.PartProperties)
	for _, s := range statements {
		if err := r.writeString(strings.ToValidUTF8(s, "\uFFFD") + ";\n"); err != nil {
			return err
		}
	}
	return r.end()
}
