package extract

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

func sniffCSV(h *head) int {
	if h.text == nil || h.table() == nil {
		return 0
	}
	return 40
}

// table returns the dialect of h, nil where it is no table.
func (h *head) table() *dialect {
	if !h.tried {
		h.tried = true
		h.dialect = tableOf(h.text, h.whole)
	}
	return h.dialect
}

// readCSV reads a table: each row is a record, each cell carries the name of
// its column. The text is the raw one, and the marks are exact: what stands
// between two cells (quotes, delimiters, line ends) is marked with an empty
// field. Doubled quotes stay doubled.
func readCSV(c *content, h *head) error {
	d := h.table()
	if d.delim == '\t' {
		c.Media = "text/tab-separated-values"
	}
	if d.turned != nil {
		return c.readTurned(d.turned)
	}
	if d.columns == maxCells {
		if err := c.nameWide(h, d); err != nil {
			return err
		}
	}
	return c.readTable(c.ownText(h.enc), c.newRun("", exposure.PartTable), d)
}

// readTable hands on t as r.
func (c *content) readTable(t *textSource, r *run, d *dialect) error {
	defer t.close()
	s := tableScan{c: c, r: r, delim: d.delim, columns: d.columns}
	s.header, s.names = d.header, allNamed(d.names, d.columns)
	for {
		p, last, err := t.piece()
		if len(p) == 0 {
			return err
		}
		p = p[:s.scan(p, last)]
		if err := r.direct(p); err != nil {
			return err
		}
		t.consume(len(p))
	}
}

// maxQuoted is how far a quoted cell may go on unasked, in bytes. Beyond it the quote is taken
// to have been none, and the cell ends with its line, as soon as that many lines are rows of
// the table more often than not.
const (
	maxQuoted  = 64 << 10
	linesAsked = 8
)

type cellState uint8

const (
	cellStart cellState = iota
	cellBare
	cellQuoted
	cellQuote // in a quoted cell, at a quote that may end it
	cellAfter // after the closing quote
)

// A tableScan marks the cells of a table, piece by piece.
type tableScan struct {
	c       *content
	r       *run
	delim   byte
	columns int
	tableState

	start    tableStart
	unclosed int   // see cellEnd; of the piece
	broken   int64 // up to here quotes are closed in their line, if they open a cell
}

// A tableState is what changes from cell to cell.
type tableState struct {
	header int // rows up to and including the header are no records; -1 none
	names  []string

	state  cellState
	row    int
	col    int
	filled bool // a cell of the row holds something
	blank  bool // no cell of the row before did, or it was a title behind such a row
	title  bool // the row says what a table below it is
	record int64
	headed bool  // it is said of which columns the rows are
	quoted int   // bytes since the opening quote
	maybe  int64 // offset of the quote that may end the cell
	beyond lines // of a long quoted cell
}

// lines are what stands in a quoted cell beyond maxQuoted.
type lines struct {
	delims  int // of the line that is being read
	all     int
	rows    int // that are as wide as the table
	escaped int // quotes that are doubled, of which rows that a quote swallowed have few
}

// end ends a line and reports whether the cell is made of rows.
func (l *lines) end(columns int) bool {
	l.all++
	if l.delims+1 == columns {
		l.rows++
	}
	l.delims = 0
	return l.all >= linesAsked && l.rows*100 >= l.all*minShare && l.escaped < l.all
}

// name returns the column's name.
func (s *tableScan) name() string {
	if s.col < len(s.names) && s.row > s.header {
		return s.names[s.col]
	}
	return ""
}

// mark adds a mark at offset at of the run.
func (s *tableScan) mark(at int64, field string) { s.r.markAt(at, field, s.record) }

// scan marks the cells of p, which is the next piece of the run, and returns how much of it is
// read: a row of which it does not tell how its cells end is asked for once more.
func (s *tableScan) scan(p []byte, last bool) int {
	base := s.r.off
	s.unclosed, s.start.at = 0, 0
	for i := 0; i < len(p); {
		switch s.state {
		case cellStart:
			next, ok := s.begin(p, i, base, last)
			if !ok {
				return s.back()
			}
			i = next
		case cellBare, cellAfter:
			j := i
			for j < len(p) && p[j] != s.delim && p[j] != '\n' {
				j++
			}
			i = s.finish(p, i, j, base)
		case cellQuoted:
			i = s.inside(p, i)
		case cellQuote:
			i = s.afterQuote(p, i, base)
		}
	}
	return len(p)
}

// begin starts a cell at p[i], if it tells how it ends.
func (s *tableScan) begin(p []byte, i int, base int64, last bool) (int, bool) {
	if s.col == 0 {
		s.begins(i)
	}
	if s.col == 0 && p[i] != '\n' && p[i] != '\r' {
		s.heading(p[i:])
		if s.row > s.header {
			s.record = s.c.record()
			if !s.headed {
				s.headed = true
				s.r.table(base+int64(i), s.names)
			}
		}
	}
	s.state = cellBare
	switch {
	case p[i] == s.delim || p[i] == '\n':
		s.mark(base+int64(i), "")
		return i, true
	case p[i] == '"':
		switch s.quote(p, i, base, last) {
		case quoteAsks:
			return i, false
		case quoteOpens:
			s.state, s.quoted, s.beyond = cellQuoted, 0, lines{}
		}
		i++
	}
	s.mark(base+int64(i), s.name())
	return i, true
}

