package extract

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// A quote that somebody forgot, or that belongs to its cell, would take all rows up to the next
// one into its cell, or all that follow. So what a quote opens is looked at before it is
// believed, as far as the piece goes that is being read.

// What a quote at the beginning of a cell is.
type quoteSort uint8

const (
	quoteOpens quoteSort = iota // the cell is in quotes
	quoteStray                  // it is a part of a cell that ends with its line
	quoteAsks                   // the piece ends before it is known
)

// quote says what the quote at p[i] is, with which a cell begins.
func (s *tableScan) quote(p []byte, i int, base int64, last bool) quoteSort {
	if base+int64(i) < s.broken {
		line := p[i:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
		if from, _, _ := cellEnd(line, s.delim, new(int)); from == 0 {
			return quoteStray
		}
		return quoteOpens
	}
	from, to, end := cellEnd(p[i:], s.delim, &s.unclosed)
	closed := from > 0 && (last || i+end < len(p))
	if !closed && !last && s.start.at > 0 {
		return quoteAsks // once more, with what follows
	}
	if !closed {
		to, end = len(p)-i, len(p)-i
	}
	if !s.swallows(p[i+1:i+max(to, 1)], closed) || !closed && !last && s.beyond.all < linesAsked {
		return quoteOpens
	}
	s.broken = base + int64(i+end)
	return quoteStray
}

// swallows reports whether what stands behind a quote is the rest of its row and further rows:
// many of them, or a few where the quote is not closed, or by one that opened another cell.
func (s *tableScan) swallows(cell []byte, closed bool) bool {
	s.beyond = lines{}
	first, rest, more := bytes.Cut(cell, []byte{'\n'})
	begins := min(s.col+s.width(first), maxCells) == s.columns
	if !more {
		return !closed && begins
	}
	for len(rest) > 0 {
		line, next, more := bytes.Cut(rest, []byte{'\n'})
		if closed && !more {
			break // the closing quote stands in this one
		}
		s.beyond.delims = s.width(line) - 1
		s.beyond.escaped += s.doubled(line)
		s.beyond.end(s.columns)
		rest = next
	}
	l := &s.beyond
	switch {
	case l.rows*100 < l.all*minShare || l.escaped > 0 && l.escaped >= l.all:
		return false
	case l.all >= linesAsked:
		return s.columns > 2 || l.rows == l.all
	}
	return begins && (!closed || s.opensAnother(cell))
}

// width is that of a line which is a row.
func (s *tableScan) width(line []byte) int {
	if len(line) > 0 && opensQuote(line, s.delim) {
		width, _, _ := quotedWidth(line, s.delim, new(int))
		return width
	}
	return plainWidth(line, s.delim)
}

// doubled counts the doubled quotes of a line that are no empty cells.
func (s *tableScan) doubled(line []byte) (n int) {
	for i := 1; i+1 < len(line); i++ {
		if line[i] == '"' && line[i+1] == '"' {
			n += b2i(line[i-1] != s.delim)
			i++
		}
	}
	return n
}

// opensAnother reports whether a cell of those that a quote swallowed begins in a quote: within
// a cell that truly is in quotes, others are doubled.
func (s *tableScan) opensAnother(cell []byte) bool {
	for i := 1; i+1 < len(cell); i++ {
		if cell[i] == '"' && (cell[i-1] == s.delim || cell[i-1] == '\n') && cell[i+1] != '"' {
			return true
		}
	}
	return false
}

// A tableStart is how a table was read up to a row, so that the row can be read once more.
type tableStart struct {
	tableState
	at      int // in the piece
	marks   int
	last    exposure.Mark
	records int64
}

// begins keeps how the table was read up to the row at p[i].
func (s *tableScan) begins(i int) {
	s.start = tableStart{s.tableState, i, len(s.r.marks), s.r.last, s.c.records}
}

// back goes to the beginning of the row, of which nothing is read yet.
func (s *tableScan) back() int {
	b := &s.start
	s.tableState, s.r.marks, s.r.last, s.c.records = b.tableState, s.r.marks[:b.marks], b.last, b.records
	return b.at
}
