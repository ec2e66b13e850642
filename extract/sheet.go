package extract

import (
	"bytes"
)

// headRows is how many rows of a sheet decide on its heading.
const headRows = 30

// maxColumns is how many columns a sheet has at most (ECMA-376, 18.3.1.73).
const maxColumns = 16384

// A sheetCell is one cell that holds something.
type sheetCell struct {
	col  int
	text []byte
	row  int // of the sheet, from 1; 0 unknown
	rows int // it is merged with the cells of so many rows below
}

// sheetText writes the rows of a sheet.
type sheetText struct {
	c       *content
	r       *run
	styles  *styleTable
	strings *stringTable

	heads   []string
	settled bool
	headed  bool          // it is said of which columns the rows are
	later   bool          // the rows stand behind blank ones, and below another heading maybe
	gapped  bool          // the row before was blank
	number  int           // of the row, where the sheet says it
	early   [][]sheetCell // rows before the heading is settled
	row     []sheetCell
	size    int // of the row's text in bytes
	next    int // column of the next cell without a reference

	merged  merged
	spanned int // the last row of the sheet into which a cell reaches
	wrote   int // the row of the sheet that was written last

	col     int
	kind    string
	style   int
	take    bool // the text is that of a value
	formula bool
	val     []byte
	code    []byte
}

func (s *sheetText) comment([]byte) error { return nil }

func (s *sheetText) text(p []byte) error {
	switch {
	case s.take && len(s.val) < MaxPiece:
		s.val = append(s.val, p...)
	case s.formula && len(s.code) < 1<<12:
		s.code = append(s.code, p...)
	}
	return nil
}

func (s *sheetText) open(name string, attrs []attr) error {
	switch name {
	case "row":
		s.next = 0
		n := atoi(value(attrs, "r"))
		if n == 0 && s.merged != nil {
			n = s.number + 1
		}
		if s.number > 0 && n > s.number+1 {
			s.gap()
		}
		s.number = n
	case "c":
		s.col = column(value(attrs, "r"), s.next)
		s.next = s.col + 1
		s.kind, s.style = string(value(attrs, "t")), atoi(value(attrs, "s"))
		s.val, s.code = s.val[:0], s.code[:0]
	case "v", "t":
		s.take = true
	case "f":
		s.formula = true
	case "hyperlink":
		if text := firstOf(value(attrs, "display"), value(attrs, "location")); isAddress(text) {
			return firstError(s.settle(), s.r.write(text), s.r.writeString("\n"))
		}
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter":
		s.take, s.val = true, s.val[:0]
	}
	return nil
}

func firstOf(a, b []byte) []byte {
	if len(a) > 0 {
		return a
	}
	return b
}

func (s *sheetText) close(name string) error {
	switch name {
	case "v", "t":
		s.take = false
	case "f":
		s.formula = false
	case "c":
		return s.cell()
	case "row":
		return s.endRow()
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter":
		s.take = false
		err := firstError(s.settle(), s.r.write(marginText(s.val)), s.r.writeString("\n"))
		s.val = s.val[:0]
		return err
	}
	return nil
}

// cell adds the cell that was read to the row.
func (s *sheetText) cell() error {
	text := s.val
	switch s.kind {
	case "s":
		text = s.strings.get(atoi(bytes.TrimSpace(s.val)))
	case "b":
		text = []byte("FALSE")
		if string(bytes.TrimSpace(s.val)) == "1" {
			text = []byte("TRUE")
		}
	case "", "n":
		text = s.styles.number(bytes.TrimSpace(s.val), s.style)
	}
	if leadsSomewhere(s.code) {
		text = append(append(bytes.Clone(text), " ="...), s.code...)
	}
	return s.add(s.col, text)
}

// add adds a cell to the row, unless it is empty.
func (s *sheetText) add(col int, text []byte) error {
	if len(bytes.TrimSpace(text)) == 0 || col >= maxColumns {
		return nil
	}
	s.row = append(s.row, sheetCell{col, bytes.Clone(text), s.number, s.merged[[2]int{s.number, col}]})
	if s.size += len(text); s.size > 4*MaxPiece || len(s.row) > maxColumns {
		return s.endRow() // no program writes such a row: it goes on as another
	}
	return nil
}

// endRow writes a row, or keeps it until the heading is settled.
func (s *sheetText) endRow() error {
	if len(s.row) == 0 {
		s.gap()
		return nil
	}
	row := s.row
	s.row, s.size = s.row[:0], 0
	if s.gapped {
		s.gapped = false
		if err := s.nextTable(); err != nil {
			return err
		}
	}
	if s.settled {
		return s.write(row, !s.repeatsHeads(row))
	}
	s.early = append(s.early, append([]sheetCell(nil), row...))
	size := 0
	for _, row := range s.early {
		for _, cell := range row {
			size += len(cell.text)
		}
	}
	if len(s.early) >= headRows || size > MaxPiece {
		return s.settleRows(false)
	}
	return nil
}

// gap notes a blank row.
func (s *sheetText) gap() { s.gapped = s.settled || len(s.early) > 0 }

// write writes a row, as a record unless it is the heading or above it.
func (s *sheetText) write(row []sheetCell, record bool) error {
	id := int64(0)
	s.span(row[0].row - 1)
	if !record && s.spanned > 0 && row[0].row <= s.spanned {
		s.c.record()
	}
	s.wrote = row[0].row
	if record {
		id = s.c.record()
		if !s.headed {
			s.headed = true
			s.r.table(s.r.at(), s.heads)
		}
	}
	s.r.mark("", id)
	for i, cell := range row {
		if i > 0 {
			if err := s.r.writeString("\t"); err != nil {
				return err
			}
		}
		if record {
			s.r.markRows(s.head(cell.col), id, cell.rows)
			if cell.rows > 0 {
				s.spanned = max(s.spanned, cell.row+cell.rows)
			}
		}
		if err := s.r.write(cell.text); err != nil {
			return err
		}
		s.r.mark("", id)
	}
	err := s.r.writeString("\n")
	s.r.recordEnd()
	return err
}

// span leaves out an ordinal for each row up to one that has no record and into which a cell reaches, so that rows and
// records go together.
func (s *sheetText) span(row int) {
	for ; s.wrote < min(row, s.spanned); s.wrote++ {
		s.c.record()
	}
}

// endSpans ends the cells that reach further than the sheet has rows.
func (s *sheetText) endSpans() error {
	s.span(s.spanned)
	return nil
}

// head is the name of a column, by its place where it has none.
func (s *sheetText) head(col int) string {
	if col < len(s.heads) && s.heads[col] != "" {
		return s.heads[col]
	}
	return unnamedColumn(col)
}

// column reads the column of a reference such as "AB12", from 0.
func column(ref []byte, next int) int {
	n := 0
	for _, b := range ref {
		if b < 'A' || b > 'Z' {
			break
		}
		if n = n*26 + int(b-'A') + 1; n > maxColumns {
			return maxColumns
		}
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// atoi reads a small number, 0 where it is none.
func atoi(p []byte) int {
	n := 0
	for _, b := range p {
		if b < '0' || b > '9' || n > 1<<30 {
			return 0
		}
		n = n*10 + int(b-'0')
	}
	return n
}
