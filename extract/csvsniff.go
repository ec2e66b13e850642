package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A dialect is how a table is written.
type dialect struct {
	delim   byte
	columns int // that most rows have
	share   int // of rows that have them, in per cent
	rows    int // seen
	header  int // index of the row of names; -1 where there is none
	names   []string
}

// sampleRows is how many rows decide on a dialect.
const sampleRows = 400

// delimiters are what may stand between cells, the less ambiguous first: a
// comma may be a decimal comma in a table that semicolons divide.
const delimiters = "\t;|,:"

// tableOf finds the dialect of a text sample, nil where it is no table.
func tableOf(text []byte, whole bool) *dialect {
	var best *dialect
	sample := string(text) // of which all cells are parts
	for i := range len(delimiters) {
		if strings.IndexByte(sample, delimiters[i]) < 0 {
			continue
		}
		d := tryDelimiter(sample, whole, delimiters[i])
		if d == nil {
			continue
		}
		if best == nil || d.share > best.share+3 {
			best = d
		}
	}
	return best
}

// tryDelimiter reads a sample with one delimiter.
func tryDelimiter(text string, whole bool, delim byte) *dialect {
	rows := sampleTable(text, whole, delim)
	if len(rows) < 2 {
		return nil
	}
	counts := make(map[int]int)
	for _, row := range rows {
		counts[len(row)]++
	}
	d := &dialect{delim: delim, rows: len(rows), header: -1}
	for n, k := range counts {
		if n >= 2 && (k > counts[d.columns] || k == counts[d.columns] && n > d.columns) {
			d.columns = n
		}
	}
	if d.columns == 0 {
		return nil
	}
	d.share = 100 * counts[d.columns] / len(rows)
	d.findHeader(rows)
	if !d.plausible(rows) {
		return nil
	}
	return d
}

// plausible tells a table from prose, code and logs.
func (d *dialect) plausible(rows [][]string) bool {
	if d.share < 80 && !(d.share >= 60 && (d.columns >= 4 || d.delim == ':')) {
		return false
	}
	filled, addresses, full := 0, 0, 0
	for _, row := range rows {
		if len(row) != d.columns {
			continue
		}
		full++
		if strings.TrimSpace(row[len(row)-1]) != "" {
			filled++
		}
		if strings.IndexByte(row[0], '@') > 0 {
			addresses++
		}
	}
	switch {
	case d.delim == ':':
		return d.columns <= 4 && addresses*10 >= full*9
	case d.columns == 2 && filled == 0:
		return false
	case d.columns == 2 && d.header < 0:
		return d.share == 100 && len(rows) >= 3 && (d.delim != ',' || shortRows(rows))
	}
	return true
}

// shortRows reports whether no row is as long as a line of prose.
func shortRows(rows [][]string) bool {
	for _, row := range rows {
		n := 0
		for _, cell := range row {
			n += len(cell)
		}
		if n > 120 {
			return false
		}
	}
	return true
}

// findHeader looks for the row of names: the first row of full width, if its
// cells are what names look like and either one of them is a known one or the
// rows below hold another sort of value.
func (d *dialect) findHeader(rows [][]string) {
	for i, row := range rows {
		if len(row) != d.columns {
			continue
		}
		if d.isHeader(row, rows[i+1:]) {
			d.header, d.names = i, row
		}
		return
	}
}

func (d *dialect) isHeader(row []string, below [][]string) bool {
	seen := make(map[string]bool)
	known, named := 0, 0
	for _, cell := range row {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		if len(cell) > 64 || seen[cell] || sortOf(cell) != sortWord {
			return false
		}
		seen[cell] = true
		named++
		if knownHeader(cell) {
			known++
		}
	}
	if named*2 <= len(row) {
		return false
	}
	if known > 0 {
		return true
	}
	for col := range row {
		other, n := 0, 0
		for _, r := range below {
			if len(r) != len(row) || strings.TrimSpace(r[col]) == "" {
				continue
			}
			n++
			if sortOf(r[col]) != sortWord {
				other++
			}
		}
		if n > 0 && other*10 >= n*8 {
			return true
		}
	}
	return false
}

// The sorts of a cell.
const (
	sortWord = iota
	sortNumber
	sortAddress
)

// sortOf tells words from numbers, dates and addresses.
func sortOf(cell string) int {
	cell = strings.TrimSpace(cell)
	if strings.IndexByte(cell, '@') >= 0 || strings.Contains(cell, "://") {
		return sortAddress
	}
	digits, letters := 0, 0
	for _, r := range cell {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	if digits > letters {
		return sortNumber
	}
	return sortWord
}

// headerWords are words that a column's name holds, in several languages.
const headerWords = " id name first last firstname lastname surname given family vorname nachname nom prenom prénom nombre apellido apellidos " +
	"email e-mail mail adresse address addr street strasse straße city ort ville zip plz postcode postal country land pays state region " +
	"phone telephone telefon tel téléphone telefono teléfono mobile handy fax company firma organisation organization org société empresa customer kunde client cliente " +
	"account konto user username login password passwd pwd passwort secret key token role title position department date datum created updated time timestamp " +
	"amount betrag price preis total currency quantity qty product sku order invoice number no nr status type description comment notes note url domain website ip host " +
	"iban bic card birthdate birthday dob geburtsdatum gender sex project value code category "

// knownHeader reports whether a cell holds a word that names a column.
func knownHeader(cell string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(splitCamel(cell)), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '-'
	}) {
		if utf8.RuneCountInString(word) > 1 && strings.Contains(headerWords, " "+word+" ") {
			return true
		}
	}
	return false
}

// splitCamel puts a space before each capital that follows a small letter.
func splitCamel(s string) string {
	var b strings.Builder
	small := false
	for _, r := range s {
		if small && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

// sampleTable splits a sample into rows of cells. An incomplete last row is
// left out unless it is the end of the content; blank rows are left out.
func sampleTable(text string, whole bool, delim byte) [][]string {
	var rows [][]string
	var cells []string // of all rows
	for len(text) > 0 && len(rows) < sampleRows {
		first := len(cells)
		var n int
		var complete bool
		cells, n, complete = sampleRow(cells, text, delim)
		if !complete && !whole {
			break
		}
		text = text[n:]
		row := cells[first:len(cells):len(cells)]
		if len(row) == 1 && row[0] == "" {
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// sampleRow splits off one row of n bytes and appends its cells, at most 1024.
func sampleRow(row []string, text string, delim byte) (_ []string, n int, complete bool) {
	i, most := 0, len(row)+1024
	for {
		cell, end := sampleCell(text[i:], delim)
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
func sampleCell(text string, delim byte) (cell string, end int) {
	if len(text) > 0 && text[0] == '"' {
		for i := 1; i < len(text); i++ {
			if text[i] != '"' {
				continue
			}
			if i+1 < len(text) && text[i+1] == '"' {
				i++
				continue
			}
			rest := strings.TrimLeft(text[i+1:], " \r")
			if len(rest) == 0 || rest[0] == delim || rest[0] == '\n' {
				return strings.ReplaceAll(text[1:i], `""`, `"`), len(text) - len(rest)
			}
		}
	}
	for end < len(text) && text[end] != delim && text[end] != '\n' {
		end++
	}
	return strings.TrimSuffix(text[:end], "\r"), end
}
