package extract

import "strings"

// sampleTable splits a sample of so many cells into rows. An incomplete last row
// is left out unless it is the end of the content; blank rows are left out.
func sampleTable(text string, whole bool, delim byte, count int) [][]string {
	var rows [][]string
	var open int
	cells := make([]string, 0, count+1) // of all rows
	for len(text) > 0 && len(rows) < sampleRows {
		first := len(cells)
		var n int
		var complete bool
		cells, n, complete = sampleRow(cells, text, delim, &open)
		if !complete && !whole {
			break
		}
		text = text[n:]
		row := cells[first:len(cells):len(cells)]
		if isBlank(row) {
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

func isBlank(row []string) bool { return len(row) == 1 && row[0] == "" }

// sampleRow splits off one row of n bytes and appends its cells, at most maxCells.
// What open is, cellEnd says.
func sampleRow(row []string, text string, delim byte, open *int) (_ []string, n int, complete bool) {
	i, most := 0, len(row)+maxCells
	for {
		cell, end := sampleCell(text[i:], delim, open)
		if len(row) < most {
			row = append(row, cell)
		}
		i += end
		if i >= len(text) {
			return row, len(text), false
		}
		i++
		if text[i-1] == '\n' {
			return row, i, true
		}
	}
}

// sampleCell splits off one cell, whose delimiter stands at end.
func sampleCell(text string, delim byte, open *int) (cell string, end int) {
	from, to, end := cellEnd(text, delim, open)
	if cell = text[from:to]; from > 0 {
		cell = strings.ReplaceAll(cell, `""`, `"`)
	}
	return cell, end
}

// cellEnd finds the cell that text begins with: its value is text[from:to], and
// its delimiter stands at end. From is 1 where the cell is in quotes.
//
// In open it keeps how many bytes before the end of the text a quote was opened
// that none closes. What follows closes none that is opened later either, but
// for the quotes that stand right behind that one: so that a text full of quotes
// is not searched from each.
func cellEnd[T string | []byte](text T, delim byte, open *int) (from, to, end int) {
	if len(text) > 0 && text[0] == '"' {
		for i := 1; i < len(text); i++ {
			if text[i] != '"' {
				if len(text) <= *open {
					break
				}
				continue
			}
			if i+1 < len(text) && text[i+1] == '"' {
				i++
				continue
			}
			next := i + 1
			for next < len(text) && (text[next] == ' ' || text[next] == '\r') {
				next++
			}
			if next == len(text) || text[next] == delim || text[next] == '\n' {
				return 1, i, next
			}
		}
		*open = max(*open, len(text))
	}
	for end < len(text) && text[end] != delim && text[end] != '\n' {
		end++
	}
	if to = end; to > 0 && text[to-1] == '\r' {
		to--
	}
	return 0, to, end
}
