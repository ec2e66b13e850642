package extract

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// readSQL reads a dump of a database: each row that an INSERT or COPY gives is a
// record, and its values carry the names of their columns, as the statement or
// the CREATE TABLE before it has them. The text is the raw one, but for what is escaped in values.
func readSQL(c *content, h *head) error {
	r := c.newRun("", exposure.PartTable)
	s := &sqlScan{c: c, r: r, tables: make(map[string][]string)}
	s.backslash = bytes.Contains(h.text, []byte(`\'`)) || mentionsFold(h.text, "mysql") || mentionsFold(h.text, "mariadb")
	t := c.ownText(h.enc)
	defer t.close()
	for {
		p, _, err := t.piece()
		if len(p) == 0 {
			return err
		}
		s.scan(p)
		if err := r.direct(s.escapes.apply(p, r)); err != nil {
			return err
		}
		t.consume(len(p))
	}
}

// sqlMode is where in a dump a sqlScan stands.
type sqlMode uint8

const (
	sqlHead    sqlMode = iota // in a statement, up to its values
	sqlQuoted                 // in a string or quoted name of a statement's head
	sqlComment                // in a comment up to the end of the line
	sqlValues                 // between rows of values
	sqlStart                  // before a value
	sqlString                 // in a value in quotes
	sqlBare                   // in any other value
	sqlCopy                   // before a line of COPY
	sqlCell                   // in a value of COPY
)

// The bounds of what is remembered of a dump.
const (
	maxStatement = 64 << 10 // bytes of a statement's head
	maxSQLTables = 10_000
)

// A sqlScan marks the values of a dump, piece by piece.
type sqlScan struct {
	c         *content
	r         *run
	backslash bool // it escapes, as MySQL has it
	tables    map[string][]string
	unnamed   int // tables of which nothing names the columns

	mode    sqlMode
	quote   byte
	escaped bool // the next byte is not special
	slashed bool // a backslash escapes in the string that is being read
	escapes sqlEscapes
	head    []byte
	insert  []byte // the head that columns is of, the statement of a row before
	columns []string
	headed  bool // it is said of which columns the rows are
	record  int64
	col     int
	depth   int // of parentheses within a value
}

func (s *sqlScan) mark(at int64, field string) { s.r.markAt(at, field, s.record) }

func (s *sqlScan) name() string {
	if s.col < len(s.columns) {
		return s.columns[s.col]
	}
	return unnamedColumn(s.col)
}

// scan marks the values of p, which is the next piece of the run.
func (s *sqlScan) scan(p []byte) {
	base := s.r.off
	for i := 0; i < len(p); {
		switch s.mode {
		case sqlHead, sqlQuoted, sqlComment:
			i = s.inHead(p, i)
		case sqlValues:
			i = s.between(p, i, base)
		case sqlStart:
			i = s.begin(p, i, base)
		case sqlString:
			i = s.inString(p, i, base)
		case sqlBare:
			i = s.inBare(p, i, base)
		case sqlCopy, sqlCell:
			i = s.inCopy(p, i, base)
		}
	}
}

// openRow begins a row whose values begin at an offset of the run.
func (s *sqlScan) openRow(at int64) {
	s.record, s.col, s.mode = s.c.record(), 0, sqlStart
	s.heading(at)
}

// heading says of which columns the rows from an offset of the run on are, unless that was said.
func (s *sqlScan) heading(at int64) {
	if !s.headed {
		s.headed = true
		s.r.table(at, s.columns)
	}
}

// between goes on to the next row of values.
func (s *sqlScan) between(p []byte, i int, base int64) int {
	switch b := p[i]; {
	case b == '(':
		s.openRow(base + int64(i))
	case b == ';':
		s.mode, s.head = sqlHead, s.head[:0]
		s.record = 0
	case b == ',' || isSpace(b):
	default: // ON DUPLICATE KEY, RETURNING
		s.mode, s.head, s.record = sqlHead, s.head[:0], 0
		return i
	}
	return i + 1
}

