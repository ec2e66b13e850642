package extract

import (
	"bytes"
	"strconv"
)

// inHead takes a word or one other byte of a statement up to its values.
func (s *sqlScan) inHead(p []byte, i int) int {
	if s.mode == sqlComment {
		end := bytes.IndexByte(p[i:], '\n')
		if end < 0 {
			return len(p)
		}
		s.mode = sqlHead
		return i + end + 1
	}
	if s.mode == sqlHead {
		end := i
		for end < len(p) && isSQLWord(p[end]) {
			end++
		}
		if end > i && len(s.head)+end-i <= maxStatement {
			s.head = append(s.head, p[i:end]...)
			return end
		}
	}
	b := p[i]
	if len(s.head) < maxStatement {
		s.head = append(s.head, b)
	} else if b == '\n' {
		s.mode, s.head = sqlHead, s.head[:0] // a quote that is never closed was none
	}
	switch {
	case s.mode == sqlQuoted:
		if s.escaped {
			s.escaped = false
		} else if b == '\\' && s.backslash {
			s.escaped = true
		} else if b == s.quote {
			s.mode = sqlHead
		}
	case b == '\'' || b == '"' || b == '`':
		s.mode, s.quote = sqlQuoted, b
	case b == '-' && bytes.HasSuffix(s.head, []byte("--")):
		s.mode, s.head = sqlComment, s.head[:len(s.head)-2]
	case b == ';':
		s.endStatement()
	case (b == '(' || isSpace(b)) && s.opensValues():
		s.mode = sqlValues
		if b == '(' {
			s.openRow(s.r.off + int64(i))
		}
	}
	return i + 1
}

// isSQLWord reports whether b is nothing but a part of a word in a statement.
func isSQLWord(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '_' || b == '.' || b == ','
}

// opensValues reports whether the statement so far is an INSERT up to VALUES.
func (s *sqlScan) opensValues() bool {
	if len(s.head) == 0 { // it was too long to be kept
		return false
	}
	h := s.head[:len(s.head)-1]
	if n := len(h); n < 6 || h[n-1]|0x20 != 's' && !isSpace(h[n-1]) {
		return false // most words
	}
	if h = bytes.TrimRight(h, " \t\r\n"); len(h) < 6 || !bytes.EqualFold(h[len(h)-6:], []byte("values")) {
		return false
	}
	h = bytes.TrimLeft(h[:len(h)-6], " \t\r\n")
	if len(h) < 8 || !bytes.EqualFold(h[:6], []byte("insert")) && !bytes.EqualFold(h[:7], []byte("replace")) {
		return false
	}
	if len(s.insert) == 0 || !bytes.Equal(h, s.insert) {
		table, columns := splitTable(h, "into")
		if s.columns = withTable(table, columnNames(columns)); len(s.columns) == 0 {
			s.columns = s.columnsOf(table)
		}
		s.insert, s.headed = append(s.insert[:0], h...), false
	}
	s.head = s.head[:0]
	return true
}

// maxPlaces is how many columns of a table that nothing names are told apart.
const maxPlaces = 64

// columnsOf are the columns of a table as it was created, else by their places: "#2/1" is the
// second one of the first such table.
func (s *sqlScan) columnsOf(table string) []string {
	if names, ok := s.tables[table]; ok || len(s.tables) >= maxSQLTables {
		return names
	}
	s.unnamed++
	names := make([]string, maxPlaces)
	for i := range names {
		names[i] = unnamedColumn(i) + "/" + strconv.Itoa(s.unnamed)
	}
	s.tables[table] = names
	return names
}

// endStatement ends a statement without values.
func (s *sqlScan) endStatement() {
	h := bytes.TrimLeft(s.head, " \t\r\n")
	lower := bytes.ToLower(h)
	switch {
	case bytes.HasPrefix(lower, []byte("create table")):
		table, columns := splitTable(h, "table")
		if len(s.tables) < maxSQLTables && len(h) < maxStatement {
			s.tables[table], s.insert = withTable(table, columnNames(columns)), s.insert[:0]
		}
	case bytes.HasPrefix(lower, []byte("copy ")) && bytes.Contains(lower, []byte("from stdin")):
		table, columns := splitTable(h, "copy")
		s.columns, s.insert = withTable(table, columnNames(columns)), s.insert[:0]
		s.mode, s.col, s.record, s.headed = sqlCopy, -1, 0, false
	}
	s.head = s.head[:0]
}
