package extract

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
)

// nameWide reads the names of the columns of a table that has more than are looked at to tell
// what it is: at most maxColumns, of the row of names as far as the head of its content holds
// it. It lists that there are more, whose cells are read by what they hold alone, as those behind
// the first maxCells are where the table names none.
func (c *content) nameWide(h *head, d *dialect) error {
	text := string(h.text)
	for at := -1; ; {
		names, n, all, complete := wideRow(text, d.delim)
		if !isBlank(names) {
			at++
		}
		if at < d.header && complete && n < len(text) {
			text = text[n:]
			continue
		}
		if complete = complete || h.whole; !complete {
			names = names[:len(names)-1] // it may be cut
		}
		if d.header < 0 {
			names = names[:min(len(names), maxUnnamed)]
		} else {
			d.names = names
		}
		if !complete || all > len(names) {
			return c.notRead(c.Way, exposure.NotReadEntries, -1, fmt.Sprintf("the names of the columns of a table behind the first %d", len(names)))
		}
		return nil
	}
}

// wideRow splits off one row of n bytes, which has so many cells in all, of which it returns at
// most maxColumns.
func wideRow(text string, delim byte) (row []string, n, all int, complete bool) {
	var open int
	for {
		cell, end := sampleCell(text[n:], delim, &open)
		if all++; len(row) < maxColumns {
			row = append(row, cell)
		}
		if n += end; n >= len(text) {
			return row, len(text), all, false
		}
		n++
		if text[n-1] == '\n' {
			return row, n, all, true
		}
	}
}

// wideTable finds the dialect of a sample that the row of names of a table fills, nil where it
// is none: maxCells names and more, of which each is written as such, and one at least is known.
func wideTable(text []byte) *dialect {
	if bytes.IndexByte(text, '\n') >= 0 {
		return nil
	}
	for i := range len(delimiters) {
		if bytes.Count(text, []byte{delimiters[i]}) < maxCells {
			continue
		}
		names, _, _, _ := wideRow(string(text), delimiters[i])
		d := &dialect{delim: delimiters[i], columns: maxCells, share: 100, rows: 1, names: names}
		if writtenAsNames(names[:maxCells]) && d.isHeader(names[:maxCells], func() [][]string { return nil }) {
			return d
		}
	}
	return nil
}

// writtenAsNames reports whether all cells are letters, digits and what joins them.
func writtenAsNames(row []string) bool {
	for _, cell := range row {
		if strings.ContainsFunc(cell, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' && r != ' ' && r != '-' && r != '.'
		}) {
			return false
		}
	}
	return true
}

// leastCounted is how many columns are told apart by numbers at least: "col999", "col1000".
const leastCounted = 16

// countedNames counts the cells of a row that are a name and a number, by the name.
func countedNames(row []string) map[string]int {
	by := map[string]int{}
	for _, cell := range row {
		if name := withoutNumber(strings.TrimSpace(cell)); name != "" {
			by[name]++
		}
	}
	return by
}

// withoutNumber returns the name in a cell that is one and a number behind it, else "".
func withoutNumber(cell string) string {
	name := strings.TrimRight(cell, "0123456789")
	if name == cell || strings.ContainsAny(name, "0123456789@:") || !strings.ContainsFunc(name, unicode.IsLetter) {
		return ""
	}
	return name
}