// begin begins a value.
func (s *sqlScan) begin(p []byte, i int, base int64) int {
	switch b := p[i]; {
	case isSpace(b):
		return i + 1
	case b == '\'' || b == '"':
		s.mode, s.quote, s.escaped, s.slashed = sqlString, b, false, s.backslash
		s.mark(base+int64(i+1), s.name())
		return i + 1
	case b == ',' || b == ')':
		s.depth, s.mode = 0, sqlBare
		return i
	case (b|0x20 == 'e' || b|0x20 == 'n') && i+1 < len(p) && p[i+1] == '\'': // E'…', N'…'
		s.depth, s.mode = 0, sqlBare
		return i + 1
	}
	s.depth, s.mode = 0, sqlBare
	s.mark(base+int64(i), s.name())
	return i
}

// inString goes on to the end of a value in quotes.
func (s *sqlScan) inString(p []byte, i int, base int64) int {
	for ; i < len(p); i++ {
		if !s.escaped {
			for i < len(p) && p[i] != s.quote && p[i] != '\\' && p[i] != '\n' {
				i++
			}
			if i == len(p) {
				break
			}
		}
		switch b := p[i]; {
		case s.escaped:
			s.escaped = false
			s.escapes.behind(i, b)
		case b == '\\' && s.slashed:
			s.escaped = true
			s.escapes.backslash(i)
		case b == s.quote && i+1 < len(p) && p[i+1] == s.quote:
			s.escapes.doubled(i)
			i++
		case b == '\n' && hasFold(p[i+1:], "insert into "):
			s.mode, s.record, s.head = sqlHead, 0, s.head[:0] // the string was none
			return i
		case b == s.quote:
			s.mark(base+int64(i), "")
			s.depth, s.mode = 0, sqlBare
			return i + 1
		}
	}
	return i
}

// inBare goes on to the end of a value that is not in quotes, or of what
// follows one that is.
func (s *sqlScan) inBare(p []byte, i int, base int64) int {
	for ; i < len(p); i++ {
		switch b := p[i]; {
		case b == '\'' || b == '"':
			s.mode, s.quote, s.escaped = sqlString, b, false
			s.slashed = s.backslash || i > 0 && p[i-1]|0x20 == 'e' // E'…', as PostgreSQL has it
			s.mark(base+int64(i+1), s.name())
			return i + 1
		case b == '(':
			s.depth++
		case b == ')' && s.depth > 0:
			s.depth--
		case b == ')':
			s.mark(base+int64(i), "")
			s.mode = sqlValues
			return i + 1
		case b == ',' && s.depth == 0:
			s.mark(base+int64(i), "")
			s.col++
			s.mode = sqlStart
			return i + 1
		}
	}
	return i
}

// inCopy goes over lines of COPY, whose values tabs divide, up to "\.".
func (s *sqlScan) inCopy(p []byte, i int, base int64) int {
	b := p[i]
	switch {
	case s.col < 0: // the rest of the statement's own line
		if b == '\n' {
			s.col = 0
		}
		return i + 1
	case s.mode == sqlCopy && s.col == 0 && bytes.HasPrefix(p[i:], []byte("\\.")):
		s.mode, s.record = sqlHead, 0
		s.mark(base+int64(i), "")
		return i + 2
	case b == '\n':
		s.mark(base+int64(i), "")
		s.mode, s.col = sqlCopy, 0
		return i + 1
	case b == '\t':
		s.mark(base+int64(i), "")
		s.mode = sqlCopy
		s.col++
		return i + 1
	case s.mode == sqlCopy:
		if s.col == 0 {
			s.record = s.c.record()
			s.heading(base + int64(i))
		}
		s.mark(base+int64(i), s.name())
		s.mode = sqlCell
	}
	for i < len(p) && p[i] != '\t' && p[i] != '\n' {
		i++
	}
	return i
}
