package sourcetest

import (
	"strconv"
	"strings"
	"testing"
)

// CSVRows reads the rows of the suite from CSV with a row of names (RFC 4180). The
// standard library's reader is no oracle for it: it makes "\n" of "\r\n" in a cell.
func CSVRows(t testing.TB, data []byte) (rows []Row) {
	t.Helper()
	table := CSVCells(t, data)
	if len(table) == 0 || strings.Join(table[0], ",") != "id,email,note" {
		t.Errorf("no row of names before %d rows: %.100q", len(table), data)
		return nil
	}
	for _, cells := range table[1:] {
		id, err := strconv.Atoi(cells[0])
		if err != nil || len(cells) != 3 {
			t.Errorf("a row of %d cells, its number %q", len(cells), cells[0])
			return rows
		}
		rows = append(rows, Row{id, cells[1], cells[2]})
	}
	return rows
}

// CSVCells splits CSV into rows and cells.
func CSVCells(t testing.TB, data []byte) (rows [][]string) {
	t.Helper()
	for rest := string(data); rest != ""; {
		var row []string
		for end := byte(','); end == ','; {
			var cell string
			if cell, end, rest = csvCell(rest); end == 0 {
				t.Fatalf("row %d is cut or broken", len(rows))
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

// csvCell splits off one cell and what ends it: "," or "\n", 0 where it is broken.
func csvCell(s string) (cell string, end byte, rest string) {
	if !strings.HasPrefix(s, `"`) {
		i := strings.IndexAny(s, ",\n")
		if i < 0 {
			return s, 0, ""
		}
		return s[:i], s[i], s[i+1:]
	}
	var b strings.Builder
	for s = s[1:]; ; {
		i := strings.IndexByte(s, '"')
		if i < 0 || i+1 == len(s) {
			return "", 0, ""
		}
		b.WriteString(s[:i])
		switch after := s[i+1]; after {
		case '"':
			b.WriteByte('"')
			s = s[i+2:]
		case ',', '\n':
			return b.String(), after, s[i+2:]
		default:
			return "", 0, ""
		}
	}
}
