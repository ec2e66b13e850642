package extract

import (
	"strings"
)

// openTable follows the rows and cells of a table.
func (x *htmlText) openTable(name string, attrs []attr) error {
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
		x.endSpans(t)
		return nil
	}
	if !t.inRow {
		if err := x.line(); err != nil {
			return err
		}
		x.beginRow(t)
	}
	t.skipSpanned()
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
	x.r.markRows(field, t.record, t.span(attrs))
	return nil
}

// mostSpans is over how many columns or rows a cell reaches at most (HTML Living Standard, 4.9.11, allows
// 1000 columns).
const mostSpans = 1000

// span notes over which columns and rows the open cell reaches, and returns over how many rows more. The
// names of columns reach over columns alone.
func (t *htmlTable) span(attrs []attr) int {
	t.wide = min(max(atoi(value(attrs, "colspan")), 1), mostSpans)
	rows := min(max(atoi(value(attrs, "rowspan")), 1), mostSpans) - 1
	if rows == 0 {
		return 0
	}
	for col := t.col; col < min(t.col+t.wide, mostSpans); col++ {
		for len(t.spans) <= col {
			t.spans = append(t.spans, htmlSpan{})
		}
		t.spans[col].rows = rows
	}
	if t.head && t.row == 1 {
		return 0
	}
	t.due = max(t.due, rows)
	return rows
}

// skipSpanned goes on to the next column into which no cell of a row above reaches.
func (t *htmlTable) skipSpanned() {
	for t.col < len(t.spans) && t.spans[t.col].here {
		t.col++
	}
}

// endSpans ends the cells that reach further than there are rows. An ordinal is left out for each, so that
// what follows is none of theirs.
func (x *htmlText) endSpans(t *htmlTable) {
	for ; t.due > 0; t.due-- {
		x.c.record()
	}
	t.spans = t.spans[:0]
}

func (x *htmlText) beginRow(t *htmlTable) {
	t.due = max(t.due-1, 0)
	for i := range t.spans {
		s := &t.spans[i]
		s.here, s.rows = s.rows > 0, max(s.rows-1, 0)
	}
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
		for range t.wide - 1 {
			t.heads = append(t.heads, "")
		}
	}
	t.open = false
	t.col += max(t.wide, 1)
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
	x.endSpans(x.table())
	x.tables = x.tables[:len(x.tables)-1]
	record := int64(0)
	if up := x.table(); up != nil && up.open {
		record = up.record
	}
	x.r.mark("", record)
}
