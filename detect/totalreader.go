package detect

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// A totalReader reads on from a label to its amount.
type totalReader struct {
	t     *totalTable
	line  []byte
	label *totalLabel
	rank  totalRank
	at    int
	code  int  // of a currency between label and amount
	loose bool // words stand between that may say anything
	told  bool // a word says with taxes or without
	open  bool // nothing stands behind the label in its column
	colon bool // one parts label and amount
	gap   bool // a column, a colon or dots part label and amount
	money money
}

// amount reads the amount on the label's line.
func (x *totalReader) amount() bool {
	from := x.at
	if !x.between() {
		x.open = x.at >= len(x.line)
		return false
	}
	if x.money.code == noCode && (x.loose || !x.gap && x.rank < rankGross) {
		return false // in a sentence an amount has its currency
	}
	if x.loose && !x.colon && x.rank < rankGross {
		return false
	}
	if !x.behind() {
		return false
	}
	for x.label.rank < rankDue && len(bytes.TrimSpace(x.line[x.money.to:])) > 0 { // of several columns the last one
		next := x.money.to + blanksAt(x.line[x.money.to:], totalReach)
		if next-x.money.to < 2 && (next == x.money.to || x.line[x.money.to] != '\t') {
			break
		}
		y := *x
		if y.money, y.gap = (money{}), true; !y.moneyAt(next) || !y.behind() {
			break
		}
		*x = y
	}
	return x.money.from-from <= totalReach
}

// moneyAt takes the amount that stands at i.
func (x *totalReader) moneyAt(i int) bool {
	m, ok := x.t.moneyAt(x.line, i)
	if ok || m.end > m.number && x.code != noCode {
		x.money = m
		return true
	}
	return false
}

// between passes over what stands between the label and its amount.
func (x *totalReader) between() bool {
	limit := min(len(x.line), x.at+totalReach)
	for words := 0; x.at < limit && words <= mostWords; {
		c := x.line[x.at]
		if (isDigit(c) || c == '(' || c >= 0x80 || c == '-' || x.signed()) && x.moneyAt(x.at) {
			return true
		}
		if n := blanksAt(x.line[x.at:], 3); n > 0 {
			x.gap = x.gap || n > 1 || c == '\t'
			x.at += n
			continue
		}
		switch {
		case c < ' ' || bytes.IndexByte(betweenMarks, c) >= 0:
			x.gap = x.gap || c == ':' || c == '.' || c == '|' || c == '='
			x.colon = x.colon || c == ':'
			if x.loose && (c == '.' || c == ',') {
				return false // of another sentence
			}
			x.at++
		case c == '(' || bytes.HasPrefix(x.line[x.at:], wideOpen):
			if x.inside() {
				return true
			}
			if !x.aside() {
				return false
			}
		case isDigit(c):
			n := percentAt(x.line[x.at:])
			if n == 0 {
				n, _ = dateOfDigits(x.line[x.at:], false)
			}
			if n == 0 {
				n = x.count()
			}
			if n == 0 {
				return false
			}
			x.at += n
		default:
			if !x.word() && !x.anyWord() {
				return false
			}
			if c < 0x80 {
				words++
			}
		}
	}
	return false
}

var (
	betweenMarks = []byte(".:=|_*~,/-")
	wideOpen     = []byte("（")
	wideMarks    = [][]byte{wideColon, []byte("…"), []byte("‥"), []byte("・"), []byte("，"), []byte("—"), []byte("–"), []byte("·"), []byte("“"), []byte("”"), []byte("）")}
)

// count returns the length of a number in a column of its own: how many items.
func (x *totalReader) count() int {
	n := run(x.line, x.at, 6, digitChars) - x.at
	rest := x.line[x.at+n:]
	if x.gap && (bytes.HasPrefix(rest, []byte("\t")) || bytes.HasPrefix(rest, []byte("  "))) {
		return n
	}
	return 0
}

// signed reports whether a currency's sign stands at x.at.
func (x *totalReader) signed() bool {
	_, n := x.t.signAt(x.line, x.at)
	return n > 0
}

// inside takes an amount that stands in parentheses behind words for it: "叁拾陆万元整（¥360,000.00）".
func (x *totalReader) inside() bool {
	size := 1
	if x.line[x.at] != '(' {
		size = len(wideOpen)
	}
	m, ok := x.t.moneyAt(x.line, x.at+size)
	if ok && m.code != noCode {
		x.money = m
		return true
	}
	return false
}