// heading looks whether the row that p begins with is a heading: another one behind a blank
// row and titles, or the same again.
func (s *tableScan) heading(p []byte) {
	blank := s.blank
	s.blank, s.title = false, false
	if s.row <= s.header || !blank && (s.header < 0 || len(p) < len(s.names[0]) || s.names[0] != string(p[:len(s.names[0])])) {
		return
	}
	end := bytes.IndexByte(p, '\n')
	if end < 0 || end > maxHeading {
		return
	}
	var open int
	row, _, _ := sampleRow(nil, string(p[:end+1]), s.delim, &open)
	switch {
	case slices.Equal(row, s.names[:min(len(row), len(s.names))]):
	case blank && headsTable(row):
		s.names, s.headed = allNamed(row, s.columns), false
	case blank && filledCells(row) == 1 && s.aboveHeading(p[end+1:]):
		s.title = true
	default:
		return
	}
	s.header, s.record = s.row, 0
}

// aboveHeading reports whether what p begins with is a heading, maybe below further titles.
func (s *tableScan) aboveHeading(p []byte) bool {
	for range maxTitles {
		end := bytes.IndexByte(p, '\n')
		if end < 0 || end > maxHeading {
			return false
		}
		row, _, _ := sampleRow(nil, string(p[:end+1]), s.delim, new(int))
		if filledCells(row) > 1 {
			return headsTable(row)
		}
		p = p[end+1:]
	}
	return false
}

// filledCells counts the cells of a row that hold something.
func filledCells(row []string) (n int) {
	for _, cell := range row {
		n += b2i(strings.TrimSpace(cell) != "")
	}
	return n
}

// maxHeading is how long the heading of a further table is at most, in bytes.
const maxHeading = 8 << 10

// finish ends a cell whose text was p[i:j], if its delimiter stands at j.
func (s *tableScan) finish(p []byte, i, j int, base int64) int {
	s.filled = s.filled || len(bytes.TrimSpace(p[i:j])) > 0
	if j == len(p) {
		return j
	}
	if s.state == cellBare {
		end := j
		if p[j] == '\n' && end > i && p[end-1] == '\r' {
			end--
		}
		s.mark(base+int64(end), "")
	}
	s.state = cellStart
	if p[j] == '\n' {
		if s.col > 0 || s.filled || j > i+1 || j == i+1 && p[i] != '\r' {
			s.row++
		}
		s.blank = s.title || !s.filled && (s.blank || s.row > 0)
		s.col, s.filled = 0, false
	} else {
		s.col++
	}
	return j + 1
}

// inside goes to the next quote of a quoted cell.
func (s *tableScan) inside(p []byte, i int) int {
	j := bytes.IndexByte(p[i:], '"')
	if j < 0 {
		j = len(p) - i
	}
	if s.quoted+j > maxQuoted {
		if end := s.swallowed(p[i : i+j]); end >= 0 {
			s.state = cellBare
			return i + end
		}
	}
	s.quoted += j + 1
	i += j
	if i < len(p) {
		s.state, s.maybe = cellQuote, s.r.off+int64(i)
		i++
	}
	return i
}

// swallowed looks at more of a long quoted cell. It returns the end of the line with which
// the cell ends if its quote was none, or -1.
func (s *tableScan) swallowed(p []byte) int {
	for at := 0; ; {
		n := bytes.IndexByte(p[at:], '\n')
		if n < 0 {
			s.beyond.delims += bytes.Count(p[at:], []byte{s.delim})
			return -1
		}
		s.beyond.delims += bytes.Count(p[at:at+n], []byte{s.delim})
		if at += n; s.beyond.end(s.columns) {
			return at
		}
		at++
	}
}

// afterQuote decides whether the quote before p[i] ended the cell.
func (s *tableScan) afterQuote(p []byte, i int, base int64) int {
	switch b := p[i]; {
	case b == '"' && base+int64(i) == s.maybe+1:
		s.state = cellQuoted
		if k := s.maybe - base - 1; k < 0 || p[k] != s.delim && p[k] != '\n' { // it is no empty cell
			s.beyond.escaped++
		}
		return i + 1
	case b == s.delim || b == '\n':
		if s.maybe >= base {
			s.mark(s.maybe, "")
		} else {
			s.mark(base+int64(i), "")
		}
		s.state, s.filled = cellAfter, s.filled || s.quoted > 1
		return i
	case b == ' ' || b == '\r':
		return i + 1
	}
	s.state = cellQuoted
	return i
}
