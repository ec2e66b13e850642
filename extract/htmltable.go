package extract

import (
	"strings"
)

// openTable follows the rows and cells of a table.
func (x *htmlText) openTable(name string) error {
	if name == "table" {
		if len(x.tables) < maxTables {
			x.tables = append(x.tables, htmlTable{})
		} else {
			x.deeper++
		}
		return nil
	}
	t := x.table()
	if t == nil {
		return nil
	}
	switch name {
	case "tr":
		x.beginRow(t)
		return nil
	case "thead", "tbody", "tfoot":
		return nil
	}
	if !t.inRow {
		if err := x.line(); err != nil {
			return err
		}
		x.beginRow(t)
	}
	if t.col > 0 && !x.atLineStart() {
		if err := x.r.writeString("\t"); err != nil {
			return err
		}
	}
	x.space = false
	t.open, t.head, t.cell = true, name == "th", t.cell[:0]
	field := ""
	if t.col < len(t.heads) && !t.head {
		field = t.heads[t.col]
	}
	x.r.mark(field, t.record)
	return nil
}

func (x *htmlText) beginRow(t *htmlTable) {
	t.inRow, t.row, t.col, t.record = true, t.row+1, 0, x.c.record()
	x.r.mark("", t.record)
	x.r.recordEnd()
}

// endBefore ends what the start or the end of an element of a table ends: their own
// end tags may be left out (HTML Living Standard, 13.1.2.4).
func (x *htmlText) endBefore(name string) {
	t := x.table()
	if t == nil {
		return
	}
	switch name {
	case "td", "th":
		x.endCell(t)
	case "tr", "thead", "tbody", "tfoot":
		x.endCell(t)
		x.endRow(t)
	}
}

func (x *htmlText) endCell(t *htmlTable) {
	if !t.open {
		return
	}
	if t.head && t.row == 1 && len(t.heads) == t.col && t.col < 1024 {
		t.heads = append(t.heads, strings.ToValidUTF8(strings.TrimSpace(string(t.cell)), ""))
	}
	t.open = false
	t.col++
	x.r.mark("", t.record)
}

func (x *htmlText) endRow(t *htmlTable) {
	if t.inRow {
		t.inRow = false
		x.r.mark("", 0)
	}
}

// endTable ends the innermost table.
func (x *htmlText) endTable() {
	if x.deeper > 0 {
		x.deeper--
		return
	}
	if len(x.tables) == 0 {
		return
	}
	x.endBefore("tr")
	x.tables = x.tables[:len(x.tables)-1]
	record := int64(0)
	if up := x.table(); up != nil && up.open {
		record = up.record
	}
	x.r.mark("", record)
}
