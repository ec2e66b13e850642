package detect

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// What stands around the label of a total and says of what it is one.

// taxBelow reports whether one of the next lines adds a tax: then a sum above it is without.
func (st *Stream) taxBelow(end int) bool {
	for from, n := end+1, 0; n < taxLines && from < len(st.buf); n++ {
		to := bytes.IndexByte(st.buf[from:min(len(st.buf), from+longLine)], '\n')
		if to < 0 {
			to = min(len(st.buf)-from, longLine)
		}
		if st.e.totals.taxFollows(st.buf[from : from+to]) {
			return true
		}
		from += to + 1
	}
	return false
}

// taxLines are looked at below a sum.
const taxLines = 3

// taxFollows reports whether a line begins with a tax, or with its rate, and has an amount.
func (t *totalTable) taxFollows(line []byte) bool {
	line = bytes.TrimLeft(line, " \t+|")
	n := percentAt(line)
	n += blanksAt(line[n:], 2)
	var buf [2 * mostPartyLabel]byte
	end := n
	for end < len(line) && end-n < mostPartyLabel {
		r, size := utf8.DecodeRune(line[end:])
		if !unicode.IsLetter(r) {
			break
		}
		end += size
	}
	word := buf[:foldLabel(buf[:], line[n:end])]
	if t.between[string(word)] != rankTax && !bytes.HasPrefix(word, []byte("消費税")) && !bytes.HasPrefix(word, []byte("增值税")) && !bytes.HasPrefix(word, []byte("税")) {
		return false
	}
	for i := end; i < len(line); i++ {
		if isDigit(line[i]) && !wordChars[line[i-1]] {
			if _, exact := numberEnd(line, i); exact {
				return true
			}
			i = run(line, i, len(line), amountChars)
		}
	}
	return false
}

// otherBefore reports whether the word before a label says that it is of something else.
func (t *totalTable) otherBefore(before []byte) bool {
	word := bytes.TrimRight(before, " ")
	if len(before)-len(word) > 1 {
		return false
	}
	from := len(word)
	for from > 0 && len(word)-from < mostPartyLabel {
		r, size := utf8.DecodeLastRune(word[:from])
		if !unicode.IsLetter(r) {
			break
		}
		from -= size
	}
	var buf [2 * mostPartyLabel]byte
	return from < len(word) && t.before[string(buf[:foldLabel(buf[:], word[from:])])]
}

// beginsCell reports whether what stands at i begins a line, a column or a sentence, but for a
// number before it.
func beginsCell(line []byte, i int) bool {
	for blanks := 0; i > 0; i-- {
		switch c := line[i-1]; {
		case c == '\t' || c == ':' || c == '|' || c == ';' || c == '(' || c == '>':
			return true
		case c == ' ':
			if blanks++; blanks == 2 {
				return true
			}
			continue
		case c >= 0x80:
			r, _ := utf8.DecodeLastRune(line[:i])
			return !unicode.IsLetter(r)
		case isAlpha(c), c == ',':
			return false
		}
		blanks = 0
	}
	return true
}
