package extract

import (
	"strings"
)

// openTable follows the rows and cells of a table.
func (x *htmlText) openTable(name string) error {
	if name == "table" {
		if len(x.tables) < maxTables {
			x.tables = append(x.tables, htmlTable{})
		}
		return nil
	}
	t := x.table()
	if t == nil {
		return nil
	}
	if name == "tr" {
		t.row, t.col, t.record = t.row+1, 0, x.c.record()
		x.r.mark("", t.record)
		x.r.recordEnd()
		return nil
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

func (x *htmlText) closeTable(name string) error {
	t := x.table()
	if t == nil {
		return nil
	}
	switch name {
	case "td", "th":
		if t.head && t.row == 1 && len(t.heads) == t.col && t.col < 1024 {
			t.heads = append(t.heads, strings.ToValidUTF8(strings.TrimSpace(string(t.cell)), ""))
		}
		t.open = false
		t.col++
		x.r.mark("", t.record)
	case "tr":
		x.r.mark("", 0)
	case "table":
		x.tables = x.tables[:len(x.tables)-1]
		record := int64(0)
		if up := x.table(); up != nil && up.open {
			record = up.record
		}
		x.r.mark("", record)
	}
	return nil
}