// aside passes over what stands in parentheses: taxes, currencies, other names.
func (x *totalReader) aside() bool {
	rest := x.line[x.at:min(len(x.line), x.at+64)]
	end := bytes.IndexByte(rest, ')')
	size := 1
	if wide := bytes.Index(rest, []byte("）")); wide >= 0 && (end < 0 || wide < end) {
		end, size = wide, 3
	}
	if end < 0 {
		return false
	}
	y := totalReader{t: x.t, line: rest[:end], rank: x.rank, at: 1, code: x.code}
	for y.at < end {
		if y.signedAside() || y.word() {
			continue
		}
		_, n := utf8.DecodeRune(y.line[y.at:])
		for y.at += n; isAlpha(y.line[y.at-1]) && y.at < end && isAlpha(y.line[y.at]); {
			y.at++ // the rest of a word that says nothing
		}
	}
	x.rank, x.code = y.rank, y.code
	x.at += end + size
	return true
}

func (x *totalReader) signedAside() bool {
	sign, n := x.t.signAt(x.line, x.at)
	if n > 0 {
		x.code = int(sign.code)
		x.at += n
	}
	return n > 0
}

// word passes over a word that may stand between, and notes what it says of the amount.
func (x *totalReader) word() bool {
	if x.signedAside() {
		return true
	}
	rest := x.line[x.at:]
	for _, m := range wideMarks {
		if bytes.HasPrefix(rest, m) {
			x.at += len(m)
			x.gap, x.colon = x.gap || m[0] != 0xE2, x.colon || m[0] == wideColon[0]
			return true
		}
	}
	if r, _ := utf8.DecodeRune(rest); r >= 0x2E80 {
		for _, w := range x.t.wide {
			if len(rest) >= len(w.text) && string(rest[:len(w.text)]) == w.text && x.taxed(w.rank) {
				x.at += len(w.text)
				return true
			}
		}
		return false
	}
	n := 0
	for n < len(rest) && n < mostPartyLabel {
		r, size := utf8.DecodeRune(rest[n:])
		if !unicode.IsLetter(r) && (n == 0 || r != '\'' && r != '’' && (r != '.' || n+1 >= len(rest) || !isAlpha(rest[n+1]))) {
			break
		}
		n += size
	}
	var buf [2 * mostPartyLabel]byte
	rank, ok := x.t.between[string(buf[:foldLabel(buf[:], rest[:n])])]
	if !ok || !x.taxed(rank) {
		return false
	}
	x.at += n
	return true
}

// anyWord passes over a word that says nothing, as in "the total fees for the services shall be
// £78,850": behind a word that says enough itself, and for the price before a colon. The total
// of something is not that of the document.
func (x *totalReader) anyWord() bool {
	if x.rank == rankTotal || x.rank == rankNet || x.gap {
		return false
	}
	r, size := utf8.DecodeRune(x.line[x.at:])
	if !unicode.IsLetter(r) || unicode.IsUpper(r) && x.rank == rankPrice {
		return false
	}
	x.loose = true
	if r >= 0x2E80 {
		x.at += size
		return true
	}
	for x.at < len(x.line) {
		r, size := utf8.DecodeRune(x.line[x.at:])
		if !unicode.IsLetter(r) && r != '\'' && r != '’' {
			break
		}
		x.at += size
	}
	return true
}

// taxed notes that an amount is with or without taxes, and reports whether the word may stand
// there: that of a tax only behind one that says which. "Total VAT" is none.
func (x *totalReader) taxed(rank totalRank) bool {
	switch rank {
	case rankTax:
		return x.told
	case rankNet:
		x.told = true
		if x.rank == rankTotal || x.rank == rankGross {
			x.rank = rankNet
		}
	case rankGross:
		x.told = true
		if x.rank == rankTotal {
			x.rank = rankGross
		}
	}
	return true
}

// behind looks at what follows the amount: taxes, a unit that is none of money, how often.
func (x *totalReader) behind() bool {
	at := x.money.to + blanksAt(x.line[x.money.to:], 1)
	if x.money.code == noCode && at < len(x.line) && letterAt(x.line, at) {
		y := totalReader{t: x.t, line: x.line, rank: x.rank, at: at, code: noCode}
		if !y.word() {
			return false
		}
	}
	y := totalReader{t: x.t, line: x.line, rank: x.rank, at: at, code: x.code}
	if at < len(x.line) && letterAt(x.line, at) && y.word() && y.rank != rankPrice {
		x.rank = y.rank
	}
	if x.rank == rankDue {
		return true
	}
	for _, at := range [2]int{x.money.to, at} {
		if at < len(x.line) && x.t.each.at(x.line, at) {
			return false
		}
	}
	return true
}
