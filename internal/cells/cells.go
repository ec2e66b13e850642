// Package cells makes text harmless for the programs that open tables.
package cells

import "strings"

// Guard returns s such that no spreadsheet takes it, or a part of it, for a
// formula: where = + - @, a tab, a carriage return or a line feed begins the
// cell, or follows what a spreadsheet of another language takes for the end of
// a cell, an apostrophe goes before it. Full-width forms count, as they do for
// Japanese spreadsheets. Source: OWASP, "CSV Injection",
// owasp.org/www-community/attacks/CSV_Injection.
func Guard(s string) string {
	if !strings.ContainsAny(s, starts) {
		return s
	}
	var b []byte // of s, up to from
	from, begin := 0, true
	for i, c := range s {
		if begin && strings.ContainsRune(starts, c) {
			b = append(append(b, s[from:i]...), '\'')
			from = i
		}
		// White space after the beginning is skipped by some spreadsheets.
		begin = strings.ContainsRune(",;|\t\r\n\"", c) || begin && c == ' '
	}
	if b == nil {
		return s
	}
	return string(append(b, s[from:]...))
}

// starts are the characters with which a formula, or a cell that hides one, begins.
const starts = "=+-@\t\r\n＝＋－＠"
