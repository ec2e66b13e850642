package extract

import (
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// Some tables hold a record in each column, and what its values are stands in the first one.
// Such a table is read with its rows and columns changed, so that what is of one record
// stands together.

const (
	turnedKeys  = 3   // names of columns in the first one at least
	turnedShare = 60  // of its cells, in per cent
	turnedWidth = 400 // records at most
)

// isTurned reports whether the rows of a table are what the columns of others are.
func isTurned(rows [][]string) bool {
	if len(rows) < turnedKeys || len(rows[0]) < 2 || len(rows[0]) > turnedWidth {
		return false
	}
	seen := make(map[string]bool, len(rows))
	known, names := 0, 0
	for _, row := range rows {
		if len(row) == 0 {
			return false
		}
		key := strings.TrimSpace(row[0])
		if strings.HasPrefix(row[0], " ") { // lines that are indented are objects in objects, see [indented]
			return false
		}
		if key == "" || len(key) > 64 || seen[key] || sortOf(key) != sortWord {
			return false
		}
		seen[key] = true
		if knownColumn(key) {
			known++
		}
	}
	first := map[string]bool{}
	for _, cell := range rows[0][1:] {
		if knownColumn(cell) && sortOf(cell) == sortWord && !strings.Contains(valueHeads, " "+strings.ToLower(strings.TrimSpace(cell))+" ") {
			names++
		}
		if cell = strings.TrimSpace(cell); cell != "" && sortOf(cell) == sortWord {
			first[cell] = true
		}
	}
	return known >= turnedKeys && known*100 >= len(rows)*turnedShare && names*2 < len(rows[0]) && !allSorts(rows, names == 0 && knownColumn(rows[0][0]))
}

// allSorts reports whether each column but the first is of one sort of cells, as in tables
// that are not turned; those of a record are of many. The first row counts too where it is no
// heading, but begins with a name of a column as the others do.
func allSorts(rows [][]string, all bool) bool {
	for col := 1; col < len(rows[0]); col++ {
		first := -1
		for i, row := range rows {
			if i == 0 && !all {
				continue
			}
			if col >= len(row) || strings.TrimSpace(row[col]) == "" {
				continue
			}
			sort := sortOf(row[col])
			if first >= 0 && sort != first {
				return false
			}
			first = sort
		}
	}
	return true
}

// valueHeads are what stands above the values of a table of one record, or of several.
const valueHeads = " value values wert werte valeur valeurs valor valores valore valori waarde waarden değer wartość hodnota värde verdi értek data daten inhalt content answer answers antwort antworten response réponse respuesta resposta risposta entry eintrag angabe angaben 値 值 значение "

// turnedSheet changes rows and columns of a sheet, nil where it is to be read as it stands.
func turnedSheet(early [][]sheetCell) [][]sheetCell {
	if len(early) < turnedKeys {
		return nil
	}
	rows, _ := sheetRows(early)
	if !isTurned(rows) {
		return nil
	}
	var out [][]sheetCell
	for _, row := range turn(rows) {
		var cells []sheetCell
		for col, text := range row {
			if strings.TrimSpace(text) != "" {
				cells = append(cells, sheetCell{col, []byte(text)})
			}
		}
		if len(cells) > 0 {
			out = append(out, cells)
		}
	}
	return out
}

// turn changes rows and columns.
func turn(rows [][]string) [][]string {
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	out := make([][]string, width)
	for col := range out {
		out[col] = make([]string, len(rows))
		for i, row := range rows {
			if col < len(row) {
				out[col][i] = row[col]
			}
		}
	}
	return out
}

// readTurned hands on a table whose records stand in its columns. Its text is not that of the
// content: it is a part of its own.
func (c *content) readTurned(rows [][]string) error {
	r := c.newRun("#records", exposure.PartTable)
	turned := turn(rows)
	heads := slices.Clone(turned[0])
	for i := range heads {
		heads[i] = strings.TrimSpace(heads[i])
	}
	for i, row := range turned {
		id := int64(0)
		if i > 0 {
			id = c.record()
			if i == 1 {
				r.table(r.at(), heads)
			}
		}
		for col, cell := range row {
			if col > 0 {
				if err := r.writeString("\t"); err != nil {
					return err
				}
			}
			if i > 0 {
				r.mark(heads[col], id)
			}
			if err := r.writeString(cell); err != nil {
				return err
			}
			r.mark("", id)
		}
		if err := r.writeString("\n"); err != nil {
			return err
		}
		r.recordEnd()
	}
	return r.end()
}
