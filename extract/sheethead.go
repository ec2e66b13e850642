package extract

import (
	"bytes"
	"strings"
)

// nextTable looks for another heading behind a blank row, unless the first one was not met yet.
func (s *sheetText) nextTable() error {
	if !s.settled {
		if len(s.early) < 2 || s.findHead() < 0 {
			return nil // lines of a title
		}
		if err := s.settleRows(true); err != nil {
			return err
		}
	}
	s.settled, s.later = false, true
	return nil
}

// settle decides which of the early rows is the heading and writes them: no more rows come.
func (s *sheetText) settle() error { return s.settleRows(true) }

func (s *sheetText) settleRows(all bool) error {
	if s.settled {
		return nil
	}
	s.settled = true
	if turned := turnedSheet(s.early); all && !s.later && turned != nil {
		s.early = turned
	}
	head, rows := s.findHead(), s.early
	s.early = nil
	for i, row := range rows {
		if i == head {
			_, table, _ := strings.Cut(s.r.seg.Way[len(s.c.Way):], "#")
			s.heads, s.headed = withTable(table, headNames(row)), false
		}
		if err := s.write(row, i > head && !s.repeatsHeads(row) || head < 0 && s.later); err != nil {
			return err
		}
	}
	return nil
}

// repeatsHeads reports whether a row is the heading again.
func (s *sheetText) repeatsHeads(row []sheetCell) bool {
	for _, cell := range row {
		if cell.col >= len(s.heads) || !sameHead(s.heads[cell.col], bytes.TrimSpace(cell.text)) {
			return false
		}
	}
	return len(row) > 1
}

// sameHead reports whether a cell is the name of its column.
func sameHead(head string, cell []byte) bool {
	return strings.HasSuffix(head, string(cell)) && (len(head) == len(cell) || head[len(head)-len(cell)-1] == '.')
}

// findHead finds the heading among the first few rows, -1 where there is none.
func (s *sheetText) findHead() int {
	rows, width := sheetRows(s.early)
	d := dialect{columns: width}
	for i, row := range rows[:min(len(rows), 8)] {
		filled := len(s.early[i])
		if s.later && (i+1 == len(rows) || !headsTable(row)) {
			continue
		}
		if filled*2 > width && d.isHeader(row, func() [][]string { return rows[i+1:] }) {
			return i
		}
	}
	return -1
}

// sheetRows are rows of cells with those that are empty, and how wide they are.
func sheetRows(cells [][]sheetCell) (rows [][]string, width int) {
	for _, row := range cells {
		width = max(width, min(row[len(row)-1].col+1, 1024))
	}
	rows = make([][]string, len(cells))
	for i, row := range cells {
		rows[i] = make([]string, width)
		for _, cell := range row {
			if cell.col < width {
				rows[i][cell.col] = string(cell.text)
			}
		}
	}
	return rows, width
}

// headNames are the names of columns that a row gives.
func headNames(row []sheetCell) []string {
	names := make([]string, min(row[len(row)-1].col+1, maxColumns))
	for _, cell := range row {
		if cell.col < len(names) {
			names[cell.col] = strings.TrimSpace(fieldName(cell.text))
		}
	}
	return names
}
