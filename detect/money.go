package detect

import (
	"bytes"
	"unicode/utf8"
)

// A money is an amount as documents write it beside a label: "€   238,28", "2 308,70 €",
// "($79.58)", "▲45,936", "R$ 13.002,00", "48.500 EUR".
type money struct {
	from, to int  // with sign and currency
	number   int  // where its digits begin
	end      int  // and end
	negative bool //
	exact    bool // it has decimals, or groups of thousands
	code     int  // of its currency in totalTable.codes, -1 for none
	sign     string
}

const noCode = -1

// mostBlanks stand between a currency's sign and its amount, in columns.
const mostBlanks = 8

// moneyAt reads an amount at i.
func (t *totalTable) moneyAt(text []byte, i int) (m money, ok bool) {
	m = money{from: i, code: noCode}
	open := i < len(text) && text[i] == '('
	if open {
		i++
	}
	i = m.minus(text, i)
	if sign, n := t.signAt(text, i); n > 0 {
		m.code, m.sign = int(sign.code), sign.text
		i = m.minus(text, i+n+blanksAt(text[i+n:], mostBlanks))
	}
	m.number = i
	if m.end, m.exact = numberEnd(text, i); m.end == i {
		return m, false
	}
	m.to = m.end
	if m.code == noCode {
		gap := blanksAt(text[m.end:], 2)
		if sign, n := t.signAt(text, m.end+gap); n > 0 {
			m.code, m.sign = int(sign.code), sign.text
			m.to = m.end + gap + n
		}
	}
	if open {
		if m.to >= len(text) || text[m.to] != ')' {
			return m, false
		}
		m.negative, m.to = true, m.to+1
	}
	return m, m.exact || m.code != noCode
}

// minus reads what makes an amount less than nothing, and returns where it goes on.
func (m *money) minus(text []byte, i int) int {
	for _, s := range minusSigns {
		if bytes.HasPrefix(text[min(i, len(text)):], s) {
			m.negative = true
			return i + len(s) + blanksAt(text[i+len(s):], 2)
		}
	}
	return i
}

var minusSigns = [][]byte{[]byte("-"), []byte("−"), []byte("–"), []byte("▲"), []byte("△")}

// signAt returns the currency that text says at i, and how long it says so.
func (t *totalTable) signAt(text []byte, i int) (sign currencySign, n int) {
	if i >= len(text) {
		return sign, 0
	}
	for _, s := range t.signs[text[i]] {
		end := i + len(s.text)
		if end > len(text) || string(text[i:end]) != s.text {
			continue
		}
		if isAlpha(s.text[len(s.text)-1]) && end < len(text) && letterAt(text, end) || isAlpha(s.text[0]) && letterBefore(text, i) && !isDigit(text[i-1]) {
			continue
		}
		return s, len(s.text)
	}
	return sign, 0
}

// numberEnd returns where a number ends that begins at i, and whether it has decimals or groups
// of thousands. What goes on as a date, a time, a percentage or a range is none.
func numberEnd(text []byte, i int) (end int, exact bool) {
	from := i
	i = run(text, i, 12, digitChars)
	if i == from || i < len(text) && isDigit(text[i]) {
		return from, false
	}
	first := i - from
	var group []byte
	for first <= 3 {
		sep := separatorAt(text[i:])
		if len(sep) == 0 || group != nil && !bytes.Equal(sep, group) {
			break
		}
		j := i + len(sep)
		if run(text, j, 4, digitChars) != j+3 {
			break
		}
		group, i, exact = sep, j+3, true
	}
	if i+1 < len(text) && (text[i] == '.' || text[i] == ',') && (group == nil || group[0] != text[i]) {
		switch n := run(text, i+1, 5, digitChars) - i - 1; {
		case n == 2 || n == 1:
			i, exact = i+1+n, exact || n == 2
		case n > 2:
			return from, false
		case bytes.HasPrefix(text[i+1:], []byte("--")):
			i, exact = i+3, true
		case bytes.HasPrefix(text[i+1:], []byte("–")), bytes.HasPrefix(text[i+1:], []byte("-")):
			_, size := utf8.DecodeRune(text[i+1:])
			i, exact = i+1+size, true
		}
	}
	rest := text[i:]
	if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',' || rest[0] == '/' || rest[0] == '-' || rest[0] == ':' || rest[0] == '\'') && isDigit(rest[1]) {
		return from, false
	}
	if n := blanksAt(rest, 2); n < len(rest) && rest[n] == '%' || bytes.HasPrefix(rest[n:], []byte("％")) {
		return from, false
	}
	return i, exact
}

// separatorAt returns what parts groups of thousands.
func separatorAt(text []byte) []byte {
	for _, s := range separatorsOfGroups {
		if bytes.HasPrefix(text, s) {
			return s
		}
	}
	return nil
}

var separatorsOfGroups = [][]byte{[]byte("."), []byte(","), []byte(" "), []byte("'"), []byte("’"), []byte("\u00a0"), []byte("\u202f"), []byte("\u2009")}

// blanksAt returns how many bytes of blanks text begins with, of at most n characters.
func blanksAt(text []byte, n int) (size int) {
	for ; n > 0; n-- {
		switch rest := text[size:]; {
		case len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t'):
			size++
		case bytes.HasPrefix(rest, []byte("\u00a0")):
			size += 2
		case bytes.HasPrefix(rest, []byte("\u202f")), bytes.HasPrefix(rest, []byte(wideBlank)):
			size += 3
		default:
			return size
		}
	}
	return size
}

// percentAt returns the length of a percentage, 0 where there is none.
func percentAt(text []byte) int {
	n := run(text, 0, 6, amountChars)
	n += blanksAt(text[n:], 2)
	if n < len(text) && text[n] == '%' {
		return n + 1
	}
	return 0
}
