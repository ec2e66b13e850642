package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Programs print tables whose columns are told apart by where they stand: below a line of names,
// each of which two blanks or more part from the next one, the cells begin where the names do.

// maxFixed is how long a line of such a table is at most, in bytes, and nameGap how many blanks
// part two names.
const (
	maxFixed = 4 << 10
	nameGap  = 2
)

// A fixedTable is one that goes on; it has no names where there is none.
type fixedTable struct {
	names  []string
	starts []int // of columns, in letters from the beginning of the line
}

// fixedRow marks a line that stands at off if it is one of such a table.
func (k *keys) fixedRow(line []byte, off int64) bool {
	t := &k.table
	line = bytes.TrimRight(line, " \r")
	if len(line) == 0 || len(line) > maxFixed || bytes.IndexByte(line, '\t') >= 0 {
		t.names = nil
		return false
	}
	if t.heading(line) {
		k.forget()
		k.r.markAt(off, "", 0)
		return true
	}
	if t.names == nil {
		return false
	}
	if len(bytes.Trim(line, "-=+ ")) == 0 { // what underlines the names
		return true
	}
	cells, ok := t.cells(line)
	if !ok {
		t.names = nil
		return false
	}
	id := k.c.record()
	k.r.markAt(off, "", id)
	for i, cell := range cells {
		if cell.from < cell.to {
			k.r.markAt(off+int64(cell.from), t.names[i], id)
			k.r.markAt(off+int64(cell.to), "", id)
		}
	}
	return true
}

// heading takes the names of columns from a line that gives some.
func (t *fixedTable) heading(line []byte) bool {
	if !bytes.Contains(bytes.TrimLeft(line, " "), []byte("  ")) || bytes.ContainsAny(line, "=<>{}\"") {
		return false
	}
	var names []string
	var starts []int
	at, blanks, begin := 0, nameGap, -1
	for i, r := range string(line) {
		if r != ' ' {
			if blanks >= nameGap {
				begin = i
				starts = append(starts, at)
				names = append(names, "")
			}
			names[len(names)-1] = string(line[begin : i+utf8.RuneLen(r)])
			blanks = -1
		}
		at, blanks = at+1, blanks+1
	}
	if len(names) < 2 || strings.HasSuffix(names[0], ":") || !headsTable(names) {
		return false
	}
	t.names, t.starts = names, starts
	return true
}

// A span is a part of a line, in bytes.
type span struct{ from, to int }

// cells cuts a line into its cells, if it is a row: a blank stands before each column, and two
// cells or more hold something.
func (t *fixedTable) cells(line []byte) ([]span, bool) {
	cells := make([]span, len(t.starts))
	at, col, filled := 0, -1, 0
	blank := true
	for i, r := range string(line) {
		if col+1 < len(t.starts) && at == t.starts[col+1] {
			if !blank {
				return nil, false
			}
			col++
		}
		if blank = r == ' '; !blank {
			if col < 0 {
				return nil, false
			}
			c := &cells[col]
			if c.to == 0 {
				c.from, filled = i, filled+1
			}
			c.to = i + max(utf8.RuneLen(r), 1)
		}
		at++
	}
	return cells, filled > 1
}
