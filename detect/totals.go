package detect

import "bytes"

// What a document comes to stands behind a word for it on the same line, or below it: "Rechnungsbetrag
// 707,22 €", "Fees: fixed $84,000", "Net à payer TTC …… 2 308,70 €". All that may be a total is
// handed on with its label; which one is the document's, [Totals] decides.

const (
	totalHead    = 16 << 10 // where labels are looked for in the midst of lines
	totalReach   = 140      // from a label to its amount, in bytes
	mostWords    = 6        // between a label and its amount
	totalsOfLine = 4
	headsLine    = 150 // the longest line of labels above their amounts
	belowReach   = 80  // behind it some digit of these stands
)

// scores of totals by their rank: above that of an amount alone.
var totalScores = [...]int16{rankPrice: 81, rankNet: 82, rankTotal: 84, rankGross: 86, rankDue: 88}

// totalLine takes the totals of the line from i to end.
func (st *Stream) totalLine(i, end int) {
	t, line := st.e.totals, st.buf[i:end]
	if !hasDigit(line) && (len(line) > headsLine || !hasDigit(st.buf[end:min(len(st.buf), end+belowReach)])) {
		return
	}
	head := st.base+int64(i) < totalHead
	for at, n := 0, 0; at+2 < len(line) && n < totalsOfLine; {
		if c := line[at]; c < 0x80 && !isAlpha(c) || c&0xC0 == 0x80 {
			if !head && c > ' ' {
				return // further down only what begins a line
			}
			at++
			continue
		}
		l, behind := t.labelAt(line, at)
		if l == nil || l.rank <= rankTotal && !beginsCell(line, at) || t.otherBefore(line[:at]) {
			if !head {
				return
			}
			for at++; at < len(line) && isAlpha(line[at-1]) && alnumChars[line[at]]; {
				at++ // to the end of the word
			}
			continue
		}
		n++
		if here := st.base + int64(i); here >= st.parties.label+saidAhead || st.parties.label == 0 {
			st.parties.label = here
		}
		x := totalReader{t: t, line: line, label: l, rank: l.rank, at: behind, code: noCode}
		switch {
		case x.amount():
			if x.rank > rankTotal || x.rank == rankPrice || !t.taxFollows(line[x.money.to:]) && !st.taxBelow(end) {
				st.foundTotal(&x, i)
			}
			behind = max(behind, x.money.to)
		case x.open:
			st.totalBelow(&x, i, end, at)
		}
		at = behind
	}
}

// totalBelow takes the amount that stands under a label, on the next line or the one behind it.
func (st *Stream) totalBelow(x *totalReader, i, end, at int) {
	var cells, under [cellsOfLine]textCell
	list := cells[:cutLine(st.buf, i, end, &cells)]
	var c *textCell
	for k := range list {
		if list[k].from <= i+at && i+at < list[k].to {
			c = &list[k]
		}
	}
	if c == nil || len(list) > 1 && x.rank < rankGross {
		return // a column of a table has items in it
	}
	for from, n := end+1, 0; n < 2 && from < len(st.buf); n++ {
		to := bytes.IndexByte(st.buf[from:], '\n')
		if to < 0 {
			to = len(st.buf) - from
		}
		if to > longLine {
			return
		}
		below := under[:cutLine(st.buf, from, from+to, &under)]
		if len(below) == 0 {
			from += to + 1
			continue
		}
		d := c.below(below)
		if d == nil || len(list) > 1 && st.moneyBelow(d, from+to+1) {
			return
		}
		y := *x
		y.line, y.at = st.buf[d.from:d.to], 0
		if y.moneyAt(0) && y.money.to == len(y.line) && y.behind() {
			st.foundTotal(&y, d.from)
		}
		return
	}
}

// moneyBelow reports whether an amount stands under a cell in the next line: then it is a table
// of items.
func (st *Stream) moneyBelow(c *textCell, from int) bool {
	var cells [cellsOfLine]textCell
	if from >= len(st.buf) {
		return false
	}
	to := bytes.IndexByte(st.buf[from:], '\n')
	if to < 0 {
		to = len(st.buf) - from
	}
	if to > longLine {
		return false
	}
	d := c.below(cells[:cutLine(st.buf, from, from+to, &cells)])
	if d == nil {
		return false
	}
	_, ok := st.e.totals.moneyAt(st.buf[d.from:d.to], 0)
	return ok
}

// foundTotal hands on an amount on a line that begins at from of the buffer.
func (st *Stream) foundTotal(x *totalReader, from int) {
	m := &x.money
	code := m.code
	if code == noCode {
		code = x.code
	}
	own := make([]byte, 0, 32)
	if iso := st.currency(code, m.sign); iso != "" {
		own = append(append(own, iso...), ' ')
	}
	if m.negative {
		own = append(own, '-')
	}
	own = append(own, x.line[m.number:m.end]...)
	r := st.e.builtin.total
	at := st.base + int64(from+m.from)
	st.pending = append(st.pending, candidate{
		rule: r, offset: at, length: int32(m.to - m.from), own: own, field: fieldTotal, record: st.marks.recordAt(at),
		score: totalScores[x.rank] - totalScores[rankGross] + int16(r.Score), why: whyContext, total: x.label, rank: x.rank,
	})
}
