package mysql

import "encoding/binary"

// comQuery is COM_QUERY.
const comQuery = 3

// A column is what a server tells of one.
type column struct {
	kind   byte
	binary bool // it has no character set
}

// Types of columns (dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html).
const (
	typeVarchar   = 15
	typeVector    = 242
	typeTinyBlob  = 249
	typeBlob      = 252
	typeVarString = 253
	typeString    = 254
	typeGeometry  = 255
)

// noCharset is the number of the character set "binary".
const noCharset = 63

// bytes reports whether a cell may be anything, in place of text.
func (c column) bytes() bool {
	switch c.kind {
	case typeVarchar, typeVector, typeVarString, typeString, typeGeometry:
		return c.binary
	}
	return c.binary && c.kind >= typeTinyBlob && c.kind <= typeBlob
}

// ask sends a statement and reads which columns its rows have, none where it gives no rows.
func (w *wire) ask(sql string) ([]column, error) {
	if err := w.send(append([]byte{comQuery}, sql...), true); err != nil {
		return nil, err
	}
	b, err := w.receive()
	switch {
	case err != nil:
		return nil, err
	case b[0] == isOK:
		return nil, nil
	}
	f := fields{rest: b[1:]}
	n, err := length(b[0], &f)
	if err != nil || n < 1 || n > mostColumns || len(f.rest) > 0 { // NULL here would ask for a file of ours
		return nil, errGarbled
	}
	columns := make([]column, n)
	for i := range columns {
		if b, err = w.receive(); err != nil {
			return nil, err
		}
		var ok bool
		if columns[i], ok = readColumn(b); !ok {
			return nil, errGarbled
		}
	}
	if b, err = w.receive(); err == nil && b[0] != isEnd {
		err = errGarbled
	}
	return columns, err
}

// readColumn reads what is told of a column: six names, and what stands behind them.
func readColumn(b []byte) (c column, ok bool) {
	f := fields{rest: b}
	for range 6 { // catalog, database, table twice, name twice
		f.text()
	}
	const fixed = 1 + 2 + 4 + 1 // their length, character set, greatest length, type
	if f.bad || len(f.rest) < fixed {
		return c, false
	}
	return column{kind: f.rest[fixed-1], binary: binary.LittleEndian.Uint16(f.rest[1:]) == noCharset}, true
}

// The limits of what is held of the answer to a question, in bytes: one row, and all rows, of
// which that many and each with a few names may come.
const (
	longestRow = 64 << 10
	rowOfNames = 1 << 10
)

// query asks for rows of so many cells, at most so many of them. NULL is an empty text.
func (w *wire) query(sql string, cells, most int) (rows [][]string, err error) {
	columns, err := w.ask(sql)
	switch {
	case err != nil:
		return nil, err
	case len(columns) != cells:
		return nil, errGarbled
	case cells == 0:
		return nil, nil
	}
	for budget := longestRow + most*rowOfNames; ; {
		b, err := w.receive()
		switch {
		case err != nil:
			return nil, err
		case b[0] == isEnd && len(b) < 8:
			return rows, nil
		case len(rows) == most, len(b) > min(longestRow, budget):
			return nil, errGarbled
		}
		budget -= len(b)
		f := fields{rest: b}
		row := make([]string, cells)
		for i := range row {
			row[i] = f.text()
		}
		if f.bad || len(f.rest) > 0 {
			return nil, errGarbled
		}
		rows = append(rows, row)
	}
}

// A fields reads texts behind their lengths, one after the other. Past the end everything
// is empty and bad says so.
type fields struct {
	rest []byte
	bad  bool
}

// Read implements [io.Reader].
func (f *fields) Read(p []byte) (int, error) {
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	if n < len(p) {
		return n, errGarbled
	}
	return n, nil
}

// text reads one text.
func (f *fields) text() string {
	var first [1]byte
	if _, err := f.Read(first[:]); err != nil {
		f.bad = true
		return ""
	}
	n, err := length(first[0], f)
	if err != nil || n > int64(len(f.rest)) {
		f.bad, f.rest = true, nil
		return ""
	}
	if n < 0 {
		return ""
	}
	s := string(f.rest[:n])
	f.rest = f.rest[n:]
	return s
}
